// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/network_tags.h"

#include "anbn/interpret/enrichment.h"
#include "anbn/interpret/pos_profile.h"
#include "anbn/stats/corrections.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

/// Queries of each class, then keys of each class.
constexpr std::size_t kSides = 2 * kPosCategories;
constexpr double kUntested = -std::numeric_limits<double>::infinity();

/// Pairs of neurons, counted in so many cells.
template <std::size_t Cells>
struct Group {
  std::size_t neurons = 0;
  double pairs = 0;
  std::array<double, Cells> count{};

  void add(const Group& other) {
    neurons += other.neurons;
    pairs += other.pairs;
    for (std::size_t c = 0; c < Cells; ++c) count[c] += other.count[c];
  }
  Group without(const Group& part) const {
    Group out{neurons - part.neurons, pairs - part.pairs, count};
    for (std::size_t c = 0; c < Cells; ++c) out.count[c] -= part.count[c];
    return out;
  }
};
using Profile = Group<kProfileCells>;
using Sides = Group<kSides>;

Profile profile_of(std::span<const std::int32_t> counts) {
  Profile one{1};
  std::copy(counts.begin(), counts.end(), one.count.begin());
  for (const double count : one.count) one.pairs += count;
  return one;
}

Sides sides_of(const Profile& profile) {
  const ClassMargins margins = class_margins(std::span<const double>(profile.count));
  Sides out{profile.neurons, profile.pairs};
  std::copy(margins.query.begin(), margins.query.end(), out.count.begin());
  std::copy(margins.key.begin(), margins.key.end(), out.count.begin() + kPosCategories);
  return out;
}

/// [M] the neurons by their network; `network_of(i)` from 0, M and above: nobody.
template <class G, class NetworkOf>
std::vector<G> grouped(const std::vector<G>& neurons, std::size_t networks, NetworkOf network_of) {
  std::vector<G> groups(networks);
  for (std::size_t i = 0; i < neurons.size(); ++i)
    if (const std::size_t network = network_of(i); network < networks)
      groups[network].add(neurons[i]);
  return groups;
}

/// The statistic of each network and class, observed or in a draw.
struct Compared {
  std::vector<char> has_both;  // [M] there are pairs of the network's neurons, and of others
  std::vector<double> value;   // [M x 34]; 0 where there are not both
};

Compared compared(const Sides& all, const std::vector<Sides>& groups) {
  Compared out{{}, std::vector<double>(groups.size() * kSides)};
  for (std::size_t m = 0; m < groups.size(); ++m) {
    const Sides &these = groups[m], others = all.without(these);
    out.has_both.push_back(these.pairs > 0 && others.pairs > 0);
    if (out.has_both.back() == 0) continue;
    const auto n = static_cast<double>(these.neurons), rest = static_cast<double>(others.neurons);
    const double scale = std::sqrt(n * rest / (n + rest));
    for (std::size_t c = 0; c < kSides; ++c)
      out.value[m * kSides + c] =
          scale * (these.count[c] / these.pairs - others.count[c] / others.pairs);
  }
  return out;
}

/// The observed first, then the draws.
std::vector<Compared> compared_all(const std::vector<Sides>& neurons, const Sides& all,
                                   const NetworkGroups& groups) {
  std::vector<Compared> out = {compared(all, grouped(neurons, groups.networks, [&](std::size_t i) {
                                          return groups.observed[i].index;
                                        }))};
  for (std::size_t d = 0; d < groups.drawn.rows; ++d)
    out.push_back(compared(all, grouped(neurons, groups.networks, [&](std::size_t i) {
                             const float number = groups.drawn(d, i);
                             return number >= 1 ? static_cast<std::size_t>(number) - 1 : kNoIndex;
                           })));
  return out;
}

