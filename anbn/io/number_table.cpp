// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/number_table.h"

#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/excerpt.h"

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kLargest = std::size_t{128} << 20;
constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kFirstUnnamed = "column_1";

std::vector<std::string> words_of(std::string_view line, std::string_view between) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(between);
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find_first_of(between, begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

/// A word without the quotes around it, as some writers put them around numbers.
std::string unquoted(std::string word) {
  const bool quotes = word.size() > 1 && word.front() == '"' && word.back() == '"';
  return quotes ? word.substr(1, word.size() - 2) : word;
}

bool has_letter(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  });
}

/// Infinity, as programs write it; no number that anbn reads, and no name either.
bool is_infinity(std::string_view word) {
  if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
  return word == "inf" || word == "Inf" || word == "INF" || word == "infinity" ||
         word == "Infinity";
}

bool is_whole(std::string_view word) {
  return number_in(word) && word.find_first_of(".eE") == std::string_view::npos;
}

bool is_fraction(std::string_view word) { return number_in(word) && !is_whole(word); }

/// Whether a first line is one of numbers: of these alone, or of things that names are not (what is
/// wrong with them is told where they are read).
bool are_numbers(const std::vector<std::string>& words) {
  const auto is_number = [](const std::string& word) {
    return number_in(word) || is_missing(word) || is_infinity(word);
  };
  return std::all_of(words.begin(), words.end(), is_number) ||
         std::any_of(words.begin(), words.end(), is_fraction) ||
         std::none_of(words.begin(), words.end(), has_letter);
}

/// Whether the words count from 0 or 1, as names that programs give to columns without any: of
/// measured numbers nobody has such a row. One column alone tells too little.
bool count_up(const std::vector<std::string>& words) {
  if (words.size() < 2 || (words[0] != "0" && words[0] != "1")) return false;
  const std::size_t first = words[0] == "0" ? 0 : 1;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] != std::to_string(first + i)) return false;
  return true;
}

/// Throws Error where the first row of one column might be its name or its first number.
void check_first_of_one(const Table& table) {
  if (table.columns.size() != 1 || table.rows.size() < 2) return;
  const std::string& first = table.rows[0][0];
  const bool fractions = std::any_of(table.rows.begin() + 1, table.rows.end(), [](const auto& row) {
    return row[0].find('.') != std::string::npos;
  });
  if ((first == "0" || first == "1") && fractions)
    fail(
        "{}: begins with '{}', which may be the column's name or its first number; expected a name "
        "in words, or {}.0",
        table.file, first, first);
}

/// Throws Error where the first row might be names of columns that are numbers ("3 7 12"): whole
/// ones that rise, above rows of fractions.
void check_first_of_several(const Table& table) {
  if (table.columns.size() < 2 || table.rows.size() < 2) return;
  const std::vector<std::string>& first = table.rows[0];
  for (std::size_t i = 0; i < first.size(); ++i)
    if (!is_whole(first[i]) || (i > 0 && !(*number_in(first[i - 1]) < *number_in(first[i]))))
      return;
  if (std::all_of(table.rows.begin() + 1, table.rows.end(),
                  [](const auto& row) { return std::any_of(row.begin(), row.end(), is_fraction); }))
    fail(
        "{}: begins with {} {} ..., which may be names of columns or their first numbers; expected "
        "names in words, or {}.0 {}.0 ...",
        table.file, first[0], first[1], first[0], first[1]);
}

/// Throws Error where commas may be decimal ones ("0,5231"): whole numbers alone, each second of
/// them without a sign and some of three digits or more.
void check_decimal_commas(const Table& table) {
  if (table.columns.size() % 2 != 0) return;
  bool long_ones = false;
  for (const auto& row : table.rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!is_whole(row[c]) || (c % 2 == 1 && row[c].find_first_of("+-") == 0)) return;
      long_ones = long_ones || (c % 2 == 1 && row[c].size() > 2);
    }
  if (long_ones)
    fail(
        "{}: holds whole numbers with commas between them ('{},{}'), which may be decimal commas; "
        "expected points in numbers, or blanks or tabs between columns",
        table.file, table.rows[0][0], table.rows[0][1]);
}

std::string_view first_line_of(std::string_view text) { return text.substr(0, text.find('\n')); }

