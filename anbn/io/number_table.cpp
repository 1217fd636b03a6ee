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

bool is_number(const std::string& word) { return number_in(word) || is_missing(word); }

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

std::string_view first_line_of(std::string_view text) { return text.substr(0, text.find('\n')); }

/// The first line that is neither blank nor a comment; empty if there is none.
std::string_view first_said(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = first_line_of(text);
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin != std::string_view::npos && line[begin] != '#') return line;
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
    const std::string_view row = first_line_of(text);
    if (header == CsvHeader::none) check_commas(row.substr(0, row.find('#')), name, line);
    auto words = words_of(row.substr(0, row.find('#')), between);
    text.remove_prefix(std::min(row.size() + 1, text.size()));
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
  const auto words = words_of(first, has_commas ? ", \t\r" : kBlanks);
  if (!words.empty() && std::all_of(words.begin(), words.end(), is_number) && !count_up(words)) {
    Table table = parse_words(text, name, has_commas ? ", \t\r" : kBlanks, CsvHeader::none);
    check_first_of_one(table);
    return table;
  }
  if (first.find('\t') != std::string_view::npos) return parse_tsv(text, name);
  if (first.find(';') != std::string_view::npos)
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
