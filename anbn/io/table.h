// SPDX-License-Identifier: Apache-2.0
// Tables of text: TSV as anbn writes it (one header line, n/a for what does not exist) and CSV as
// others write it. Both quote as RFC 4180 says: a cell may stand in quotes, a quote inside it is
// written twice. UTF-8, with or without byte order mark; LF or CRLF; may be packed by gzip. Numbers
// never depend on the locale.
#pragma once

#include "anbn/io/file.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Rows of text under named columns. Every row has as many cells as there are columns.
struct Table {
  std::string file;  // where it was read, for errors
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;  // the line at which each row begins; may be empty if made here

  /// The index of the column `name`. Throws Error naming the file and the nearest column.
  std::size_t column(std::string_view name) const;
  std::optional<std::size_t> optional_column(std::string_view name) const;

  /// The number in a cell. Throws Error naming file, line and column if it is none.
  double number(std::size_t row, std::size_t column_index) const;
  /// The same, or nothing where the value is missing (is_missing).
  std::optional<double> optional_number(std::size_t row, std::size_t column_index) const;
  /// The whole number in a cell. Throws Error naming file, line and column if it is none.
  std::int64_t integer(std::size_t row, std::size_t column_index) const;
};

/// The table in a TSV file with one header line. A file written without quoting, in which quotes
/// are letters as others, is taken as such: each of its lines has the cells of the first, and one
/// has a quote that quoting would not leave there (`"Oh`, or `"` alone).
/// Throws Error naming the line if a row has more or fewer cells than the header, a quote is not
/// closed, a column name is empty or comes twice, or the text is not UTF-8 or holds a NUL.
Table read_tsv(const std::filesystem::path& path);
/// The same from text; `name` is the file in errors.
Table parse_tsv(std::string_view text, const std::string& name);

/// Whether the first line of a CSV holds the names of the columns.
enum class CsvHeader { none, first };

/// The table in a CSV file; without header the columns are called "column 1", "column 2", ...
/// Throws Error naming the line if a row has more or fewer cells than the first, a quote is not
/// closed, or the text is not UTF-8 or holds a NUL.
Table read_csv(const std::filesystem::path& path, CsvHeader header);
/// The same from text; `name` is the file in errors.
Table parse_csv(std::string_view text, const std::string& name, CsvHeader header);

/// The number that `text` is, whatever the locale. Throws Error naming the place if it is none;
/// it must be finite, without blanks around it; "n/a" is none.
double parse_number(std::string_view text, std::string_view file, std::size_t line,
                    std::string_view column);
/// The finite number that `text` is, whatever the locale; nothing if it is none.
std::optional<double> number_in(std::string_view text);

/// Whether `text` is a word for a value that is missing: empty, n/a, NA, NaN (with or without a
/// sign), null, none, #N/A, <NA>, in any case.
bool is_missing(std::string_view text);

/// The number, or nothing where it is missing.
std::optional<double> parse_optional_number(std::string_view text, std::string_view file,
                                            std::size_t line, std::string_view column);

/// The number of the first line that is not UTF-8 or holds a NUL, if there is one.
std::optional<std::size_t> first_line_not_text(std::string_view text);

/// One cell as it stands in a TSV: numbers with the fewest digits that read back equal; NaN and the
/// absent as n/a; texts as they are, or in quotes where they hold a quote, a tab or the end of a
/// line, or are empty or a word that others read as a missing value (NA, nan, null, n/a, ...).
struct TsvCell {
  std::string text;

  TsvCell() : text("n/a") {}  // absent
  TsvCell(std::string_view value);
  TsvCell(const std::string& value) : TsvCell(std::string_view(value)) {}
  TsvCell(const char* value) : TsvCell(std::string_view(value)) {}
  TsvCell(double value);
  TsvCell(float value);
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool> && !std::same_as<Integer, char>) TsvCell(Integer value)
      : text(std::to_string(value)) {}
  template <class T>
  TsvCell(const std::optional<T>& value) : TsvCell(value ? TsvCell(*value) : TsvCell()) {}
};

/// A TSV file written row by row.
class TsvWriter {
 public:
  /// Writes the header line. Throws Error if the file cannot be created.
  TsvWriter(const std::filesystem::path& path, std::span<const std::string> columns);
  TsvWriter(const std::filesystem::path& path, std::initializer_list<std::string> columns);

  /// Appends a row. Throws Error if it has more or fewer cells than the header, a cell holds a NUL
  /// or line ends that read_tsv could not tell from rows, or the disk is full.
  void row(std::span<const TsvCell> cells);
  void row(std::initializer_list<TsvCell> cells);

  /// Syncs and closes. Throws Error if the disk is full or failing.
  void finish();

 private:
  FileWriter file_;
  std::size_t columns_;
};

}  // namespace anbn
