// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/region_names.h"

#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/table.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <vector>

namespace anbn {
namespace {

constexpr std::string_view kAroundNames = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kAroundNames);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAroundNames) - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Line {
  std::size_t number;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0, number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    if (!line.empty() && line.front() != '#') lines.push_back({number, line});
    begin = end + 1;
  }
  return lines;
}

void add(RegionNames& names, std::int64_t label, std::string_view text, std::size_t line,
         const std::string& file) {
  if (text.empty()) fail("{}: line {}: label {} has no name; expected one", file, line, label);
  if (!names.names.emplace(label, text).second)
    fail("{}: line {}: label {} comes twice; expected each once", file, line, label);
}

/// The column whose name is one of `known`.
std::optional<std::size_t> column_among(const Table& table,
                                        std::initializer_list<std::string_view> known) {
  for (const std::string_view name : known)
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      if (lower(trimmed(table.columns[c])) == name) return c;
  return std::nullopt;
}

/// Of a table with a header that has labels and names; nothing where it is none.
std::optional<RegionNames> from_table(std::string_view text, const Line& first,
                                      const std::string& file) {
  const bool tabs = first.text.find('\t') != std::string_view::npos;
  if (!tabs && first.text.find(',') == std::string_view::npos) return std::nullopt;
  if (whole_number(trimmed(first.text.substr(0, first.text.find_first_of("\t,")))))
    return std::nullopt;
  const auto parsed = [&](std::string_view part) {
    return tabs ? parse_tsv(part, file) : parse_csv(part, file, CsvHeader::first);
  };
  struct Columns {
    std::size_t index, name;
  };
  const auto found_in = [](const Table& table) -> std::optional<Columns> {
    const auto index = column_among(table, {"index", "label", "value", "id"});
    const auto name = column_among(table, {"name", "region", "label"});
    if (!index || !name || index == name) return std::nullopt;
    return Columns{*index, *name};
  };
  if (!found_in(parsed(first.text))) return std::nullopt;  // a list of names with commas
  Table table = parsed(text.substr(static_cast<std::size_t>(first.text.data() - text.data())));
  const auto columns = found_in(table);  // a quote in the first line may end in another
  if (!columns) return std::nullopt;
  for (std::size_t& line : table.lines) line += first.number - 1;
  RegionNames names{{}, true};
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    add(names, table.integer(row, columns->index), trimmed(table.rows[row][columns->name]),
        table.lines[row], file);
  return names;
}

/// The number that a line begins with, and what follows it.
struct Numbered {
  std::int64_t label;
  std::string_view rest;
};
std::optional<Numbered> numbered(std::string_view line) {
  const std::size_t end = line.find_first_of(" \t,");
  const auto label = whole_number(line.substr(0, end));
  if (!label) return std::nullopt;
  return Numbered{
      *label, end == std::string_view::npos ? std::string_view() : trimmed(line.substr(end + 1))};
}

/// Without the numbers at its end; a name that is a number stays.
std::string_view without_codes(std::string_view text) {
  for (;;) {
    const std::size_t blank = text.find_last_of(" \t,");
    if (blank == std::string_view::npos || !whole_number(text.substr(blank + 1))) return text;
    text = trimmed(text.substr(0, blank));
    if (!text.empty() && text.back() == ',') text = trimmed(text.substr(0, text.size() - 1));
  }
}

RegionNames from_numbered_lines(const std::vector<Line>& lines, const std::string& file) {
  std::set<std::string_view> distinct;
  for (const Line& line : lines) distinct.insert(without_codes(numbered(line.text)->rest));
  RegionNames names{{}, true};
  for (const Line& line : lines) {
    const auto [label, rest] = *numbered(line.text);
    add(names, label, distinct.size() == lines.size() ? without_codes(rest) : rest, line.number,
        file);
  }
  return names;
}

RegionNames from_plain_lines(const std::vector<Line>& lines, const std::string& file) {
  const std::string first = lower(lines.front().text);
  const bool background = first == "background" || first == "unknown" || first == "unclassified";
  RegionNames names;
  for (std::size_t i = 0; i < lines.size(); ++i)
    add(names, static_cast<std::int64_t>(background ? i : i + 1), lines[i].text, lines[i].number,
        file);
  return names;
}

}  // namespace

RegionNames parse_region_names(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const auto line = first_line_not_text(text))
    fail("{}:{}: {}", name, *line, not_utf8_advice(text));
  const std::vector<Line> lines = lines_of(text);
  if (lines.empty()) fail("{}: found no name; expected the names of an atlas's regions", name);
  if (lines.front().text.front() == '<')
    fail(
        "{}: found XML; expected text: a line \"NUMBER NAME\" for each region. (In the XML of FSL "
        "the number is one less than the label in the volume.)",
        name);
  if (auto table = from_table(text, lines.front(), name)) return *std::move(table);
  std::size_t with_number = 0;
  for (const Line& line : lines) with_number += numbered(line.text).has_value();
  if (with_number == lines.size()) return from_numbered_lines(lines, name);
  if (with_number > 0)
    for (const Line& line : lines)
      if (!numbered(line.text))
        fail(
            "{}: line {} (\"{}\") does not begin with a number, as {} of {} lines do; expected "
            "that of all or of none",
            name, line.number, line.text.substr(0, 40), with_number, lines.size());
  return from_plain_lines(lines, name);
}

RegionNames read_region_names(const std::filesystem::path& path) {
  return parse_region_names(read_text(path), path.string());
}

}  // namespace anbn