/// Turns each row into standard deviations above its mean over all. Rows that do not vary, and
/// networks that have no neurons there, are not tested.
void standardize(std::vector<Compared>& all) {
  constexpr double kConstant = 1e-9;
  const auto count = static_cast<double>(all.size());
  for (std::size_t row = 0; row < all[0].value.size(); ++row) {
    double mean = 0, variance = 0;
    for (const Compared& one : all) mean += one.value[row] / count;
    for (const Compared& one : all) variance += std::pow(one.value[row] - mean, 2) / count;
    const double sd = std::sqrt(variance);
    for (Compared& one : all) {
      const bool is_tested = sd > kConstant && one.has_both[row / kSides] != 0;
      one.value[row] = is_tested ? (one.value[row] - mean) / sd : kUntested;
    }
  }
}

void compare(double count, double pairs, double other, double other_pairs, NetworkTag& row) {
  row.share = count / pairs;
  row.share_others = other / other_pairs;
  row.log_odds = log_odds_against(count, pairs, other, other_pairs);
}

/// The classes of a network's neurons; `z` [34] and the largest z of each draw of noise.
void add_classes(const NetworkTag& network, const Sides& these, const Sides& all,
                 std::span<const double> z, std::span<const double> largest,
                 std::vector<NetworkTag>& rows) {
  constexpr double kTie = 1e-9;
  const Sides others = all.without(these);
  for (std::size_t c = 0; c < kSides; ++c) {
    if (all.count[c] == 0) continue;
    NetworkTag& row = rows.emplace_back(network);
    row.side = c < kPosCategories ? TagSide::query : TagSide::key;
    (row.side == TagSide::query ? row.query : row.key) = c % kPosCategories;
    compare(these.count[c], these.pairs, others.count[c], others.pairs, row);
    if (largest.empty() || z[c] == kUntested) continue;
    row.z = z[c];
    const auto reached =
        std::count_if(largest.begin(), largest.end(), [&](double l) { return l >= z[c] - kTie; });
    row.p_fwe = permutation_p(static_cast<std::size_t>(reached), largest.size());
  }
}

void add_tag(const NetworkTag& network, const Profile& these, const Profile& all,
             std::vector<NetworkTag>& rows) {
  const Profile others = all.without(these);
  const auto cell = static_cast<std::size_t>(
      std::max_element(these.count.begin(), these.count.end()) - these.count.begin());
  NetworkTag& row = rows.emplace_back(network);
  row.side = TagSide::pair;
  row.query = cell / kPosCategories;
  row.key = cell % kPosCategories;
  compare(these.count[cell], these.pairs, others.count[cell], others.pairs, row);
}

}  // namespace

std::vector<NetworkTag> network_tags(std::span<const std::int32_t> profiles,
                                     const NetworkGroups& groups) {
  assert(profiles.size() == groups.observed.size() * kProfileCells);
  assert(groups.drawn.rows == 0 || groups.drawn.cols == groups.observed.size());
  if (groups.observed.empty() || groups.networks == 0) return {};
  std::vector<Profile> neurons;
  std::vector<Sides> sides;
  Profile all;
  for (std::size_t i = 0; i < groups.observed.size(); ++i) {
    neurons.push_back(profile_of(profiles.subspan(i * kProfileCells, kProfileCells)));
    sides.push_back(sides_of(neurons.back()));
    all.add(neurons.back());
  }
  const Sides all_sides = sides_of(all);
  std::vector<Compared> tested = compared_all(sides, all_sides, groups);
  standardize(tested);
  std::vector<double> largest;
  for (std::size_t d = 1; d < tested.size(); ++d)
    largest.push_back(*std::max_element(tested[d].value.begin(), tested[d].value.end()));
  const auto observed =
      grouped(neurons, groups.networks, [&](std::size_t i) { return groups.observed[i].index; });
  std::vector<NetworkTag> rows;
  for (std::size_t m = 0; m < groups.networks; ++m) {
    if (tested[0].has_both[m] == 0) continue;
    NetworkTag network;
    network.network = m;
    network.neurons = observed[m].neurons;
    add_classes(network, sides_of(observed[m]), all_sides,
                std::span(tested[0].value).subspan(m * kSides, kSides), largest, rows);
    add_tag(network, observed[m], all, rows);
  }
  return rows;
}

}  // namespace anbn
