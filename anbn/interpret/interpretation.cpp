// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/interpretation.h"

#include "anbn/interpret/profiles.h"
#include "anbn/interpret/top_pairs.h"
#include "anbn/stats/corrections.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace anbn {
namespace {

/// Queries and keys of one layer as [columns x K]: a neuron's tokens lie together.
struct Layer {
  Matrix query, key;
  std::vector<KeyRange> met;  // [K], or empty: all of the segment
};

PairsOfNeuron pairs_of(const NeuronPairs& pairs, std::size_t neuron) {
  const std::size_t begin = neuron * pairs.width;
  return {std::span(pairs.query).subspan(begin, pairs.width),
          std::span(pairs.key).subspan(begin, pairs.width)};
}

/// Where the neurons of a number and side begin in `out.numbers`.
std::size_t number_row(const Interpretation& out, std::size_t number, TagSide side) {
  return (2 * number + (side == TagSide::key)) * out.neurons.size();
}

/// What a thread works with.
class Worker {
 public:
  Worker(const InterpretedStory& story, const ShiftedClasses& shifts,
         const ExpectedProfile& expected, const ShiftedTags& tags)
      : story_(story),
        expected_(expected),
        tags_(tags),
        test_(shifts, story.categories, story.pieces),
        query_(story.pieces.size()),
        key_(story.pieces.size()) {
    for (const std::vector<double>& values : story.numbers) numbers_.emplace_back(shifts, values);
  }

  /// @param column  of the layer
  void find_pairs(std::size_t neuron, const Layer& layer, std::size_t column, std::size_t top,
                  NeuronPairs& pairs) {
    std::size_t begin = 0, place = neuron * pairs.width;
    for (const std::size_t size : story_.segment_sizes) {
      const auto query = layer.query.row(column).subspan(begin, size),
                 key = layer.key.row(column).subspan(begin, size);
      const auto found =
          layer.met.empty()
              ? finder_.find(query, key, top)
              : met_finder_.find(query, key, std::span(layer.met).subspan(begin, size), top);
      for (std::size_t i = 0; i < found.size(); ++i) {
        pairs.query[place + i] = static_cast<std::int32_t>(begin + found[i].query + 1);
        pairs.key[place + i] = static_cast<std::int32_t>(begin + found[i].key + 1);
        pairs.product.values[place + i] = found[i].product;
      }
      begin += size;
      place += top;
    }
  }

  /// `drawn` [tag draws] are the neuron's tags in the draws.
  void find_profile(std::size_t neuron, Interpretation& out, std::span<std::uint16_t> drawn) {
    const PairsOfNeuron pairs = pairs_of(out.pairs, neuron);
    const auto counts = std::span(out.profiles).subspan(neuron * kProfileCells, kProfileCells);
    NeuronProfile& profile = out.neurons[neuron];
    const std::size_t total = count_classes(pairs, story_.categories.category, counts);
    std::array<double, kProfileCells> expected{};
    expected_.of(pairs, expected);
    std::transform(expected.begin(), expected.end(), out.expected.row(neuron).begin(),
                   [](double count) { return static_cast<float>(count); });
    tags_.of(pairs, drawn);
    // Specials have a tag in every story; alone they are no parts of speech.
    if (story_.categories.words > 0) profile.tag = tag_of(counts, total);
    if (profile.tag) {
      const std::size_t cell = profile.tag->query * kPosCategories + profile.tag->key;
      const auto of = static_cast<double>(total);
      profile.tag_expected = expected[cell] / of;
      profile.tag_log_odds = log_odds_against(counts[cell], of, expected[cell], of);
    }
    count_tokens(pairs);
    profile.query = test_.of(query_);
    profile.key = test_.of(key_);
    for (std::size_t i = 0; i < numbers_.size(); ++i)
      for (const TagSide side : {TagSide::query, TagSide::key}) {
        NumberDifference& number = out.numbers[number_row(out, i, side) + neuron];
        number = numbers_[i].of(side == TagSide::query ? query_ : key_);
        number.neuron = neuron;
        number.number = i;
        number.side = side;
      }
  }

 private:
  void count_tokens(const PairsOfNeuron& pairs) {
    std::fill(query_.begin(), query_.end(), 0);
    std::fill(key_.begin(), key_.end(), 0);
    for (std::size_t i = 0; i < pairs.query.size(); ++i) {
      if (pairs.query[i] == 0) continue;
      ++query_[static_cast<std::size_t>(pairs.query[i] - 1)];
      ++key_[static_cast<std::size_t>(pairs.key[i] - 1)];
    }
  }

