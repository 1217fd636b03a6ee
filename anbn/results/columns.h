// SPDX-License-Identifier: Apache-2.0
// A TSV of results as a struct that lists its columns once, for those who write and who read it:
//
//   struct NetworkTable {
//     std::vector<std::string> names;
//     std::vector<Anchor> anchors;
//
//     template <class V> void columns(V&& column) {
//       column.numbered("network", names.size());
//       column("name", names);
//       column("neuron", ordinals(members(anchors, &Anchor::index), neurons));
//       column("correlation", members(anchors, &Anchor::correlation));
//     }
//   };
//
// A column is a vector with one entry a row, or the same member of each entry of a vector of
// structs. NaN, kNoIndex, absent values and texts() that are empty are n/a in files.
#pragma once

#include "anbn/core/names.h"
#include "anbn/io/named_column.h"
#include "anbn/io/table.h"
#include "anbn/stats/correlation.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace anbn {

/// The member `field` of every entry of `rows`, as a column.
template <class Row, class T>
struct Members {
  std::vector<Row>* rows;
  T Row::*field;

  std::size_t size() const { return rows->size(); }
  void resize(std::size_t count) const { rows->resize(count); }
  T& operator[](std::size_t i) const { return (*rows)[i].*field; }
};
template <class Row, class T>
Members<Row, T> members(std::vector<Row>& rows, T Row::*field) {
  return {&rows, field};
}

/// The member `field` of every entry of another column.
template <class Column, class Row, class T>
struct Nested {
  Column column;
  T Row::*field;

  std::size_t size() const { return column.size(); }
  void resize(std::size_t count) const { column.resize(count); }
  T& operator[](std::size_t i) const { return column[i].*field; }
};
template <class Outer, class Row, class T>
Nested<Members<Outer, Row>, Row, T> members(Members<Outer, Row> column, T Row::*field) {
  return {column, field};
}
template <class Inner, class Outer, class Row, class T>
Nested<Nested<Inner, Outer, Row>, Row, T> members(Nested<Inner, Outer, Row> column, T Row::*field) {
  return {column, field};
}
/// A member of the member `outer` of every entry.
template <class Row, class Outer, class T>
Nested<Members<Row, Outer>, Outer, T> members(std::vector<Row>& rows, Outer Row::*outer,
                                              T Outer::*inner) {
  return members(members(rows, outer), inner);
}

/// A whole column as it is.
template <class T>
struct Entries {
  std::vector<T>* values;

  std::size_t size() const { return values->size(); }
  void resize(std::size_t count) const { values->resize(count); }
  typename std::vector<T>::reference operator[](std::size_t i) const { return (*values)[i]; }
};

/// Indices from 0 in memory, numbers from 1 to `most` in files; kNoIndex is n/a.
template <class Column>
struct Ordinals {
  Column column;
  std::size_t most;
};
template <class T>
Ordinals<Entries<T>> ordinals(std::vector<T>& values, std::size_t most = kNoIndex) {
  return {{&values}, most};
}
template <class Column>
Ordinals<Column> ordinals(Column column, std::size_t most = kNoIndex) {
  return {column, most};
}

/// Texts of which an empty one is n/a in files.
template <class Column>
struct Texts {
  Column column;
};
template <class Column>
Texts<Column> texts(Column column) {
  return {column};
}
inline Texts<Entries<std::string>> texts(std::vector<std::string>& values) { return {{&values}}; }

/// Floats that are written with the digits of doubles.
struct Widened {
  std::vector<float>* values;
};
inline Widened widened(std::vector<float>& values) { return {&values}; }

