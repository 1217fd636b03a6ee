// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/against_noise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace anbn {
namespace {

// One of so many draws is below p = 0.01.
constexpr std::size_t kDrawsASmallP = 100;

/// Which pairs are named, the strongest first.
std::vector<const PairResult*> named_pairs(const Session& s) {
  std::vector<const PairResult*> named;
  for (const PairResult& pair : s.pairs)
    if (pair.phase_p_fwe <= kNamedP) named.push_back(&pair);
  std::stable_sort(named.begin(), named.end(), [](const PairResult* a, const PairResult* b) {
    return std::abs(a->phase_correlation) > std::abs(b->phase_correlation);
  });
  return named;
}

}  // namespace

Spread small_p_in_noise(const Session& s, std::vector<double> Anchors::*side) {
  const std::size_t draws = s.input.noise.size(), small = draws / kDrawsASmallP;
  std::vector<double> shares(draws);
  std::size_t series = 0;
  for (std::size_t i = 0; small > 0 && i < (s.input.noise[0].*side).size(); ++i) {
    std::vector<double> drawn;
    for (const Anchors& draw : s.input.noise) drawn.push_back((draw.*side)[i]);
    if (std::isnan(drawn[0])) continue;  // a constant series
    ++series;
    std::vector<double> falling = drawn;
    const auto last = falling.begin() + static_cast<std::ptrdiff_t>(small - 1);
    std::nth_element(falling.begin(), last, falling.end(), std::greater<>());
    for (std::size_t d = 0; d < draws; ++d) shares[d] += drawn[d] >= *last;
  }
  if (series == 0) return spread_of({});
  for (double& share : shares) share /= static_cast<double>(series);
  return spread_of(std::move(shares));
}

bool finds_more(const Session& control, const Session& main) {
  if (!(control.tests.omnibus.p <= kNamedP)) return false;
  return control.tests.neurons.named > main.tests.neurons.named ||
         control.tests.networks.named > main.tests.networks.named ||
         control.tests.omnibus.largest.excess > main.tests.omnibus.largest.excess ||
         control.tests.omnibus.neurons.excess > main.tests.omnibus.neurons.excess;
}

std::size_t distinct_networks(const Session& s) {
  std::size_t distinct = 0;
  std::set<int> maps;
  for (const PairResult* pair : named_pairs(s)) {
    const bool new_map = maps.insert(pair->alike > 0 ? pair->alike : pair->network).second;
    distinct += new_map && pair->resembles.empty();
  }
  return distinct;
}

BeyondStronger networks_beyond_stronger(const Session& s) {
  BeyondStronger out;
  const std::vector<const PairResult*> named = named_pairs(s);
  for (const PairResult* pair : named) {
    if (pair != named.front() && std::isnan(pair->p_given_stronger)) continue;
    ++out.asked;
    out.kept += pair == named.front() || pair->p_given_stronger <= kNamedP;
  }
  return out;
}

}  // namespace anbn
