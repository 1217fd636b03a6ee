// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/words.h"

#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/table.h"
#include "anbn/text/damaged_text.h"
#include "anbn/text/pos.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace anbn {
namespace {

constexpr double kLongestStory_s = 6 * 3600;
constexpr double kSlack_s = 0.05;  // by which aligners let words overlap

struct Times {
  double onset_s = 0, duration_s = 0;
};

/// `time_s` to the nearest ns, without the noise of a difference: 0.1, not 0.10000000000000009.
double tidy(double time_s) { return std::round(time_s * 1e9) / 1e9; }

struct MaybeTimedWord {
  Word word;
  std::optional<Times> times;
};

/// How aligners mark what is no word, in any case: Kaldi and Gentle, the Montreal Forced Aligner,
/// the Penn one, WebMAUS, Sphinx. Source: their manuals.
constexpr std::string_view kPauses[] = {"<unk>",
                                        "<eps>",
                                        "<sil>",
                                        "<spn>",
                                        "<spoken_noise>",
                                        "<noise>",
                                        "<laughter>",
                                        "<s>",
                                        "</s>",
                                        "<p:>",
                                        "<nib>",
                                        "<usb>",
                                        "sil",
                                        "spn",
                                        "sp",
                                        "!sil",
                                        "{lg}",
                                        "{ns}",
                                        "{sl}",
                                        "{cg}",
                                        "{br}",
                                        "{sp}",
                                        "[sil]",
                                        "[noise]",
                                        "[unk]",
                                        "[laughter]",
                                        "[vocalized-noise]"};

bool is_pause(std::string_view word) {
  std::string lower(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return std::find(std::begin(kPauses), std::end(kPauses), lower) != std::end(kPauses);
}

/// `table` without the rows whose `column` is an aligner's mark of silence or noise.
Table without_pauses(Table table, std::size_t column) {
  Table out = table;
  out.rows.clear(), out.lines.clear();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (is_pause(table.rows[row][column])) continue;
    out.rows.push_back(std::move(table.rows[row]));
    out.lines.push_back(table.lines[row]);
  }
  return out;
}

bool is_blank(std::string_view text) {
  const auto all = characters(text);
  return std::all_of(all.begin(), all.end(), [](const Character& c) {
    return is_white_space(c.value) || is_control(c.value);
  });
}

/// "(laughs)", "[door]"
bool is_in_brackets(std::string_view word) {
  constexpr std::string_view kOpen = "([{<", kClose = ")]}>";
  const std::size_t kind = word.size() > 2 ? kOpen.find(word.front()) : std::string_view::npos;
  return kind != std::string_view::npos && word.back() == kClose[kind];
}

void check_time(double value, std::string_view what, const Table& table, std::size_t row) {
  // The negated test also catches NaN.
  if (!(value >= 0))
    fail("{}, line {}: {} is {} s; expected seconds since the start of the audio, not below 0",
         table.file, table.lines[row], what, value);
  if (value > kLongestStory_s)
    fail(
        "{}, line {}: {} is {} s, which is more than six hours; expected seconds. Are the times "
        "in milliseconds?",
        table.file, table.lines[row], what, value);
}

MaybeTimedWord aligned_word(const Table& table, std::size_t row) {
  MaybeTimedWord out;
  out.word.text = table.rows[row][0];
  const auto onset_s = table.optional_number(row, 2), offset_s = table.optional_number(row, 3);
  if (onset_s.has_value() != offset_s.has_value())
    fail(
        "{}, line {}: only one of onset and offset is given; expected both, or neither where the "
        "aligner missed the word",
        table.file, table.lines[row]);
  if (!onset_s) return out;
  check_time(*onset_s, "the onset", table, row);
  check_time(*offset_s, "the offset", table, row);
  if (*offset_s < *onset_s)
    fail("{}, line {}: '{}' ends at {} s, before it begins at {} s; expected onset, then offset",
         table.file, table.lines[row], out.word.text, *offset_s, *onset_s);
  out.times = Times{*onset_s, tidy(*offset_s - *onset_s)};
  return out;
}

std::vector<MaybeTimedWord> aligned_words(const Table& table) {
  if (table.columns.size() != 4)
    fail(
        "{}: {} columns; expected the 4 of Gentle's align.csv (word, aligned token, onset, "
        "offset), or tabs between columns with a header: word, onset_s, duration_s",
        table.file, table.columns.size());
  std::vector<MaybeTimedWord> out;
  for (std::size_t row = 0; row < table.rows.size(); ++row) out.push_back(aligned_word(table, row));
  return out;
}

std::vector<MaybeTimedWord> table_words(const Table& table) {
  const std::size_t word = table.column("word"), onset = table.column("onset_s"),
                    duration = table.column("duration_s");
  const auto upos = table.optional_column("upos");
  std::vector<MaybeTimedWord> out;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    MaybeTimedWord& w = out.emplace_back();
    w.word.text = table.rows[row][word];
    if (upos && table.rows[row][*upos] != "n/a") w.word.upos = table.rows[row][*upos];
    if (!w.word.upos.empty() && !is_universal_pos(w.word.upos))
      fail("{}, line {}: upos is '{}'; expected a universal part of speech ({}) or n/a", table.file,
           table.lines[row], w.word.upos, universal_pos_list());
    const auto onset_s = table.optional_number(row, onset);
    const auto duration_s = table.optional_number(row, duration);
    if (onset_s.has_value() != duration_s.has_value())
      fail(
          "{}, line {}: only one of onset_s and duration_s is given; expected both, or neither "
          "for a word that the aligner missed",
          table.file, table.lines[row]);
    if (!onset_s) continue;
    check_time(*onset_s, "onset_s", table, row);
    check_time(*duration_s, "duration_s", table, row);
    w.times = Times{*onset_s, *duration_s};
  }
  return out;
}