namespace columns {

inline std::size_t index_in(std::size_t index) { return index; }
inline std::size_t index_in(const std::optional<std::size_t>& index) {
  return index.value_or(kNoIndex);
}
inline void set_index(std::size_t& to, std::size_t index) { to = index; }
inline void set_index(std::optional<std::size_t>& to, std::size_t index) {
  to = index == kNoIndex ? std::nullopt : std::optional(index);
}

inline TsvCell cell_of(std::string_view value) { return value; }
inline TsvCell cell_of(double value) { return value; }
inline TsvCell cell_of(float value) { return value; }
template <std::integral T>
TsvCell cell_of(T value) {
  return value;
}
template <NamedEnum Enum>
TsvCell cell_of(Enum value) {
  return name_of(value);
}
template <class T>
TsvCell cell_of(const std::optional<T>& value) {
  return value ? cell_of(*value) : TsvCell();
}

/// A cell with its place, for errors.
struct Place {
  const Table& table;
  std::size_t row, column;

  const std::string& text() const { return table.rows[row][column]; }
  bool is_absent() const { return text().empty() || text() == "n/a"; }
  /// Throws Error: the cell holds something else than `expected`.
  [[noreturn]] void fail_expecting(std::string_view expected) const;
};
void read_cell(const Place& place, std::string& value);
void read_cell(const Place& place, double& value);
void read_cell(const Place& place, float& value);
std::int64_t whole_number(const Place& place, std::int64_t least, std::uint64_t most);
/// An index from the number that counts from 1 to `most`.
std::size_t index_of(const Place& place, std::size_t most);
template <std::integral T>
void read_cell(const Place& place, T& value) {
  value = static_cast<T>(whole_number(place, std::numeric_limits<T>::min() < 0 ? INT64_MIN : 0,
                                      std::numeric_limits<T>::max()));
}
template <NamedEnum Enum>
void read_cell(const Place& place, Enum& value) {
  constexpr auto words = names_of(Enum{});
  const auto found = std::find(words.begin(), words.end(), place.text());
  if (found == words.end()) place.fail_expecting("one of its words");
  value = static_cast<Enum>(found - words.begin());
}
template <class T>
void read_cell(const Place& place, std::optional<T>& value) {
  value.reset();
  if (!place.is_absent()) read_cell(place, value.emplace());
}

class Writer {
 public:
  template <class T>
  void operator()(std::string_view name, std::vector<T>& values) {
    (*this)(name, Entries<T>{&values});
  }
  template <class Column>
  void operator()(std::string_view name, Column column) {
    add(name, column.size(), [column](std::size_t i) { return cell_of(column[i]); });
  }
  template <class Column>
  void operator()(std::string_view name, Ordinals<Column> ordinals) {
    add(name, ordinals.column.size(), [column = ordinals.column](std::size_t i) {
      const std::size_t index = index_in(column[i]);
      return index == kNoIndex ? TsvCell() : TsvCell(index + 1);
    });
  }
  template <class Column>
  void operator()(std::string_view name, Texts<Column> texts) {
    add(name, texts.column.size(), [column = texts.column](std::size_t i) {
      return column[i].empty() ? TsvCell() : TsvCell(column[i]);
    });
  }
  void operator()(std::string_view name, Widened floats) {
    add(name, floats.values->size(), [values = floats.values](std::size_t i) {
      return TsvCell(static_cast<double>((*values)[i]));
    });
  }
  /// 1, 2, ... `rows`.
  void numbered(std::string_view name, std::size_t rows) {
    add(name, rows, [](std::size_t i) { return TsvCell(i + 1); });
  }
  /// A column that follows from others, for those who read the file: `value` of each row.
  template <class Value>
  void derived(std::string_view name, std::size_t rows, Value value) {
    add(name, rows, [value](std::size_t i) { return TsvCell(value(i)); });
  }
  /// A column that is left out where it has no entries.
  template <class Column>
  void optional(std::string_view name, Column&& column) {
    if (size_of(column) > 0) (*this)(name, std::forward<Column>(column));
  }
  /// Columns that only the data know, behind all others.
  void others(std::vector<NamedColumn>& columns) {
    for (NamedColumn& column : columns) (*this)(column.name, texts(column.values));
  }

  /// Throws Error as TsvWriter does.
  void write(const std::filesystem::path& file) const;

 private:
  template <class T>
  static std::size_t size_of(const std::vector<T>& values) {
    return values.size();
  }
  template <class Column>
  static std::size_t size_of(const Ordinals<Column>& ordinals) {
    return ordinals.column.size();
  }
  template <class Column>
  static std::size_t size_of(const Column& column) {
    return column.size();
  }
  void add(std::string_view name, std::size_t rows, std::function<TsvCell(std::size_t)> cell);

