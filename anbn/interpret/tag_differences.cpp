// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/tag_differences.h"

#include "anbn/core/random.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr double kTie = 1e-9;

std::size_t folded_cell(std::size_t query, std::size_t key) {
  return std::min(query, key) * kPosCategories + std::max(query, key);
}

/// Segments of both stories, one after another: those that make up the first.
using Partition = std::vector<std::size_t>;

/// All of them, in lexicographic order: the observed one comes first.
std::vector<Partition> all_partitions(std::size_t first, std::size_t second) {
  std::vector<Partition> out;
  Partition next(first);
  std::iota(next.begin(), next.end(), std::size_t{0});
  while (true) {
    out.push_back(next);
    std::size_t i = first;
    while (i > 0 && next[i - 1] == second + i - 1) --i;
    if (i == 0) return out;
    ++next[i - 1];
    for (; i < first; ++i) next[i] = next[i - 1] + 1;
  }
}

std::vector<Partition> random_partitions(std::size_t first, std::size_t second,
                                         std::uint64_t seed) {
  std::vector<Partition> out;
  for (std::size_t draw = 0; draw < kMostPartitions; ++draw) {
    Partition& next = out.emplace_back(first);
    std::iota(next.begin(), next.end(), std::size_t{0});
    if (draw == 0) continue;
    const std::vector<std::size_t> order =
        random_permutation(random_key(seed, "tags/partitions", draw), first + second);
    std::copy_n(order.begin(), first, next.begin());
  }
  return out;
}

/// Neurons with each folded tag in the two stories of each partition: [P x 2 x 289].
class PartitionCounts {
 public:
  explicit PartitionCounts(std::size_t partitions) : neurons_(partitions * 2 * kProfileCells) {}

  std::uint32_t* of(std::size_t partition, std::size_t story) {
    return neurons_.data() + (partition * 2 + story) * kProfileCells;
  }
  void add(const PartitionCounts& other) {
    for (std::size_t i = 0; i < neurons_.size(); ++i) neurons_[i] += other.neurons_[i];
  }
  /// [289] shares of the tagged neurons, first minus second.
  std::array<double, kProfileCells> differences(std::size_t partition) {
    std::array<double, kProfileCells> out{};
    for (const std::size_t story : {0, 1}) {
      const std::uint32_t* const counts = of(partition, story);
      const double tagged = std::accumulate(counts, counts + kProfileCells, 0.0);
      for (std::size_t cell = 0; cell < kProfileCells && tagged > 0; ++cell)
        out[cell] += (story == 0 ? 1.0 : -1.0) * counts[cell] / tagged;
    }
    return out;
  }

 private:
  std::vector<std::uint32_t> neurons_;
};

/// Tags one neuron in all partitions; belongs to one thread.
class PartitionTagger {
 public:
  PartitionTagger(const StoryTags& first, const StoryTags& second,
                  const std::vector<Partition>& partitions)
      : first_(first),
        second_(second),
        partitions_(partitions),
        counts_((first.segments + second.segments) * kProfileCells),
        found(partitions.size()) {}

  void add(std::size_t neuron) {
    const std::size_t split = first_.segments * kProfileCells;
    std::fill(counts_.begin(), counts_.end(), 0);
    first_.count_pairs(neuron, std::span(counts_).first(split));
    second_.count_pairs(neuron, std::span(counts_).subspan(split));
    keep_cells();
    for (std::size_t p = 0; p < partitions_.size(); ++p) {
      std::fill(sum_.begin(), sum_.end(), 0);
      for (const std::size_t segment : partitions_[p])
        for (std::size_t c = 0; c < cells_.size(); ++c)
          sum_[c] += kept_[segment * cells_.size() + c];
      tag(found.of(p, 0));
      for (std::size_t c = 0; c < cells_.size(); ++c) sum_[c] = total_[c] - sum_[c];
      tag(found.of(p, 1));
    }
  }

 private:
  /// Of the 289 classes those that any segment has: most neurons have few.
  void keep_cells() {
    const std::size_t segments = counts_.size() / kProfileCells;
    cells_.clear();
    total_.clear();
    for (std::size_t cell = 0; cell < kProfileCells; ++cell) {
      std::int32_t total = 0;
      for (std::size_t s = 0; s < segments; ++s) total += counts_[s * kProfileCells + cell];
      if (total == 0) continue;
      cells_.push_back(cell);
      total_.push_back(total);
    }
    kept_.resize(segments * cells_.size());
    sum_.resize(cells_.size());
    for (std::size_t s = 0; s < segments; ++s)
      for (std::size_t c = 0; c < cells_.size(); ++c)
        kept_[s * cells_.size() + c] = counts_[s * kProfileCells + cells_[c]];
  }

  /// Counts the neuron where its tag by `sum_` is, if it has one; the first of equals, as tag_of.
  void tag(std::uint32_t* neurons) const {
    const auto most = std::max_element(sum_.begin(), sum_.end());
    if (most == sum_.end() || *most == 0) return;
    const std::size_t cell = cells_[static_cast<std::size_t>(most - sum_.begin())];
    ++neurons[folded_cell(cell / kPosCategories, cell % kPosCategories)];
  }