/// The columns that table_words does not read; n/a becomes empty.
std::vector<NamedColumn> further_columns(const Table& table) {
  std::vector<NamedColumn> out;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string& name = table.columns[c];
    if (name == "word" || name == "onset_s" || name == "duration_s" || name == "upos") continue;
    NamedColumn& column = out.emplace_back(NamedColumn{name, {}});
    for (const auto& row : table.rows)
      column.values.push_back(row[c] == "n/a" ? std::string() : row[c]);
  }
  return out;
}

double median_duration_s(const std::vector<MaybeTimedWord>& words) {
  std::vector<double> durations_s;
  for (const MaybeTimedWord& w : words)
    if (w.times) durations_s.push_back(w.times->duration_s);
  std::sort(durations_s.begin(), durations_s.end());
  const std::size_t middle = durations_s.size() / 2;
  return durations_s.size() % 2 == 1 ? durations_s[middle]
                                     : (durations_s[middle - 1] + durations_s[middle]) / 2;
}

/// Gives times to words[from .. to-1], which have none, from the timed words on either side.
void interpolate(std::vector<MaybeTimedWord>& words, std::size_t from, std::size_t to,
                 double typical_s) {
  const auto count = static_cast<double>(to - from);
  const bool has_before = from > 0, has_after = to < words.size();
  double step_s = typical_s, first_s = 0;
  if (has_before && has_after) {
    const double before_s = words[from - 1].times->onset_s;
    step_s = (words[to].times->onset_s - before_s) / (count + 1);
    first_s = before_s + step_s;
  } else if (has_before) {
    first_s = words[from - 1].times->onset_s + words[from - 1].times->duration_s;
  } else {
    first_s = words[to].times->onset_s - count * step_s;
  }
  for (std::size_t i = from; i < to; ++i) {
    const double onset_s = std::max(first_s + static_cast<double>(i - from) * step_s, 0.0);
    words[i].word.onset_s = tidy(onset_s);
    words[i].word.duration_s =
        std::max(tidy(step_s), 0.0);  // below 0 if the neighbours are swapped
    words[i].word.timing = Timing::interpolated;
  }
}

void check_times_differ(const std::vector<MaybeTimedWord>& words, const Table& table) {
  const MaybeTimedWord* first = nullptr;
  std::size_t timed = 0;
  for (const MaybeTimedWord& w : words) {
    if (!w.times) continue;
    if (!first) first = &w;
    if (w.times->onset_s != first->times->onset_s) return;
    ++timed;
  }
  if (timed > 1)
    fail("{}: all {} words with a time begin at {} s; expected the time of each word", table.file,
         timed, first->times->onset_s);
}

