// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/confounds.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace anbn {
namespace {

constexpr std::size_t kMostLeading = 3;  // n/a at the beginning of a column
constexpr std::string_view kComponents = "acompcor";
constexpr std::array<const char*, 6> kMotion = {"trans_x", "trans_y", "trans_z",
                                                "rot_x",   "rot_y",   "rot_z"};

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

/// Whether `name` is what `pattern` says, in which each * stands for any letters.
bool matches(std::string_view name, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  for (std::size_t from = star; from <= name.size(); ++from)
    if (matches(name.substr(from), pattern.substr(star + 1))) return true;
  return false;
}

/// What stands behind "acompcor".
struct WantedComponents {
  std::string mask;
  std::optional<std::size_t> count;
  std::optional<double> variance;  // 0 to 1
};

WantedComponents wanted_components(const std::string& word) {
  WantedComponents out;
  for (std::size_t at = kComponents.size(); at < word.size();) {
    const std::size_t end = std::min(word.find(':', at + 1), word.size());
    const std::string part = word.substr(at + 1, end - at - 1);
    const bool share = part.ends_with('%');
    const std::string digits = part.substr(0, part.size() - (share ? 1 : 0));
    if (const auto number = number_in(digits)) {
      const double value = *number;
      if (!(value > 0) || (share ? value > 100 : value != std::floor(value)))
        fail("regress has '{}'; expected acompcor:5, acompcor:50% or acompcor:CSF", word);
      if (share)
        out.variance = value / 100;
      else
        out.count = static_cast<std::size_t>(value);
    } else if (part.empty() || !out.mask.empty()) {
      fail("regress has '{}'; expected acompcor:5, acompcor:50% or acompcor:CSF", word);
    } else {
      out.mask = part;
    }
    at = end;
  }
  return out;
}

class Chosen {
 public:
  Chosen(const Table& table, const ComponentNotes& notes) : table_(table), notes_(notes) {}

  void add(const std::string& word) {
    if (word == "motion6")
      for (const std::string& name : motion()) add(name, values(table_.column(name)));
    else if (word == "motion24")
      add_motion24();
    else if (word == kComponents || word.starts_with(std::string(kComponents) + ":"))
      add_components(word);
    else if (word == "cosine")
      add_all("cosine*", word);
    else if (word == "outliers")
      add_outliers();
    else if (word.find('*') != std::string::npos)
      add_all(word, word);
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
      if (number && leading) fill_leading(x, t, column, *number);
      leading = leading && !number;
      x[t] = number.value_or(0);
    }
    if (leading)
      fail("{}: the column '{}' has no value at all; leave it out of regress", table_.file,
           excerpt(table_.columns[column]));
    return x;
  }

  /// The first `count` of x, which are missing: a derivative is 0 where there is nothing before,
  /// and a level most likely what it is next. (0 for a framewise displacement, say, would be a
  /// spike.)
  void fill_leading(std::vector<double>& x, std::size_t count, std::size_t column,
                    double next) const {
    const std::string& name = table_.columns[column];
    if (count > kMostLeading)
      fail("{}: the column '{}' begins with {} rows without a value; expected at most {}",
           table_.file, excerpt(name), count, kMostLeading);
    const double value = name.find("derivative") == std::string::npos ? next : 0;
    std::fill_n(x.begin(), count, value);
  }

  std::vector<std::string> motion() const {
    if (has_header(table_)) return {kMotion.begin(), kMotion.end()};
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

  std::vector<std::size_t> matching(std::string_view pattern) const {
    std::vector<std::size_t> out;
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      if (matches(table_.columns[c], pattern)) out.push_back(c);
    return out;
  }

  [[noreturn]] void fail_without(std::string_view pattern, const std::string& word) const {
    fail("{}: has no column {}; expected some, since regress has \"{}\"", table_.file, pattern,
         word);
  }

  void add_all(std::string_view pattern, const std::string& word) {
    const std::vector<std::size_t> columns = matching(pattern);
    if (columns.empty()) fail_without(pattern, word);
    for (const std::size_t c : columns) add(table_.columns[c], values(c));
  }

  void add_outliers() {
    for (const char* pattern : {"motion_outlier*", "non_steady_state_outlier*"})
      for (const std::size_t c : matching(pattern)) add(table_.columns[c], values(c));
  }

  const ComponentNote* note_of(std::size_t column) const {
    const auto found = notes_.find(table_.columns[column]);
    return found == notes_.end() || found->second.mask.empty() ? nullptr : &found->second;
  }

  /// The columns of the mask that `wanted` names. Without notes nobody knows whose a column is.
  std::vector<std::size_t> components_of(WantedComponents wanted, const std::string& word) const {
    // Newer fMRIPrep calls those of one mask after it.
    std::vector<std::size_t> all = matching("a_comp_cor_*");
    for (const char* of_one_mask : {"c_comp_cor_*", "w_comp_cor_*"})
      for (const std::size_t c : matching(of_one_mask))
        if (note_of(c) != nullptr) all.push_back(c);
    if (all.empty()) fail_without("a_comp_cor_*", word);
    const bool told = std::any_of(all.begin(), all.end(),
                                  [this](std::size_t c) { return note_of(c) != nullptr; });
    if (!told && (!wanted.mask.empty() || wanted.variance))
      fail(
          "{}: no JSON beside it says of which mask its components are; expected X.json beside "
          "X.tsv, since regress has \"{}\"",
          table_.file, word);
    if (!told) return all;
    if (wanted.mask.empty()) wanted.mask = "combined";
    std::erase_if(all, [&](std::size_t c) {
      const ComponentNote* note = note_of(c);
      return note == nullptr || note->mask != wanted.mask;
    });
    if (all.empty())
      fail("{}: the JSON beside it names no component of the mask '{}'; regress has \"{}\"",
           table_.file, wanted.mask, word);
    return all;
  }

  void add_components(const std::string& word) {
    const WantedComponents wanted = wanted_components(word);
    std::size_t added = 0;
    for (const std::size_t c : components_of(wanted, word)) {
      if (wanted.count && added == *wanted.count) return;
      add(table_.columns[c], values(c));
      ++added;
      if (wanted.variance && note_of(c)->variance >= *wanted.variance) return;
    }
    if (wanted.variance)
      fail(
          "{}: by the JSON beside it, its {} components explain less than {} % of the variance; "
          "regress has \"{}\". Expected a smaller share",
          table_.file, added, 100 * *wanted.variance, word);
    if (wanted.count && added < *wanted.count)
      fail("{}: has {} such components; expected {}, since regress has \"{}\"", table_.file, added,
           *wanted.count, word);
  }

  const Table& table_;
  const ComponentNotes& notes_;
  std::vector<Regressor> chosen_;
};

}  // namespace

std::vector<Regressor> confound_regressors(const Table& table,
                                           const std::vector<std::string>& regress,
                                           const ComponentNotes& notes) {
  if (table.rows.empty()) fail("{}: has no rows; expected one a volume", table.file);
  Chosen chosen(table, notes);
  for (const std::string& word : regress) chosen.add(word);
  return std::move(chosen).centered();
}

ComponentNotes notes_beside(const std::filesystem::path& table) {
  std::filesystem::path json = table.extension() == ".gz" ? table.stem() : table.filename();
  json = table.parent_path() / json.replace_extension(".json");
  return std::filesystem::exists(json) ? read_component_notes(json) : ComponentNotes();
}

}  // namespace anbn
