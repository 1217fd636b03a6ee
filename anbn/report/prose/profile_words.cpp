// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/profile_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

std::string whole_percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

// Of an expected share, which may be far below one percent.
std::string small_percent(double share) {
  return share < 0.0995 ? fmt::format("{:.1f} %", 100 * share) : whole_percent(share);
}

}  // namespace

std::string tag_words(const NeuronProfile& profile, const TagClasses& classes) {
  if (!profile.tag) return "";
  std::string text = tag_text(*profile.tag, classes);
  if (!std::isnan(profile.tag_expected))
    text += fmt::format(" (the text gives {})", small_percent(profile.tag_expected));
  return text;
}

std::string side_words(const Enrichment& side, const TagClasses& classes) {
  if (side.category == kNoIndex || std::isnan(side.p)) return "";
  std::string text =
      fmt::format("{} {}, {:.1f} \u00d7 the text\u2019s {} (q {})", classes.names.at(side.category),
                  whole_percent(side.share), side.share / side.expected,
                  small_percent(side.expected), p_text(side.q));
  if (!side.word.empty())
    text += fmt::format("; {} of these \u201c{}\u201d", whole_percent(side.word_share), side.word);
  return text + fmt::format("; {} among all", counted(side.words, "different piece"));
}

std::string classes_word(const TagClasses& classes) {
  return classes.column == TagClasses{}.column ? "parts of speech" : "classes of " + classes.column;
}

}  // namespace anbn
