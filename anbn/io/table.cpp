// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/table.h"

#include "anbn/core/error.h"
#include "anbn/core/names.h"
#include "anbn/io/excerpt.h"

#include <algorithm>
#include <charconv>
#include <cmath>

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
  fail("{}: has the columns {}; expected a column '{}'{}", file, there, name,
       did_you_mean(name, columns));
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

double parse_number(std::string_view text, std::string_view file, std::size_t line,
                    std::string_view column) {
  const auto value = whole_text<double>(text);
  if (!value || !std::isfinite(*value))
    fail("{}:{}: the column '{}' holds '{}'; expected a finite number such as -1.5", file, line,
         excerpt(column), excerpt(text));
  return *value;
}

std::optional<double> parse_optional_number(std::string_view text, std::string_view file,
                                            std::size_t line, std::string_view column) {
  if (text.empty() || text == "n/a") return std::nullopt;
  return parse_number(text, file, line, column);
}

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
    if (cell.text.find_first_of(std::string_view("\t\n\r\0", 4)) != std::string::npos)
      fail(
          "{}: the text '{}' holds a tab, NUL or the end of a line; expected none, since TSV has "
          "no "
          "quoting. Mend the text where it comes from",
          file_.path().string(), excerpt(cell.text));
    if (!line.empty() || &cell != cells.data()) line += '\t';
    line += cell.text;
  }
  file_.write(line += '\n');
}

void TsvWriter::row(std::initializer_list<TsvCell> cells) {
  row(std::span<const TsvCell>(cells.begin(), cells.size()));
}

void TsvWriter::finish() { file_.finish(); }

void write_tsv(const std::filesystem::path& path, const Table& table) {
  TsvWriter writer(path, table.columns);
  for (const auto& cells : table.rows) writer.row(std::vector<TsvCell>(cells.begin(), cells.end()));
  writer.finish();
}

}  // namespace anbn
