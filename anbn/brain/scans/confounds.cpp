// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/confounds.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kLargestConfounds = std::size_t{64} << 20;
constexpr std::array<const char*, 6> kMotion = {"trans_x", "trans_y", "trans_z",
                                                "rot_x",   "rot_y",   "rot_z"};

std::vector<std::string> blank_separated(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

bool is_number(const std::string& word) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && end == word.data() + word.size();
}

/// Whether the first line that says anything is one of numbers: then it is no header.
bool begins_with_numbers(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = blank_separated(text.substr(0, end));
    if (!words.empty() && !words[0].starts_with('#'))
      return std::all_of(words.begin(), words.end(), is_number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

Table parse_without_header(std::string_view text, const std::string& name) {
  Table table;
  table.file = name;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view row = text.substr(0, end);
    auto words = blank_separated(row.substr(0, row.find('#')));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    if (table.rows.empty())
      for (std::size_t c = 1; c <= words.size(); ++c)
        table.columns.push_back("column_" + std::to_string(c));
    if (words.size() != table.columns.size())
      fail("{}:{}: has {} numbers; expected {}, as in the first line", name, line, words.size(),
           table.columns.size());
    table.rows.push_back(std::move(words));
    table.lines.push_back(line);
  }
  return table;
}

/// Minus its mean, so that what is left of it does not depend on its size; 0 if it is constant. An
/// infinity (a square of 1e200, say) stays one, for the fit to refuse.
void center(std::vector<double>& x) {
  double mean = 0, largest = 0, left = 0;
  for (double v : x) mean += v / static_cast<double>(x.size());
  for (double& v : x) {
    largest = std::max(largest, std::abs(v));
    v -= mean;
    left = std::max(left, std::abs(v));
  }
  if (std::isfinite(largest) && left <= 1e-12 * largest) std::fill(x.begin(), x.end(), 0.0);
}

std::vector<double> differences(const std::vector<double>& x) {
  std::vector<double> out(x.size());
  for (std::size_t t = 1; t < x.size(); ++t) out[t] = x[t] - x[t - 1];
  return out;
}

std::vector<double> squares(const std::vector<double>& x) {
  std::vector<double> out(x);
  for (double& v : out) v *= v;
  return out;
}

class Chosen {
 public:
  explicit Chosen(const Table& table) : table_(table) {}

  void add(const std::string& word) {
    if (word == "motion6")
      for (const std::string& name : motion()) add(name, values(table_.column(name)));
    else if (word == "motion24")
      add_motion24();
    else if (word == "acompcor")
      add_all("a_comp_cor_", word);
    else if (word == "cosine")
      add_all("cosine", word);
    else
      add(word, values(table_.column(word)));
  }

  std::vector<Regressor> centered() && {
    for (Regressor& r : chosen_) center(r.values);
    return std::move(chosen_);
  }

 private:
  void add(const std::string& name, std::vector<double> x) {
    for (const Regressor& there : chosen_)
      if (there.name == name) return;
    chosen_.push_back({name, std::move(x)});
  }

  std::vector<double> values(std::size_t column) const {
    std::vector<double> x(table_.rows.size());
    bool leading = true;
    for (std::size_t t = 0; t < x.size(); ++t) {
      const auto number = table_.optional_number(t, column);
      if (!number && !leading)
        fail(
            "{}:{}: the column '{}' has no value; expected one in each row but the first (a "
            "derivative has none there)",
            table_.file, t < table_.lines.size() ? table_.lines[t] : t + 2,
            excerpt(table_.columns[column]));
      leading = leading && !number;
      x[t] = number.value_or(0);
    }
    if (leading)
      fail("{}: the column '{}' has no value at all; leave it out of regress", table_.file,
           excerpt(table_.columns[column]));
    return x;
  }

  std::vector<std::string> motion() const {
    if (table_.columns[0] != "column_1") return {kMotion.begin(), kMotion.end()};
    if (table_.columns.size() != 6)
      fail(
          "{}: has {} columns without names; expected the six of motion, or name the columns "
          "(regress = [\"column_1\", ...])",
          table_.file, table_.columns.size());
    return table_.columns;
  }

  void add_motion24() {
    for (const std::string& name : motion()) {
      const auto or_made = [&](const std::string& derived, std::vector<double> made) {
        const auto column = table_.optional_column(derived);
        add(derived, column ? values(*column) : std::move(made));
      };
      const std::vector<double> x = values(table_.column(name)), change = differences(x);
      add(name, x);
      or_made(name + "_derivative1", change);
      or_made(name + "_power2", squares(x));
      or_made(name + "_derivative1_power2", squares(change));
    }
  }

  void add_all(std::string_view beginning, const std::string& word) {
    bool found = false;
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      if (!table_.columns[c].starts_with(beginning)) continue;
      found = true;
      add(table_.columns[c], values(c));
    }
    if (!found)
      fail("{}: has no column {}*; expected some, since regress has \"{}\"", table_.file, beginning,
           word);
  }

  const Table& table_;
  std::vector<Regressor> chosen_;
};

}  // namespace

Table parse_confounds(std::string_view text, const std::string& name) {
  if (!begins_with_numbers(text)) return parse_tsv(text, name);
  if (const auto line = first_line_not_text(text))
    fail("{}:{}: is not text in UTF-8; expected numbers", name, *line);
  return parse_without_header(text, name);
}

Table read_confounds(const std::filesystem::path& path) {
  return parse_confounds(read_text(path, kLargestConfounds), path.string());
}

std::vector<Regressor> confound_regressors(const Table& table,
                                           const std::vector<std::string>& regress) {
  if (table.rows.empty()) fail("{}: has no rows; expected one a volume", table.file);
  Chosen chosen(table);
  for (const std::string& word : regress) chosen.add(word);
  return std::move(chosen).centered();
}

}  // namespace anbn
