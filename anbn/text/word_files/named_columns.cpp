// SPDX-License-Identifier: Apache-2.0
// Tables whose columns have the names that others give them: MFA's CSV, BIDS's onset and duration,
// start and end.
#include "anbn/core/error.h"
#include "anbn/text/word_files/word_file.h"

#include <algorithm>
#include <span>

namespace anbn {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kWordNames[] = {"word", "words", "label", "text", "token"};
constexpr std::string_view kOnsetNames[] = {"onset_s",    "onset",      "start", "begin", "start_s",
                                            "start_time", "begin_time", "xmin",  "tmin"};
constexpr std::string_view kOffsetNames[] = {"offset_s", "offset",    "end",  "stop", "end_s",
                                             "end_time", "stop_time", "xmax", "tmax"};
constexpr std::string_view kDurationNames[] = {"duration_s", "duration", "dur"};
constexpr std::string_view kKindNames[] = {"type"}, kUposNames[] = {"upos"};
constexpr std::string_view kSpeakerNames[] = {"speaker", "speaker_id"};

/// The column with the first of `names` that there is.
std::optional<std::size_t> column_of(const std::vector<std::string>& columns, Names names) {
  for (const std::string_view name : names)
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (plain_name(columns[c]) == name) return c;
  return {};
}

struct WordColumns {
  std::optional<std::size_t> word, onset, offset, duration, speaker, kind, upos;

  explicit WordColumns(const std::vector<std::string>& columns)
      : word(column_of(columns, kWordNames)),
        onset(column_of(columns, kOnsetNames)),
        offset(column_of(columns, kOffsetNames)),
        duration(column_of(columns, kDurationNames)),
        speaker(column_of(columns, kSpeakerNames)),
        kind(column_of(columns, kKindNames)),
        upos(column_of(columns, kUposNames)) {}

  bool are_enough() const { return word && onset && (offset || duration); }
};

std::string_view line_of(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

std::vector<std::string> cells(std::string_view line) {
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  const char between = line.find('\t') != std::string_view::npos ? '\t' : ',';
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(between, at), line.size());
    std::string_view cell = line.substr(at, end - at);
    if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"')
      cell = cell.substr(1, cell.size() - 2);
    out.emplace_back(cell);
    at = end + 1;
  }
  return out;
}

/// What is anbn's own (word, onset_s, duration_s) is read as ever, with its further columns.
bool looks_like_named_columns(std::string_view text) {
  const std::vector<std::string> columns = cells(line_of(text));
  const auto has = [&](std::string_view name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  return WordColumns(columns).are_enough() && !(has("word") && has("onset_s") && has("duration_s"));
}

/// MFA writes words and phones into one table.
bool is_row_of_words(const std::string& kind) {
  const std::string plain = plain_name(kind);
  return plain.empty() || plain == "words" || plain == "word";
}

FileWords read_named_columns(std::string_view text, const std::string& name,
                             const WordFileChoice&) {
  const bool has_tabs = line_of(text).find('\t') != std::string_view::npos;
  const Table table = has_tabs ? parse_tsv(text, name) : parse_csv(text, name, CsvHeader::first);
  const WordColumns at(table.columns);
  if (!at.are_enough())
    fail(
        "{}: expected columns with the words (word, label, text), their begin (onset, start, "
        "begin) "
        "and their end or duration (offset, end, duration); found the first line '{}'",
        name, line_of(text));
  const bool has_kinds =
      at.kind && std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
        return plain_name(row[*at.kind]) == "words" || plain_name(row[*at.kind]) == "word";
      });
  FileWords out;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto& values = table.rows[row];
    if (has_kinds && !is_row_of_words(values[*at.kind])) continue;
    FileWord word;
    word.text = values[*at.word];
    word.line = table.lines[row];
    word.onset_s = table.optional_number(row, *at.onset);
    if (at.offset) {
      word.offset_s = table.optional_number(row, *at.offset);
    } else if (const auto duration_s = table.optional_number(row, *at.duration)) {
      if (!(*duration_s >= 0))
        fail("{}, line {}: the duration is {} s; expected 0 or more", name, word.line, *duration_s);
      word.offset_s = word.onset_s.value_or(0) + *duration_s;
    }
    if (at.speaker && !is_missing(values[*at.speaker])) word.speaker = values[*at.speaker];
    if (at.upos && !is_missing(values[*at.upos])) word.upos = values[*at.upos];
    add_file_word(std::move(word), out);
  }
  return out;
}

}  // namespace

extern const WordFileKind kNamedColumns = {
    "columns", "CSV or TSV with a header: MFA's, or word and onset, end or duration",
    looks_like_named_columns, read_named_columns};

}  // namespace anbn