/// Counts what is dubious about the times that were given.
void count_doubts(const std::vector<MaybeTimedWord>& words, TimedWords& out) {
  std::vector<Times> given;
  for (const MaybeTimedWord& w : words)
    if (w.times) given.push_back(*w.times);
  for (std::size_t i = 0; i + 1 < given.size(); ++i) {
    if (given[i + 1].onset_s < given[i].onset_s) ++out.decreasing_onsets;
    if (given[i + 1].onset_s == given[i].onset_s) ++out.simultaneous;
    if (i + 2 < given.size() &&
        given[i].onset_s + given[i].duration_s > given[i + 2].onset_s + kSlack_s)
      ++out.overlong;
  }
  for (const MaybeTimedWord& w : words) out.bracketed += is_in_brackets(w.word.text) ? 1 : 0;
}

TimedWords with_all_times(std::vector<MaybeTimedWord> words, const Table& table) {
  TimedWords out;
  out.file = table.file;
  if (words.empty()) fail("{}: no words; expected one a line with its times", table.file);
  const auto is_timed = [](const MaybeTimedWord& w) { return w.times.has_value(); };
  if (std::none_of(words.begin(), words.end(), is_timed))
    fail("{}: none of {} words has a time; expected the output of a forced aligner", table.file,
         words.size());
  check_times_differ(words, table);
  const double typical_s = median_duration_s(words);
  count_doubts(words, out);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_blank(words[i].word.text))
      fail("{}, line {}: the word is empty; expected a word in each line", table.file,
           table.lines[i]);
    if (words[i].times) {
      words[i].word.onset_s = words[i].times->onset_s;
      words[i].word.duration_s = words[i].times->duration_s;
    } else if (i == 0 || words[i - 1].times) {
      const auto next =
          std::find_if(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(), is_timed);
      interpolate(words, i, static_cast<std::size_t>(next - words.begin()), typical_s);
    }
    if (!words[i].times) ++out.interpolated;
  }
  for (MaybeTimedWord& w : words) out.words.push_back(std::move(w.word));
  return out;
}

constexpr std::string_view kExpectedFormats =
    "expected Gentle's align.csv (word, aligned token, onset, offset; no header), a table with the "
    "header word, onset_s, duration_s, a TextGrid, or JSON of Whisper or Gentle";

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

bool has_tab_first(std::string_view text) {
  return first_line(text).find('\t') != std::string_view::npos;
}

/// Tabs are in tables only; a CSV has a header if that names what must be there.
bool is_table_with_header(std::string_view text) {
  const std::string_view line = first_line(text);
  return has_tab_first(text) || (line.find("word") != std::string_view::npos &&
                                 line.find("onset_s") != std::string_view::npos &&
                                 line.find("duration_s") != std::string_view::npos);
}

/// Throws Error where the text is of another format, or a CSV whose header has other names.
void check_format(std::string_view text, const std::string& name) {
  if (const std::string_view format = known_format(text); !format.empty())
    fail("{}: is {}; {}", name, format, kExpectedFormats);
  const std::string_view line = first_line(text);
  const auto has_digit = [](std::string_view cells) {
    return cells.find_first_of("0123456789") != std::string_view::npos;
  };
  const std::size_t next = std::min(text.find_first_not_of("\r\n", line.size()), text.size());
  if (!is_table_with_header(text) && line.find(',') != std::string_view::npos && !has_digit(line) &&
      !line.ends_with(",,") && has_digit(first_line(text.substr(next))))
    fail("{}: the first line is a header of other names ('{}'); {}", name, excerpt(line),
         kExpectedFormats);
}

}  // namespace

TimedWords parse_words(std::string_view text, const std::string& name,
                       const WordFileChoice& choice) {
  if (const auto spoken = read_word_file(text, name, choice)) {
    TimedWords words = with_all_times(table_words(spoken->table), spoken->table);
    words.pauses = spoken->left_out;
    words.columns = further_columns(spoken->table);
    return words;
  }
  check_format(text, name);
  const bool has_header = is_table_with_header(text);
  Table table = !has_header           ? parse_csv(text, name, CsvHeader::none)
                : has_tab_first(text) ? parse_tsv(text, name)
                                      : parse_csv(text, name, CsvHeader::first);
  refuse_damaged_text(text, name);
  const std::size_t rows = table.rows.size();
  const std::size_t column = has_header ? table.column("word") : 0;
  table = without_pauses(std::move(table), column);
  TimedWords words = with_all_times(has_header ? table_words(table) : aligned_words(table), table);
  words.pauses = rows - table.rows.size();
  if (has_header) words.columns = further_columns(table);
  return words;
}

TimedWords read_words(const std::filesystem::path& file, const WordFileChoice& choice) {
  return parse_words(read_text(file), file.string(), choice);
}

}  // namespace anbn