  std::vector<std::string> names_;
  std::vector<std::function<TsvCell(std::size_t)>> cells_;
  std::optional<std::size_t> rows_;
};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : table_(read_tsv(file)) {}

  template <class T>
  void operator()(std::string_view name, std::vector<T>& values) {
    (*this)(name, Entries<T>{&values});
  }
  template <class Column>
  void operator()(std::string_view name, Column column) {
    const std::size_t at = asked(name);
    column.resize(table_.rows.size());
    for (std::size_t i = 0; i < table_.rows.size(); ++i) read_cell({table_, i, at}, column[i]);
  }
  template <class Column>
  void operator()(std::string_view name, Ordinals<Column> ordinals) {
    const std::size_t at = asked(name);
    ordinals.column.resize(table_.rows.size());
    for (std::size_t i = 0; i < table_.rows.size(); ++i)
      set_index(ordinals.column[i], index_of({table_, i, at}, ordinals.most));
  }
  template <class Column>
  void operator()(std::string_view name, Texts<Column> texts) {
    (*this)(name, texts.column);
    for (std::size_t i = 0; i < rows(); ++i)
      if (texts.column[i] == "n/a") texts.column[i].clear();
  }
  void operator()(std::string_view name, Widened floats) { (*this)(name, *floats.values); }
  /// Throws Error unless the column counts 1, 2, ...; how many rows there are is for the caller to
  /// check, who knows why.
  void numbered(std::string_view name, std::size_t rows);
  template <class Value>
  void derived(std::string_view name, std::size_t, Value) {
    asked_.emplace_back(name);
  }
  template <class Column>
  void optional(std::string_view name, Column&& column) {
    if (table_.optional_column(name)) (*this)(name, std::forward<Column>(column));
  }
  /// Those that nobody asked for before.
  void others(std::vector<NamedColumn>& columns) {
    columns.clear();
    for (const std::string& name : table_.columns)
      if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
        columns.push_back({name, {}});
    for (NamedColumn& column : columns) (*this)(column.name, texts(column.values));
  }

  std::size_t rows() const { return table_.rows.size(); }
  /// Throws Error unless there are `count` rows, one for each of the `what` ("networks").
  void expect_rows(std::size_t count, std::string_view what) const;

 private:
  /// The column's index. Throws Error if it is missing.
  std::size_t asked(std::string_view name) {
    asked_.emplace_back(name);
    return table_.column(name);
  }

  Table table_;
  std::vector<std::string> asked_;
};

}  // namespace columns

/// What is const, for tables of references to it that are written and not read.
template <class T>
T& visited(const T& value) {
  return const_cast<T&>(value);  // columns::Writer changes nothing
}

/// The number that a file gives for `value`: the double of its fewest digits.
double as_written(float value);

/// Writes a struct that has `columns`, with its columns in their order.
template <class TableOf>
void write_columns(const std::filesystem::path& file, const TableOf& table) {
  columns::Writer writer;
  visited(table).columns(writer);
  writer.write(file);
}

/// Fills `table` from what write_columns wrote; further columns in the file are passed over. What
/// the columns depend on (which there are) must be in `table` already. Throws Error naming file,
/// line and column if one is missing or holds something else.
template <class TableOf>
void read_columns(const std::filesystem::path& file, TableOf&& table) {
  columns::Reader reader(file);
  table.columns(reader);
}
/// The same of a table that has a row for each of the `rows` things called `what` ("networks").
/// Throws Error as well if it has more or fewer.
template <class TableOf>
void read_columns(const std::filesystem::path& file, TableOf&& table, std::size_t rows,
                  std::string_view what) {
  columns::Reader reader(file);
  reader.expect_rows(rows, what);
  table.columns(reader);
}
template <class TableOf>
TableOf read_columns(const std::filesystem::path& file) {
  TableOf table;
  read_columns(file, table);
  return table;
}

}  // namespace anbn
