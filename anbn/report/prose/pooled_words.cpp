// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/pooled_words.h"

#include "anbn/report/prose/answers.h"
#include "anbn/stats/nulls/null.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {

std::string stories_words(const Session& pooled) {
  return fmt::format("{} stories ({:.1f} min)", pooled.together.size(),
                     static_cast<double>(pooled.data.volumes) * pooled.data.tr_s / 60);
}

std::string in_each_story(const Report& report, const Session& pooled) {
  if (pooled.together.size() >= kFewestFolded) {
    const auto [least, most] = std::minmax_element(
        pooled.together.begin(), pooled.together.end(),
        [](const auto& a, const auto& b) { return a.largest_pair < b.largest_pair; });
    return fmt::format("{} to {} in the stories (pooled/stories.tsv)", r_text(least->largest_pair),
                       r_text(most->largest_pair));
  }
  std::string text;
  for (const PooledStory& story : pooled.together)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", title_of(report, story.name),
                        r_text(story.largest_pair));
  return text;
}

bool weighted_by_reliability(const Session& pooled) {
  return !pooled.together.empty() && pooled.together.front().reliability.has_value();
}

std::string reliability_words(const Report& report, const Session& pooled) {
  if (!weighted_by_reliability(pooled)) return "";
  if (pooled.together.size() >= kFewestFolded) {
    const auto [least, most] = std::minmax_element(
        pooled.together.begin(), pooled.together.end(),
        [](const auto& a, const auto& b) { return a.reliability < b.reliability; });
    return fmt::format("{:g} to {:g} (pooled/stories.tsv)", *least->reliability,
                       *most->reliability);
  }
  std::string text;
  for (const PooledStory& story : pooled.together)
    text += fmt::format("{}{} {:g}", text.empty() ? "" : ", ", title_of(report, story.name),
                        *story.reliability);
  return text;
}

std::string pooled_words(const Session& pooled) {
  if (!is_pooled(pooled)) return "";
  return fmt::format(
      "A pair\u2019s correlation is the mean of its correlations in the stories, weighted with "
      "their volumes{}; every draw gives the networks of each story random phases of their own. A "
      "coupling that is the same in all stories stays in this mean and noise shrinks; a coupling "
      "of one story alone counts with that story\u2019s share only.",
      weighted_by_reliability(pooled) ? " times the reliability of their scans, which the study "
                                        "file gives: the draws have the same weights"
                                      : "");
}

bool others_decide(const Session& s) {
  return s.tests.other_stories && s.tests.other_stories->decides;
}

const NullSummary* null_of(const Session& s, NullRole role) {
  for (const NullSummary& null : s.tests.nulls)
    if (null_model_named(null.null).role == role) return &null;
  return nullptr;
}

std::string other_stories_words(const Session& pooled) {
  if (!pooled.tests.other_stories) return "";
  const OtherStoriesSummary& others = *pooled.tests.other_stories;
  if (!others.none.empty()) return "none: " + others.none;
  const NullSummary* null = null_of(pooled, NullRole::together);
  if (null == nullptr) return "";
  const bool is_weighted = weighted_by_reliability(pooled);
  const std::string largest =
      is_weighted ? others.largest_story + " has" : std::string("the longest has");
  return fmt::format(
      "p = {} ({}), of the largest {}; {} change places over {} volumes, {} {} of {}; {}",
      p_text(null->omnibus.p), counted(null->draws, "arrangement"), p_text(null->global.p),
      fmt::format("{} stories", others.stories), others.volumes, largest,
      percent_text(others.largest_share), is_weighted ? "the weight" : "them",
      others.decides ? "the larger of its p and that of phase decides"
                     : fmt::format("below {} stories no verdict rests on it", kDecidingStories));
}

std::string other_stories_answer(const Session& pooled) {
  if (!pooled.tests.other_stories) return "";
  const OtherStoriesSummary& others = *pooled.tests.other_stories;
  if (!others.none.empty()) return fmt::format("This could not be asked: {}.", others.none);
  const NullSummary* null = null_of(pooled, NullRole::together);
  if (null == nullptr) return "";
  std::string text = fmt::format(
      "The words of each story stand beside the brain of another, both from their first volume on, "
      "cut to one length in each of {}: {} stories, {} volumes, of {} {} has {}. What all "
      "stories have in common, onsets, drift or a rhythm, is in these arrangements too. Over {} "
      "the "
      "four figures together have p = {}, the largest correlation alone ({} over these volumes; {} "
      "in other arrangements, more than {} in one of twenty) p = {}. ",
      others.classes == 1 ? "one class" : fmt::format("{} classes of like length", others.classes),
      others.stories, others.volumes,
      weighted_by_reliability(pooled) ? "whose weight, which goes with the brain," : "which",
      others.largest_story, percent_text(others.largest_share), counted(null->draws, "arrangement"),
      p_text(null->omnibus.p), r_text(null->global.observed), r_text(null->global.null_mean),
      r_text(null->global.null_95), p_text(null->global.p));
  return text +
         (others.decides
              ? "The p of the verdict is the larger of this one and that of random phases, and a "
                "neuron or network is named where both name it."
              : fmt::format("With fewer than {} stories this describes: the verdict is that of "
                            "random phases.",
                            kDecidingStories));
}

}  // namespace anbn
