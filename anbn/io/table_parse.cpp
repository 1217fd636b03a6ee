// SPDX-License-Identifier: Apache-2.0
// From text to tables. TSV and CSV differ in the separator, and in that a TSV may be without
// quoting.
#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/table.h"

#include <utf8proc.h>

#include <algorithm>
#include <set>

namespace anbn {
namespace {

// A cell takes some 32 bytes in memory and may take one in the file.
constexpr std::size_t kLargestTable = std::size_t{128} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Text that is read line by line, or cell by cell where cells may span lines.
struct Cursor {
  std::string_view text;
  const std::string& file;
  std::size_t at = 0, line = 1;

  bool at_end() const { return at == text.size(); }

  /// Whether the end of a line (LF or CRLF) is here; then goes past it.
  bool accept_line_end() {
    const std::string_view rest = text.substr(at, 2);
    const std::size_t length = rest.starts_with('\n') ? 1 : rest == "\r\n" ? 2 : 0;
    at += length;
    line += length > 0 ? 1 : 0;
    return length > 0;
  }

  /// Whether only ends of lines are left: blank lines at the end of a file mean nothing.
  bool only_blank_lines_left() const {
    return text.find_first_not_of("\r\n", at) == std::string_view::npos;
  }

  std::string_view until_line_end_or(char separator) {
    const std::size_t begin = at;
    while (at < text.size() && text[at] != separator && text[at] != '\n' &&
           text.substr(at, 2) != "\r\n")
      ++at;
    return text.substr(begin, at - begin);
  }
};

/// The text of a quoted cell whose opening quote is here.
std::string quoted_cell(Cursor& cursor) {
  const std::size_t first_line = cursor.line;
  std::string cell;
  ++cursor.at;
  while (!cursor.at_end()) {
    const char c = cursor.text[cursor.at++];
    if (c == '\n') ++cursor.line;
    if (c != '"') {
      cell += c;
    } else if (!cursor.at_end() && cursor.text[cursor.at] == '"') {
      cell += '"';
      ++cursor.at;
    } else {
      return cell;
    }
  }
  fail("{}:{}: a quote is opened and not closed; expected another \" before the end of the file",
       cursor.file, first_line);
}

/// The cells of a line in which quotes are letters as others.
std::vector<std::string> unquoted_row(Cursor& cursor, char separator) {
  std::vector<std::string> cells;
  do {
    cells.emplace_back(cursor.until_line_end_or(separator));
  } while (!cursor.at_end() && cursor.text[cursor.at] == separator && ++cursor.at);
  cursor.accept_line_end();
  return cells;
}

/// The cells of a row, of which some may stand in quotes.
std::vector<std::string> quoted_row(Cursor& cursor, char separator) {
  std::vector<std::string> cells;
  while (true) {
    if (!cursor.at_end() && cursor.text[cursor.at] == '"')
      cells.push_back(quoted_cell(cursor));
    else
      cells.emplace_back(cursor.until_line_end_or(separator));
    if (cursor.at_end() || cursor.accept_line_end()) return cells;
    if (cursor.text[cursor.at] != separator)
      fail(
          "{}:{}: text follows a closing quote in cell {}; expected a {} or the end of the line. "
          "A quote inside a quoted cell is written twice",
          cursor.file, cursor.line, cells.size(), separator == '\t' ? "tab" : "comma");
    ++cursor.at;
  }
}

/// Whether a cell cut out without regard to quotes could not stand in a file that quotes.
bool has_stray_quote(std::string_view cell) {
  if (cell.find('"') == std::string_view::npos) return false;
  if (cell.size() < 2 || cell.front() != '"' || cell.back() != '"') return true;
  for (std::size_t at = 1; at + 1 < cell.size(); ++at)
    if (cell[at] == '"' && (cell[++at] != '"' || at + 1 == cell.size())) return true;
  return false;
}

/// Whether a TSV was written without quoting (read_tsv).
bool is_without_quoting(std::string_view text, const std::string& name) {
  if (text.find('"') == std::string_view::npos) return false;
  Cursor cursor{text, name};
  std::size_t columns = 0;
  bool stray = false;
  while (!cursor.at_end() && !cursor.only_blank_lines_left()) {
    const std::vector<std::string> cells = unquoted_row(cursor, '\t');
    if (columns == 0) columns = cells.size();
    if (cells.size() != columns) return false;
    stray = stray || std::any_of(cells.begin(), cells.end(), has_stray_quote);
  }
  return stray;
}

void check_names(const Table& table) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i];
    if (name.empty())
      fail("{}: column {} of {} has no name in the first line; expected one name a column",
           table.file, i + 1, table.columns.size());
    if (!seen.insert(name).second)
      fail("{}: its first line names two columns '{}'; expected different names", table.file,
           excerpt(name));
  }
}

Table parse(std::string_view text, const std::string& name, CsvHeader header, char separator) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (const auto line = first_line_not_text(text))
    fail("{}:{}: {}", name, *line, not_utf8_advice(text));
  Table table;
  table.file = name;
  Cursor cursor{text, name};
  if (cursor.only_blank_lines_left())
    fail("{}: is empty; expected {}", name,
         header == CsvHeader::first ? "a line of column names and rows" : "rows");
  const bool plain = separator == '\t' && is_without_quoting(text, name);
  const auto next_row = [&] {
    return plain ? unquoted_row(cursor, separator) : quoted_row(cursor, separator);
  };
  if (header == CsvHeader::first) {
    table.columns = next_row();
    check_names(table);
  }
  while (!cursor.at_end()) {
    if (table.columns.size() != 1 && cursor.only_blank_lines_left()) break;
    const std::size_t line = cursor.line;
    std::vector<std::string> cells = next_row();
    if (table.columns.empty())
      for (std::size_t i = 0; i < cells.size(); ++i)
        table.columns.push_back("column " + std::to_string(i + 1));
    if (cells.size() != table.columns.size())
      fail("{}:{}: has {} cells; expected {}, as in the first line", name, line, cells.size(),
           table.columns.size());
    table.rows.push_back(std::move(cells));
    table.lines.push_back(line);
  }
  return table;
}

}  // namespace

std::optional<std::size_t> first_line_not_text(std::string_view text) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\0') return line;
    if (c == '\n') ++line;
    if (static_cast<unsigned char>(c) < 0x80) {
      ++at;
      continue;
    }
    utf8proc_int32_t code_point = -1;
    const auto left = static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size() - at, 4));
    const auto length = utf8proc_iterate(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at), left, &code_point);
    if (length <= 0 || code_point < 0) return line;
    at += static_cast<std::size_t>(length);
  }
  return std::nullopt;
}

Table parse_tsv(std::string_view text, const std::string& name) {
  return parse(text, name, CsvHeader::first, '\t');
}

Table read_tsv(const std::filesystem::path& path) {
  return parse_tsv(read_text(path, kLargestTable), path.string());
}

Table parse_csv(std::string_view text, const std::string& name, CsvHeader header) {
  return parse(text, name, header, ',');
}

Table read_csv(const std::filesystem::path& path, CsvHeader header) {
  return parse_csv(read_text(path, kLargestTable), path.string(), header);
}

}  // namespace anbn
