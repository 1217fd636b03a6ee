// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/word_files/word_file.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/text/damaged_text.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <cmath>

namespace anbn {

extern const WordFileKind kTextGrid, kGentleJson, kWhisperJson, kNamedColumns, kTimedConllu;

namespace {

std::string_view trimmed(std::string_view text) {
  const std::vector<Character> all = characters(text);
  std::size_t begin = 0, end = all.size();
  while (begin < end && is_white_space(all[begin].value)) ++begin;
  while (end > begin && is_white_space(all[end - 1].value)) --end;
  if (begin == end) return {};
  return text.substr(all[begin].begin, all[end - 1].end - all[begin].begin);
}

/// "[laughter]", "(coughs)", "{BR}", "<noise>"
bool is_bracketed(std::string_view text) {
  constexpr std::string_view kOpen = "[({<", kClose = "])}>";
  const std::size_t kind = text.empty() ? std::string_view::npos : kOpen.find(text.front());
  return kind != std::string_view::npos && text.back() == kClose[kind];
}

bool has_letters(std::string_view text) {
  const std::vector<Character> all = characters(text);
  return std::any_of(all.begin(), all.end(),
                     [](const Character& c) { return is_letter_or_digit(c.value); });
}

/// Behind the last word of the note in square, curly or angle brackets, "[door" "slams]", that
/// begins at `first`; `first` if none does. Round brackets may hold what was spoken.
std::size_t note_end(const std::vector<FileWord>& words, std::size_t first) {
  constexpr std::size_t kMostWords = 6;
  constexpr std::string_view kOpen = "[{<", kClose = "]}>";
  const std::size_t kind = kOpen.find(words[first].text.front());
  if (kind == std::string_view::npos) return first;
  for (std::size_t i = first; i < std::min(words.size(), first + kMostWords); ++i)
    if (words[i].text.back() == kClose[kind]) return i + 1;
  return first;
}

/// Leaves out notes in brackets, and counts their words.
void leave_out_notes(FileWords& spoken) {
  std::vector<FileWord> kept;
  for (std::size_t i = 0; i < spoken.words.size();) {
    const std::size_t end = note_end(spoken.words, i);
    spoken.left_out += end - i;
    if (end == i)
      kept.push_back(std::move(spoken.words[i++]));
    else
      i = end;
  }
  spoken.words = std::move(kept);
}

/// Seconds to the nearest ns, without the noise of a difference.
std::string seconds(double value) { return fmt::format("{}", std::round(value * 1e9) / 1e9); }

void check_times(const FileWord& word, const std::string& name) {
  if (word.onset_s.has_value() != word.offset_s.has_value())
    fail(
        "{}: only one of the times of '{}' (line or number {}) is given; expected both, or neither",
        name, word.text, word.line);
  if (word.onset_s && !(*word.offset_s >= *word.onset_s))  // the negated test also catches NaN
    fail(
        "{}: '{}' (line or number {}) ends at {} s, before it begins at {} s; expected a time of "
        "begin, then of end",
        name, word.text, word.line, *word.offset_s, *word.onset_s);
}

}  // namespace

std::span<const WordFileKind> word_file_kinds() {
  static const WordFileKind list[] = {kTextGrid, kGentleJson, kWhisperJson, kTimedConllu,
                                      kNamedColumns};
  return list;
}

std::optional<WordTable> read_word_file(std::string_view text, const std::string& name,
                                        const WordFileChoice& choice) {
  const auto kinds = word_file_kinds();
  const WordFileKind* kind = nullptr;
  if (!choice.format.empty()) {
    kind = &kind_named(kinds, choice.format, "format of words");
  } else {
    for (const WordFileKind& one : kinds)
      if (kind == nullptr && one.looks_like(text)) kind = &one;
    if (kind == nullptr) return {};
  }
  FileWords spoken = kind->read(text, name, choice);
  leave_out_notes(spoken);
  WordTable out;
  out.left_out = spoken.left_out;
  out.table.file = name;
  out.table.columns = {"word", "onset_s", "duration_s"};
  const auto has_any = [&](std::string FileWord::*member) {
    return std::any_of(spoken.words.begin(), spoken.words.end(),
                       [&](const FileWord& word) { return !(word.*member).empty(); });
  };
  const bool has_speaker = has_any(&FileWord::speaker), has_upos = has_any(&FileWord::upos);
  if (has_speaker) out.table.columns.emplace_back("speaker");
  if (has_upos) out.table.columns.emplace_back("upos");
  for (const FileWord& word : spoken.words) {
    check_times(word, name);
    refuse_damaged_text(word.text, fmt::format("{} (line or number {})", name, word.line));
    auto& row = out.table.rows.emplace_back();
    row = {word.text, word.onset_s ? seconds(*word.onset_s) : "",
           word.onset_s ? seconds(*word.offset_s - *word.onset_s) : ""};
    if (has_speaker) row.push_back(word.speaker);
    if (has_upos) row.push_back(word.upos.empty() ? "n/a" : word.upos);
    out.table.lines.push_back(word.line);
  }
  return out;
}

void add_file_word(FileWord word, FileWords& out) {
  word.text = std::string(trimmed(word.text));
  word.speaker = std::string(trimmed(word.speaker));
  if (word.text.empty() || is_bracketed(word.text) || !has_letters(word.text))
    ++out.left_out;
  else
    out.words.push_back(std::move(word));
}

std::string plain_name(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace anbn
