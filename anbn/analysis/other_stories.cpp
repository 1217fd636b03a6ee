// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/other_stories.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

/// Headers round a TR to microseconds.
constexpr double kSameTr_s = 1e-5;

/// The name of the first of `kept` that is told by the same words; empty if there is none.
std::string told_before(const StoryFacts& story, const std::vector<const StoryFacts*>& kept) {
  for (const StoryFacts* other : kept)
    if (words_in_common(story.words, other->words) >= kSameText) return other->name;
  return "";
}

}  // namespace

double words_in_common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return 0;
  std::map<std::string, std::size_t> left;
  for (const std::string& word : a) ++left[word];
  std::size_t common = 0;
  for (const std::string& word : b)
    if (const auto found = left.find(word); found != left.end() && found->second > 0)
      --found->second, ++common;
  return static_cast<double>(common) / static_cast<double>(std::max(a.size(), b.size()));
}

std::size_t OtherStories::stories() const {
  std::size_t count = 0;
  for (const LengthClass& members : classes) count += members.stories.size();
  return count;
}

OtherStories other_stories(const std::vector<StoryFacts>& stories) {
  OtherStories out;
  std::vector<const StoryFacts*> kept;
  std::vector<std::size_t> place, volumes;
  for (std::size_t s = 0; s < stories.size(); ++s) {
    out.same_text_as.push_back(told_before(stories[s], kept));
    if (!out.same_text_as.back().empty()) continue;
    kept.push_back(&stories[s]);
    place.push_back(s);
    volumes.push_back(stories[s].volumes);
  }
  for (const StoryFacts* story : kept)
    if (std::abs(story->tr_s - kept.front()->tr_s) > kSameTr_s) {
      out.why_none = fmt::format(
          "{} has a TR of {} s and {} one of {} s, so their volumes cannot be laid beside each "
          "other",
          kept.front()->name, kept.front()->tr_s, story->name, story->tr_s);
      return out;
    }
  if (kept.size() < 2) {
    out.why_none = "all stories are told by the same words";
    if (stories.size() < 2) out.why_none = "there is one story only";
    return out;
  }
  out.classes = length_classes(volumes);
  for (LengthClass& members : out.classes)
    for (std::size_t& story : members.stories) story = place[story];
  return out;
}

}  // namespace anbn
