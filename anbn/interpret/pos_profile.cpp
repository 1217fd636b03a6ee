// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/pos_profile.h"

#include "anbn/core/error.h"
#include "anbn/text/token_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <map>

namespace anbn {
namespace {

constexpr std::array<std::string_view, kPosCategories> kNames = {
    "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET",  "INTJ",          "NOUN",         "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "VERB", kOpeningSpecial, kClosingSpecial};
constexpr std::uint8_t kPunctuation = 12;
static_assert(kNames[kPunctuation] == "PUNCT" && kNames[kFirstSpecial] == kOpeningSpecial);

}  // namespace

std::span<const std::string_view, kPosCategories> pos_categories() { return kNames; }

std::optional<std::size_t> pos_category(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return {};
  return static_cast<std::size_t>(found - kNames.begin());
}

std::string class_word(const TagClasses& classes) {
  return classes.column == TagClasses{}.column ? "part of speech" : "class of " + classes.column;
}

TokenCategories token_categories(std::span<const std::string> upos) {
  TokenCategories out;
  for (std::size_t token = 0; token < upos.size(); ++token) {
    const std::string& tag = upos[token];
    if (tag.empty() || tag == "n/a") {
      out.category.push_back(kNoCategory);
      ++out.unknown;
      continue;
    }
    const auto found = pos_category(tag);
    const bool is_folded = tag == "SYM" || tag == "X" || tag == "SPACE";
    if (!found && !is_folded)
      fail(
          "token {} has the part of speech '{}'; expected a universal one (NOUN, VERB, ...), "
          "{}, {} or n/a",
          token + 1, tag, kOpeningSpecial, kClosingSpecial);
    const auto category = is_folded ? kPunctuation : static_cast<std::uint8_t>(*found);
    out.category.push_back(category);
    out.folded += is_folded;
    out.words += category < kFirstSpecial;
  }
  return out;
}

namespace {

/// The classes of words in the order of letters: all, or the most frequent and kOtherClass.
std::vector<std::string> classes_of_words(const std::map<std::string, std::size_t>& counts,
                                          const std::string& column) {
  std::vector<std::string> names;
  for (const auto& [name, count] : counts) names.push_back(name);
  if (names.size() <= kFirstSpecial) return names;
  if (counts.contains(std::string(kOtherClass)))
    fail(
        "column {} has {} classes, and one of them is called '{}'; expected at most {}, or none "
        "of this name, which the rarest get",
        column, names.size(), kOtherClass, kFirstSpecial);
  std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
    return counts.at(a) > counts.at(b);
  });
  names.resize(kFirstSpecial - 1);
  names.emplace_back(kOtherClass);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TokenCategories column_categories(const std::string& column, std::span<const std::string> values,
                                  std::span<const std::string> upos) {
  assert(values.size() == upos.size());
  const auto is_special = [](const std::string& name) {
    return name == kNames[kFirstSpecial] || name == kNames[kFirstSpecial + 1];
  };
  const auto is_known = [](const std::string& name) { return !name.empty() && name != "n/a"; };
  std::map<std::string, std::size_t> counts;
  for (std::size_t token = 0; token < values.size(); ++token) {
    if (is_special(upos[token]) || !is_known(values[token])) continue;
    if (is_special(values[token]))
      fail("token {} has the {} '{}'; expected another name for a class of words", token + 1,
           column, values[token]);
    ++counts[values[token]];
  }
  TokenCategories out;
  std::vector<std::string> names = classes_of_words(counts, column);
  const bool has_other = counts.size() > names.size();
  for (std::size_t token = 0; token < values.size(); ++token) {
    const std::string& name = is_special(upos[token]) ? upos[token] : values[token];
    if (is_special(name)) {
      out.category.push_back(kFirstSpecial + (name != kNames[kFirstSpecial]));
      continue;
    }
    if (!is_known(name)) {
      out.category.push_back(kNoCategory);
      ++out.unknown;
      continue;
    }
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end() && has_other) {
      found = std::find(names.begin(), names.end(), kOtherClass);
      ++out.folded;
    }
    out.category.push_back(static_cast<std::uint8_t>(found - names.begin()));
    ++out.words;
  }
  names.resize(kFirstSpecial);
  names.insert(names.end(), kNames.begin() + kFirstSpecial, kNames.end());
  out.classes = {column, std::move(names)};
  return out;
}

std::string tag_text(const PosTag& tag, const TagClasses& classes, std::string_view arrow) {
  return fmt::format("{} {} {}, {:.0f} %", classes.names.at(tag.query), arrow,
                     classes.names.at(tag.key), 100 * tag.share);
}

std::optional<PosTag> tag_of(std::span<const std::int32_t> counts, std::size_t pairs) {
  const auto most = std::max_element(counts.begin(), counts.end());  // the first of equals
  if (*most == 0) return {};
  const auto index = static_cast<std::size_t>(most - counts.begin());
  return PosTag{index / kPosCategories, index % kPosCategories,
                static_cast<double>(*most) / static_cast<double>(pairs)};
}

}  // namespace anbn
