// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/columns.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>

namespace anbn {

double as_written(float value) {
  double written = value;
  const std::string text = TsvCell(value).text;
  std::from_chars(text.data(), text.data() + text.size(), written);  // n/a leaves the NaN
  return written;
}

namespace columns {

void Place::fail_expecting(std::string_view expected) const {
  fail("{}:{}: the column '{}' holds '{}'; expected {}. Run the stage again", table.file,
       row < table.lines.size() ? table.lines[row] : row + 2, table.columns[column],
       excerpt(text()), expected);
}

void read_cell(const Place& place, std::string& value) { value = place.text(); }

namespace {

template <class Float>
Float number_or_nan(const Place& place) {
  if (place.is_absent()) return std::numeric_limits<Float>::quiet_NaN();
  Float value{};
  const std::string& text = place.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(value))
    place.fail_expecting("a number or n/a");
  return value;
}

}  // namespace

void read_cell(const Place& place, double& value) { value = number_or_nan<double>(place); }
void read_cell(const Place& place, float& value) { value = number_or_nan<float>(place); }

std::int64_t whole_number(const Place& place, std::int64_t least, std::uint64_t most) {
  std::int64_t value = 0;
  const std::string& text = place.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least ||
      (value > 0 && static_cast<std::uint64_t>(value) > most))
    place.fail_expecting("a whole number");
  return value;
}

std::size_t index_of(const Place& place, std::size_t most) {
  if (place.is_absent()) return kNoIndex;
  const std::int64_t number = whole_number(place, INT64_MIN, INT64_MAX);
  if (number < 1 || static_cast<std::size_t>(number) > most)
    place.fail_expecting(most == kNoIndex
                             ? "a whole number from 1 on, or n/a"
                             : fmt::format("a whole number from 1 to {}, or n/a", most));
  return static_cast<std::size_t>(number - 1);
}

void Reader::expect_rows(std::size_t count, std::string_view what) const {
  if (rows() != count)
    fail("{}: found {} rows; expected one for each of the {} {}. Run the stage again", table_.file,
         rows(), count, what);
}

void Writer::add(std::string_view name, std::size_t rows,
                 std::function<TsvCell(std::size_t)> cell) {
  assert(!rows_ || *rows_ == rows);
  rows_ = rows;
  names_.emplace_back(name);
  cells_.push_back(std::move(cell));
}

void Writer::write(const std::filesystem::path& file) const {
  TsvWriter tsv(file, names_);
  std::vector<TsvCell> row;
  for (std::size_t i = 0; i < rows_.value_or(0); ++i) {
    row.clear();
    for (const auto& cell : cells_) row.push_back(cell(i));
    tsv.row(row);
  }
  tsv.finish();
}

void Reader::numbered(std::string_view name, std::size_t) {
  const std::size_t at = asked(name);
  for (std::size_t i = 0; i < table_.rows.size(); ++i)
    if (index_of({table_, i, at}, kNoIndex) != i)
      Place{table_, i, at}.fail_expecting("rows in order, counted from 1");
}

}  // namespace columns
}  // namespace anbn