  const InterpretedStory& story_;
  const ExpectedProfile& expected_;
  const ShiftedTags& tags_;
  TopPairs finder_;
  MetPairs met_finder_;
  EnrichmentTest test_;
  std::vector<NumberTest> numbers_;
  std::vector<std::uint32_t> query_, key_;  // [K] of a neuron
};

/// Empty, for the neurons of `story`.
Interpretation make_interpretation(const InterpretedStory& story, std::size_t top) {
  Interpretation out;
  NeuronPairs& pairs = out.pairs;
  pairs.neurons = story.layers * story.columns;
  pairs.width = story.segment_sizes.size() * top;
  pairs.query.resize(pairs.neurons * pairs.width);
  pairs.key.resize(pairs.neurons * pairs.width);
  pairs.product = Matrix(pairs.neurons, pairs.width);
  out.profiles.resize(pairs.neurons * kProfileCells);
  out.expected = Matrix(pairs.neurons, kProfileCells);
  out.neurons.resize(pairs.neurons);
  out.numbers.resize(story.numbers.size() * 2 * pairs.neurons);
  return out;
}

/// Finds the pairs and profiles of all neurons, layer after layer; `drawn` [N x tag draws].
void find_all(const InterpretedStory& story, std::size_t top, std::vector<Worker>& workers,
              Threads& threads, Progress& progress, Interpretation& out,
              std::vector<std::uint16_t>& drawn) {
  constexpr std::size_t kNeuronsPerBlock = 16;
  const std::size_t draws = drawn.size() / std::max<std::size_t>(out.pairs.neurons, 1);
  progress.begin("layers", story.layers);
  for (std::size_t layer = 1; layer <= story.layers; ++layer) {
    const Layer parts{transposed(story.read(layer, "query")), transposed(story.read(layer, "key")),
                      story.met ? story.met(layer) : std::vector<KeyRange>()};
    threads.for_each_block((story.columns + kNeuronsPerBlock - 1) / kNeuronsPerBlock,
                           [&](std::size_t block, std::size_t worker) {
                             const std::size_t end =
                                 std::min(story.columns, (block + 1) * kNeuronsPerBlock);
                             for (std::size_t c = block * kNeuronsPerBlock; c < end; ++c) {
                               const std::size_t neuron = (layer - 1) * story.columns + c;
                               workers[worker].find_pairs(neuron, parts, c, top, out.pairs);
                               workers[worker].find_profile(
                                   neuron, out, std::span(drawn).subspan(neuron * draws, draws));
                             }
                           });
    progress.advance(layer);
  }
}

/// Over the neurons that have a p.
void add_q(std::vector<NeuronProfile>& neurons, Enrichment NeuronProfile::*side) {
  std::vector<double> p;
  for (const NeuronProfile& neuron : neurons) p.push_back((neuron.*side).p);
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < neurons.size(); ++i) (neurons[i].*side).q = q[i];
}

/// Over the neurons of each number and side that have a p.
void add_q(std::vector<NumberDifference>& numbers, std::size_t neurons) {
  for (std::size_t begin = 0; begin < numbers.size(); begin += neurons) {
    std::vector<double> p;
    for (std::size_t i = 0; i < neurons; ++i) p.push_back(numbers[begin + i].p);
    const std::vector<double> q = benjamini_hochberg(p);
    for (std::size_t i = 0; i < neurons; ++i) numbers[begin + i].q = q[i];
  }
}

void add_pairs(const NeuronPairs& pairs, std::size_t neuron, std::size_t top,
               std::vector<NeuronPair>& out) {
  for (std::size_t i = 0; i < pairs.width; ++i) {
    const std::size_t place = neuron * pairs.width + i;
    if (pairs.query[place] > 0)
      out.push_back({neuron, i / top, i % top, static_cast<std::size_t>(pairs.query[place] - 1),
                     static_cast<std::size_t>(pairs.key[place] - 1), pairs.product.values[place]});
  }
}

}  // namespace

ToldNeurons told_neurons(std::span<const NeuronProfile> neurons, Enrichment NeuronProfile::*side) {
  ToldNeurons out;
  for (const NeuronProfile& neuron : neurons) {
    out.tested += !std::isnan((neuron.*side).q);
    out.called += (neuron.*side).q <= kToldQ;
  }
  return out;
}

Interpretation interpret(const InterpretedStory& story, const InterpretationPlan& plan,
                         Threads& threads, Progress& progress) {
  Interpretation out = make_interpretation(story, plan.top);
  const ShiftedClasses shifts(story.categories, story.segment_sizes, plan.draws, plan.seed);
  const ExpectedProfile expected(shifts, story.categories);
  // Without parts of speech nothing is tagged, in no draw.
  const ShiftedTags shifted(shifts, story.categories.words > 0 ? kMostTagDraws : 0);
  std::vector<Worker> workers;
  for (int i = 0; i < threads.count(); ++i) workers.emplace_back(story, shifts, expected, shifted);
  std::vector<std::uint16_t> drawn(out.pairs.neurons * shifted.draws());
  find_all(story, plan.top, workers, threads, progress, out, drawn);
  add_q(out.neurons, &NeuronProfile::query);
  add_q(out.neurons, &NeuronProfile::key);
  add_q(out.numbers, out.neurons.size());
  std::vector<std::optional<PosTag>> tags;
  for (const NeuronProfile& neuron : out.neurons) tags.push_back(neuron.tag);
  out.tags = tag_counts(tags, drawn, shifted.draws());
  for (const std::size_t neuron : story.readable)
    add_pairs(out.pairs, neuron, plan.top, out.readable);
  return out;
}

}  // namespace anbn
