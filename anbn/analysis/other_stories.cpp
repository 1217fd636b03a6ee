// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/other_stories.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr double kSameTr_s = 1e-5;

/// The name of the first of `kept` that tells the same text; empty if there is none.
std::string told_before(const StoryFacts& story, const std::vector<const StoryFacts*>& kept) {
  for (const StoryFacts* other : kept)
    if (is_same_text(story.text, other->text)) return other->name;
  return "";
}

}  // namespace

bool is_same_tr(double a, double b) { return std::abs(a - b) <= kSameTr_s; }

std::size_t OtherStories::stories() const { return stories_in(classes); }

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
    if (!is_same_tr(story->tr_s, kept.front()->tr_s)) {
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
