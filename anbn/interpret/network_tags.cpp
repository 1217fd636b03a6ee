// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/network_tags.h"

#include "anbn/interpret/enrichment.h"
#include "anbn/stats/corrections.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

/// Sums over the neurons of a network, or over all.
struct Group {
  std::size_t neurons = 0;
  std::vector<double> query, key;         // [K] pairs that have the token there
  std::vector<double> profile, expected;  // [289]

  explicit Group(std::size_t tokens)
      : query(tokens), key(tokens), profile(kProfileCells), expected(kProfileCells) {}
  const std::vector<double>& side(TagSide of) const { return of == TagSide::query ? query : key; }
  double pairs() const { return std::accumulate(query.begin(), query.end(), 0.0); }
};

void add_neuron(const GroupedPairs& pairs, std::size_t neuron, Group& group) {
  const std::size_t width = pairs.query.size() / pairs.network_of.size();
  ++group.neurons;
  for (std::size_t i = neuron * width; i < (neuron + 1) * width; ++i) {
    if (pairs.query[i] == 0) continue;
    ++group.query[static_cast<std::size_t>(pairs.query[i] - 1)];
    ++group.key[static_cast<std::size_t>(pairs.key[i] - 1)];
  }
  for (std::size_t c = 0; c < kProfileCells; ++c) {
    group.profile[c] += pairs.profiles[neuron * kProfileCells + c];
    group.expected[c] += pairs.expected[neuron * kProfileCells + c];
  }
}

std::vector<double> without(const std::vector<double>& all, const std::vector<double>& part) {
  std::vector<double> out(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) out[i] = all[i] - part[i];
  return out;
}

Group without(const Group& all, const Group& part) {
  Group out(0);
  out.neurons = all.neurons - part.neurons;
  out.query = without(all.query, part.query);
  out.key = without(all.key, part.key);
  out.profile = without(all.profile, part.profile);
  out.expected = without(all.expected, part.expected);
  return out;
}

using ClassShares = std::array<double, kWordClasses>;

/// Differences of the shares of the classes that move: their mean over all shifts, and the draws.
struct DrawnDifference {
  ClassShares mean{};
  std::vector<ClassShares> draws;
};

DrawnDifference drawn_difference(const std::vector<double>& weights, const ShiftedClasses& shifts) {
  DrawnDifference out;
  out.draws.assign(shifts.draws(), {});
  std::vector<ClassShares> sums;
  for (std::size_t s = 0; s < shifts.segments().size(); ++s) {
    sums_of_shifts<double>(shifts.segments()[s], weights, sums);
    for (const ClassShares& at : sums)
      for (std::size_t c = 0; c < kWordClasses; ++c)
        out.mean[c] += at[c] / static_cast<double>(sums.size());
    if (sums.empty()) continue;
    for (std::size_t d = 0; d < out.draws.size(); ++d)
      for (std::size_t c = 0; c < kWordClasses; ++c) out.draws[d][c] += sums[shifts.shift(d, s)][c];
  }
  return out;
}

/// Two-sided; NaN where no draw differs from another.
double p_of(double observed, const DrawnDifference& drawn, std::size_t category) {
  constexpr double kTie = 1e-9;
  const double mean = drawn.mean[category], distance = std::abs(observed - mean);
  std::size_t reached = 0;
  bool moves = false;
  for (const ClassShares& draw : drawn.draws) {
    moves |= std::abs(draw[category] - mean) > kTie;
    reached += std::abs(draw[category] - mean) >= distance - kTie;
  }
  return moves ? permutation_p(reached, drawn.draws.size())
               : std::numeric_limits<double>::quiet_NaN();
}

class Comparison {
 public:
  Comparison(const Group& these, const Group& others, std::size_t network)
      : these_(these), others_(others), pairs_(these.pairs()), other_pairs_(others.pairs()) {
    row_.network = network;
    row_.neurons = these.neurons;
  }

