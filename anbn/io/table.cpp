// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/table.h"

#include "anbn/core/error.h"
#include "anbn/core/names.h"
#include "anbn/io/excerpt.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace anbn {
namespace {

template <class Number>
std::optional<Number> whole_text(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class Float>
std::string shortest(Float value) {
  if (std::isnan(value)) return "n/a";
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  return {digits, end};
}

/// Words that pandas or R take for a missing value unless told otherwise, and that of anbn.
constexpr std::string_view kReadAsMissing[] = {
    "",     "#N/A", "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A",  "NA",       "NULL", "NaN",     "None",     "n/a",  "nan",  "null"};

bool needs_quotes(std::string_view text) {
  return text.find_first_of("\"\t\n\r") != std::string_view::npos ||
         std::find(std::begin(kReadAsMissing), std::end(kReadAsMissing), text) !=
             std::end(kReadAsMissing);
}

std::string quoted(std::string_view text) {
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell += '"';
}

/// Whether a row holds ends of lines and each of its lines has as many cells as there are columns,
/// so that it reads as several rows of a file without quoting.
bool looks_like_rows(std::string_view row, std::size_t columns) {
  if (row.find('\n') == std::string_view::npos) return false;
  std::size_t cells = 1;
  for (const char c : row) {
    if (c == '\n' && std::exchange(cells, 1) != columns) return false;
    cells += c == '\t' ? 1 : 0;
  }
  return cells == columns;
}

/// Where one column holds what others may be parted by: says so.
std::string other_separator(const std::vector<std::string>& columns) {
  if (columns.size() != 1) return "";
  for (const auto& [sign, words] :
       {std::pair{';', "semicolons"}, std::pair{',', "commas"}, std::pair{' ', "blanks"}})
    if (columns[0].find(sign) != std::string::npos)
      return fmt::format(". Are they parted by {}? Expected tabs", words);
  return "";
}

std::size_t line_of(const Table& table, std::size_t row) {
  return row < table.lines.size() ? table.lines[row] : row + 2;
}

}  // namespace

std::optional<std::size_t> Table::optional_column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::size_t Table::column(std::string_view name) const {
  if (const auto index = optional_column(name)) return *index;
  std::string there;
  for (std::size_t i = 0; i < std::min<std::size_t>(columns.size(), 12); ++i)
    there += (i > 0 ? ", " : "") + excerpt(columns[i]);
  if (columns.size() > 12) there += ", ...";
  fail("{}: has the columns {}; expected a column '{}'{}{}", file, there, name,
       did_you_mean(name, columns), other_separator(columns));
}

double Table::number(std::size_t row, std::size_t column_index) const {
  return parse_number(rows[row][column_index], file, line_of(*this, row), columns[column_index]);
}

std::optional<double> Table::optional_number(std::size_t row, std::size_t column_index) const {
  return parse_optional_number(rows[row][column_index], file, line_of(*this, row),
                               columns[column_index]);
}

std::int64_t Table::integer(std::size_t row, std::size_t column_index) const {
  const std::string& text = rows[row][column_index];
  if (const auto value = whole_text<std::int64_t>(text)) return *value;
  fail("{}:{}: the column '{}' holds '{}'; expected a whole number", file, line_of(*this, row),
       excerpt(columns[column_index]), excerpt(text));
}

std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto value = whole_text<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

double parse_number(std::string_view text, std::string_view file, std::size_t line,
                    std::string_view column) {
  const auto value = number_in(text);
  if (!value)
    fail("{}:{}: the column '{}' holds '{}'; expected a finite number such as -1.5", file, line,
         excerpt(column), excerpt(text));
  return *value;
}

bool is_missing(std::string_view text) {
  std::string lower(text.substr(0, 5));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  });
  constexpr std::string_view kWords[] = {"",     "n/a",  "na",   "nan",  "null",
                                         "-nan", "+nan", "#n/a", "<na>", "none"};
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

std::optional<double> parse_optional_number(std::string_view text, std::string_view file,
                                            std::size_t line, std::string_view column) {
  if (is_missing(text)) return std::nullopt;
  return parse_number(text, file, line, column);
}

TsvCell::TsvCell(std::string_view value) : text(needs_quotes(value) ? quoted(value) : value) {}
TsvCell::TsvCell(double value) : text(shortest(value)) {}
TsvCell::TsvCell(float value) : text(shortest(value)) {}

TsvWriter::TsvWriter(const std::filesystem::path& path, std::span<const std::string> columns)
    : file_(path), columns_(columns.size()) {
  const std::vector<TsvCell> header(columns.begin(), columns.end());
  row(header);
}

TsvWriter::TsvWriter(const std::filesystem::path& path, std::initializer_list<std::string> columns)
    : TsvWriter(path, std::span<const std::string>(columns.begin(), columns.size())) {}

void TsvWriter::row(std::span<const TsvCell> cells) {
  if (cells.size() != columns_)
    fail("{}: a row of {} cells is to be written; expected {}, as in its header",
         file_.path().string(), cells.size(), columns_);
  std::string line;
  for (const TsvCell& cell : cells) {
    if (&cell != cells.data()) line += '\t';
    line += cell.text;
  }
  if (line.find('\0') != std::string::npos || looks_like_rows(line, columns_))
    fail(
        "{}: the text '{}' has a NUL or ends of lines that cannot be told from those of rows; "
        "expected none. Mend the text where it comes from",
        file_.path().string(), excerpt(line));
  file_.write(line += '\n');
}

void TsvWriter::row(std::initializer_list<TsvCell> cells) {
  row(std::span<const TsvCell>(cells.begin(), cells.size()));
}

void TsvWriter::finish() { file_.finish(); }

}  // namespace anbn
