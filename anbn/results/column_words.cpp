// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/column_words.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"

#include <fnmatch.h>

#include <algorithm>
#include <sstream>

namespace anbn {
namespace {

constexpr const char* kRows = "(rows)";  // in the place of a column: of the table itself

std::string or_empty(const std::string& cell) { return cell == "n/a" ? "" : cell; }

bool fits(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

bool fits_any(const std::string& patterns, const std::string& text) {
  std::istringstream words(patterns);
  for (std::string pattern; words >> pattern;)
    if (fits(pattern, text)) return true;
  return false;
}

/// "early: the first third; late: the last" taken apart.
std::vector<std::pair<std::string, std::string>> levels_in(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> levels;
  while (!text.empty()) {
    const std::string_view level = text.substr(0, text.find("; "));
    const std::size_t colon = level.find(": ");
    if (colon == level.npos) fail("docs/columns.tsv: found the level '{}' without words", level);
    levels.emplace_back(level.substr(0, colon), level.substr(colon + 2));
    text.remove_prefix(std::min(level.size() + 2, text.size()));
  }
  return levels;
}

/// The row that says what the column holds; the names of docs/columns.tsv's own columns are in
/// their order: table, column, unit, levels, is.
const std::vector<std::string>& row_of(std::string_view table, std::string_view column) {
  static const Table all = parse_tsv(columns_tsv(), "docs/columns.tsv");
  for (const std::vector<std::string>& row : all.rows)
    // No pattern of columns stands for the table itself.
    if (fits_any(row[0], std::string(table)) &&
        (row[1] == column || (column != kRows && fits(row[1], std::string(column)))))
      return row;
  fail("docs/columns.tsv says nothing of the column '{}' of {}; expected a row for it", column,
       table);
}

}  // namespace

ColumnWords words_of_column(std::string_view table, std::string_view column) {
  const std::vector<std::string>& row = row_of(table, column);
  return {row[4], or_empty(row[2]), levels_in(or_empty(row[3]))};
}

std::string words_of_table(std::string_view table) { return row_of(table, kRows)[4]; }

}  // namespace anbn