  const StoryTags &first_, &second_;
  const std::vector<Partition>& partitions_;
  std::vector<std::int32_t> counts_, kept_, total_, sum_;
  std::vector<std::size_t> cells_;

 public:
  PartitionCounts found;
};

PartitionCounts count_all(const StoryTags& first, const StoryTags& second,
                          const std::vector<Partition>& partitions, Threads& threads) {
  std::vector<PartitionTagger> workers;
  for (int i = 0; i < threads.count(); ++i) workers.emplace_back(first, second, partitions);
  threads.for_each_block(first.tags.size(), [&](std::size_t neuron, std::size_t worker) {
    workers[worker].add(neuron);
  });
  for (std::size_t i = 1; i < workers.size(); ++i) workers[0].found.add(workers[i].found);
  return std::move(workers[0].found);
}

/// Distances of each tag's difference from its mean over all partitions [P x 289].
std::vector<std::array<double, kProfileCells>> distances(PartitionCounts& counts,
                                                         std::size_t partitions) {
  std::vector<std::array<double, kProfileCells>> out;
  std::array<double, kProfileCells> mean{};
  for (std::size_t p = 0; p < partitions; ++p) {
    out.push_back(counts.differences(p));
    for (std::size_t c = 0; c < kProfileCells; ++c)
      mean[c] += out[p][c] / static_cast<double>(partitions);
  }
  for (auto& differences : out)
    for (std::size_t c = 0; c < kProfileCells; ++c)
      differences[c] = std::abs(differences[c] - mean[c]);
  return out;
}

void add_p(const std::vector<std::array<double, kProfileCells>>& distances,
           std::vector<TagDifference>& tags) {
  const auto all = static_cast<double>(distances.size());
  std::vector<double> largest;
  for (const auto& of : distances) largest.push_back(*std::max_element(of.begin(), of.end()));
  for (TagDifference& tag : tags) {
    const std::size_t cell = folded_cell(tag.query, tag.key);
    const double least = distances[0][cell] - kTie;
    double reached = 0, reached_by_any = 0;
    for (std::size_t p = 0; p < distances.size(); ++p) {
      reached += distances[p][cell] >= least;
      reached_by_any += largest[p] >= least;
    }
    tag.p = reached / all;
    tag.p_family = reached_by_any / all;
  }
}

/// What shifted texts give: the mean share of the tagged neurons; NaN where nothing was drawn.
std::array<double, kProfileCells> expected_shares(std::span<const TagCount> counts, double tagged) {
  std::array<double, kProfileCells> out{};
  for (const TagCount& count : counts)
    if (count.counted == TagDirection::folded)
      out[folded_cell(count.query, count.key)] = count.expected / tagged;
  return out;
}

struct Counted {
  std::array<std::size_t, kProfileCells> neurons{};
  double tagged = 0;
};

Counted count_tags(const std::vector<std::optional<PosTag>>& tags) {
  Counted out;
  for (const auto& tag : tags)
    if (tag) {
      ++out.neurons[folded_cell(tag->query, tag->key)];
      ++out.tagged;
    }
  return out;
}

}  // namespace

std::size_t count_partitions(std::size_t first, std::size_t second) {
  double count = 1;
  for (std::size_t i = 1; i <= std::min(first, second); ++i) {
    count = count * static_cast<double>(std::max(first, second) + i) / static_cast<double>(i);
    if (count > kMostPartitions) return kMostPartitions + 1;  // it only rises
  }
  return static_cast<std::size_t>(std::llround(count));
}

TagComparison compare_tags(const StoryTags& first, const StoryTags& second, std::uint64_t seed,
                           Threads& threads) {
  assert(first.tags.size() == second.tags.size());
  const Counted here = count_tags(first.tags), there = count_tags(second.tags);
  const auto expected_here = expected_shares(first.counts, here.tagged),
             expected_there = expected_shares(second.counts, there.tagged);
  TagComparison out;
  if (here.tagged == 0 || there.tagged == 0) return out;
  for (std::size_t cell = 0; cell < kProfileCells; ++cell) {
    if (here.neurons[cell] + there.neurons[cell] == 0) continue;
    TagDifference& tag = out.tags.emplace_back();
    tag.query = cell / kPosCategories;
    tag.key = cell % kPosCategories;
    tag.first_neurons = here.neurons[cell];
    tag.second_neurons = there.neurons[cell];
    tag.first = static_cast<double>(tag.first_neurons) / here.tagged;
    tag.second = static_cast<double>(tag.second_neurons) / there.tagged;
    tag.difference = tag.first - tag.second;
    tag.expected = expected_here[cell] - expected_there[cell];
  }
  const std::size_t there_are = count_partitions(first.segments, second.segments);
  out.partitions = std::min(there_are, kMostPartitions);
  if (there_are < kFewestPartitions) return out;
  const std::vector<Partition> partitions =
      there_are <= kMostPartitions ? all_partitions(first.segments, second.segments)
                                   : random_partitions(first.segments, second.segments, seed);
  PartitionCounts counts = count_all(first, second, partitions, threads);
  add_p(distances(counts, partitions.size()), out.tags);
  return out;
}

}  // namespace anbn