  void add_side(TagSide side, const TokenCategories& tokens, const ShiftedClasses& shifts,
                std::vector<NetworkTag>& rows) {
    const std::vector<double>&here = these_.side(side), &there = others_.side(side);
    std::vector<double> weights(here.size());
    std::array<double, kPosCategories> count{}, other_count{};
    for (std::size_t t = 0; t < here.size(); ++t) {
      weights[t] = here[t] / pairs_ - there[t] / other_pairs_;
      if (tokens.category[t] == kNoCategory) continue;
      count[tokens.category[t]] += here[t];
      other_count[tokens.category[t]] += there[t];
    }
    const DrawnDifference drawn = drawn_difference(weights, shifts);
    for (std::size_t c = 0; c < kPosCategories; ++c) {
      if (count[c] + other_count[c] == 0) continue;
      const double difference = count[c] / pairs_ - other_count[c] / other_pairs_;
      const bool moves = c < kFirstSpecial;
      add(side, c, {count[c], other_count[c], moves ? drawn.mean[c] : difference}, rows);
      if (moves) rows.back().p = p_of(difference, drawn, c);
    }
  }

  /// The tag of all pairs of the network's neurons; the others' share of the same.
  void add_tag(std::vector<NetworkTag>& rows) {
    const auto most = std::max_element(these_.profile.begin(), these_.profile.end());
    if (*most == 0) return;
    const auto cell = static_cast<std::size_t>(most - these_.profile.begin());
    add(TagSide::pair, cell,
        {*most, others_.profile[cell],
         these_.expected[cell] / pairs_ - others_.expected[cell] / other_pairs_},
        rows);
  }

 private:
  struct Counts {
    double here, there, expected;
  };
  void add(TagSide side, std::size_t of, const Counts& counts, std::vector<NetworkTag>& rows) {
    NetworkTag row = row_;
    row.side = side;
    if (side != TagSide::key) row.query = side == TagSide::pair ? of / kPosCategories : of;
    if (side != TagSide::query) row.key = of % kPosCategories;
    row.share = counts.here / pairs_;
    row.share_others = counts.there / other_pairs_;
    row.expected = counts.expected;
    row.log_odds = log_odds_against(counts.here, pairs_, counts.there, other_pairs_);
    rows.push_back(row);
  }

  const Group &these_, &others_;
  double pairs_, other_pairs_;
  NetworkTag row_;
};

}  // namespace

std::vector<NetworkTag> network_tags(const GroupedPairs& pairs, const TokenCategories& tokens,
                                     const ShiftedClasses& shifts, Threads& threads) {
  std::size_t networks = 0;
  for (const std::size_t network : pairs.network_of)
    if (network != kNoIndex) networks = std::max(networks, network + 1);
  Group all(tokens.category.size());
  std::vector<Group> groups(networks, all);
  for (std::size_t i = 0; i < pairs.network_of.size(); ++i) {
    add_neuron(pairs, i, all);
    if (pairs.network_of[i] != kNoIndex) add_neuron(pairs, i, groups[pairs.network_of[i]]);
  }
  std::vector<std::vector<NetworkTag>> rows(networks);
  threads.for_each_block(networks, [&](std::size_t network, std::size_t) {
    const Group others = without(all, groups[network]);
    if (groups[network].pairs() == 0 || others.pairs() == 0) return;
    Comparison comparison(groups[network], others, network);
    comparison.add_side(TagSide::query, tokens, shifts, rows[network]);
    comparison.add_side(TagSide::key, tokens, shifts, rows[network]);
    comparison.add_tag(rows[network]);
  });
  std::vector<NetworkTag> out;
  for (const auto& part : rows) out.insert(out.end(), part.begin(), part.end());
  std::vector<double> p;
  for (const NetworkTag& row : out) p.push_back(row.p);
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].q = q[i];
  return out;
}

}  // namespace anbn