/// A line without the comment at its end; "#N/A" is a missing value, as spreadsheets write it.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = 0; (at = line.find('#', at)) != std::string_view::npos; ++at)
    if (!line.substr(at).starts_with("#N/A")) return line.substr(0, at);
  return line;
}

/// The first line that is neither blank nor a comment; empty if there is none.
std::string_view first_said(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = first_line_of(text);
    if (without_comment(line).find_first_not_of(kBlanks) != std::string_view::npos) return line;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return {};
}

/// Throws Error where commas part cells and a cell is empty, or where a comma may be a decimal one:
/// in a line that tabs or blanks part as well ("1,5 2,5").
void check_commas(std::string_view row, std::string_view name, std::size_t line) {
  if (row.find(',') == std::string_view::npos) return;
  for (std::size_t at = 0; at <= row.size();) {
    const std::size_t end = std::min(row.find(',', at), row.size());
    const auto words = words_of(row.substr(at, end - at), kBlanks);
    if (words.empty())
      fail("{}:{}: a cell is empty; expected a number or n/a between commas", name, line);
    if (words.size() > 1)
      fail(
          "{}:{}: has commas and blanks between numbers ('{}'); expected one of them, and points "
          "in "
          "numbers",
          name, line, excerpt(row));
    at = end + 1;
  }
}

/// Rows of words between `between`; without names of columns these are numbered.
Table parse_words(std::string_view text, const std::string& name, std::string_view between,
                  CsvHeader header) {
  Table table;
  table.file = name;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::string_view row = without_comment(first_line_of(text));
    if (header == CsvHeader::none) check_commas(row, name, line);
    if (header == CsvHeader::none && row.find("\t\t") != std::string_view::npos)
      fail("{}:{}: a cell is empty; expected a number or n/a between tabs", name, line);
    auto words = words_of(row, between);
    if (header == CsvHeader::none)
      for (std::string& word : words) word = unquoted(std::move(word));
    text.remove_prefix(std::min(first_line_of(text).size() + 1, text.size()));
    if (words.empty()) continue;
    if (table.columns.empty() && header == CsvHeader::first) {
      table.columns = std::move(words);
      continue;
    }
    if (table.columns.empty())
      for (std::size_t c = 1; c <= words.size(); ++c)
        table.columns.push_back(fmt::format("column_{}", c));
    if (words.size() != table.columns.size())
      fail("{}:{}: has {} numbers; expected {}, as in the first line", name, line, words.size(),
           table.columns.size());
    table.rows.push_back(std::move(words));
    table.lines.push_back(line);
  }
  return table;
}

}  // namespace

Table parse_number_table(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const auto line = first_line_not_text(text))
    fail("{}:{}: {}", name, *line, not_utf8_advice(text));
  if (const std::string_view format = known_format(text); !format.empty())
    fail("{}: is {}; expected a table of numbers", name, format);
  const std::string_view first = first_said(text);
  const bool has_commas = first.find(',') != std::string_view::npos;
  auto words = words_of(first, has_commas ? ", \t\r" : kBlanks);
  for (std::string& word : words) word = unquoted(std::move(word));
  const bool semicolons = first.find(';') != std::string_view::npos;
  if (!words.empty() && !semicolons && are_numbers(words) && !count_up(words)) {
    Table table = parse_words(text, name, has_commas ? ", \t\r" : kBlanks, CsvHeader::none);
    check_first_of_one(table);
    check_first_of_several(table);
    if (has_commas) check_decimal_commas(table);
    return table;
  }
  if (first.find('\t') != std::string_view::npos) return parse_tsv(text, name);
  if (semicolons)
    fail(
        "{}: columns are parted by semicolons ('{}'); expected tabs, commas or blanks, and points "
        "in numbers",
        name, excerpt(first));
  if (has_commas) return parse_csv(text, name, CsvHeader::first);
  if (words.size() > 1) return parse_words(text, name, kBlanks, CsvHeader::first);
  return parse_tsv(text, name);
}

Table read_number_table(const std::filesystem::path& path) {
  return parse_number_table(read_text(path, kLargest), path.string());
}

bool has_header(const Table& table) {
  return table.columns.empty() || table.columns[0] != kFirstUnnamed;
}

}  // namespace anbn
