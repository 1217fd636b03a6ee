// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/story_tags.h"

#include "anbn/core/error.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/neuron_pairs.h"
#include "anbn/results/token_columns.h"

#include <algorithm>
#include <memory>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// What is read of one story, and kept for as long as it is compared.
struct ReadStory {
  InterpretationResults results;
  std::vector<std::size_t> segment_of;  // [K]
  std::vector<std::uint8_t> category;   // [K]
  std::unique_ptr<NeuronPairsReader> pairs;
  StoryTags tags;
};

/// Pairs by segment and class, [S x 289].
void count_pairs(const ReadStory& story, std::size_t neuron, std::span<std::int32_t> counts) {
  const StoredPairs pairs = story.pairs->read(neuron);
  for (std::size_t i = 0; i < pairs.query.size(); ++i) {
    if (pairs.query[i] == 0) continue;
    const auto q = static_cast<std::size_t>(pairs.query[i] - 1),
               k = static_cast<std::size_t>(pairs.key[i] - 1);
    if (story.category[q] != kNoCategory && story.category[k] != kNoCategory)
      ++counts[story.segment_of[q] * kProfileCells +
               std::size_t{story.category[q]} * kPosCategories + story.category[k]];
  }
}

std::unique_ptr<ReadStory> read_story_tags(const fs::path& token_folder, const fs::path& folder,
                                           const std::vector<std::string>& labels) {
  auto story = std::make_unique<ReadStory>();
  const TokensResults tokens = read_tokens(token_folder);
  story->results = read_tags(folder);
  if (story->results.labels != labels)
    fail("{}: other neurons than in the time courses; expected the same in all stories",
         folder.string());
  story->category = read_categories(token_folder, tokens, story->results.classes.column).category;
  for (const Token& token : tokens.table.tokens) story->segment_of.push_back(token.segment);
  story->pairs = std::make_unique<NeuronPairsReader>(folder, tokens.table.tokens.size());
  for (const NeuronProfile& neuron : story->results.interpretation.neurons)
    story->tags.tags.push_back(neuron.tag);
  story->tags.counts = story->results.interpretation.tags;
  story->tags.segments = tokens.table.segment_sizes.size();
  story->tags.count_pairs = [of = story.get()](std::size_t neuron, std::span<std::int32_t> counts) {
    count_pairs(*of, neuron, counts);
  };
  return story;
}

}  // namespace

void compare_all_tags(const TagFolders& folders, std::uint64_t seed, RunContext& context,
                      BetweenStoriesResults& results) {
  std::vector<std::unique_ptr<ReadStory>> stories;
  for (std::size_t s = 0; s < folders.interpretation.size(); ++s)
    stories.push_back(
        read_story_tags(folders.tokens[s], folders.interpretation[s], results.labels));
  if (stories.empty()) return;
  results.classes = stories[0]->results.classes;
  for (const auto& story : stories)
    if (story->results.classes != results.classes) {
      context.notes.warnings.push_back(
          fmt::format("tags are not compared: the classes of the column {} are not the same in all "
                      "stories",
                      results.classes.column));
      return;
    }
  for (std::size_t a = 0; a < stories.size(); ++a)
    for (std::size_t b = a + 1; b < stories.size(); ++b) {
      TagComparison found =
          compare_tags(stories[a]->tags, stories[b]->tags, seed, context.machine.threads);
      if (!found.tags.empty()) results.tags.push_back({a, b, std::move(found)});
    }
}

double seconds_of_tags(const Sizes& first, const Sizes& second) {
  const std::size_t partitions = count_partitions(first.segments, second.segments);
  if (partitions < kFewestPartitions) return 0;
  // A neuron's pairs are read; each partition then adds up some 60 classes a segment.
  constexpr double kRead_s = 1e-4, kAdd_s = 3e-8;
  return real(first.neurons) * (kRead_s + kAdd_s * real(std::min(partitions, kMostPartitions)) *
                                              real(first.segments + 2));
}

}  // namespace anbn
