// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/listeners_cuts.h"

#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace anbn {
namespace {

/// The cut whose first half are the listeners `first`, in rising order.
ListenerCut cut_at(std::vector<std::size_t> first, std::size_t listeners) {
  ListenerCut cut;
  std::size_t next = 0;
  for (std::size_t l = 0; l < listeners; ++l)
    if (next < first.size() && first[next] == l)
      ++next;
    else
      cut.second.push_back(l);
  cut.first = std::move(first);
  return cut;
}

/// Every half in lexical order. Of an even number of listeners only those with the first one: the
/// others are their complements.
std::vector<ListenerCut> all_halves(std::size_t listeners, std::size_t count) {
  std::vector<ListenerCut> cuts;
  std::vector<char> chosen(listeners);
  std::fill_n(chosen.begin(), listeners / 2, 1);
  for (std::size_t c = 0; c < count; ++c) {
    cuts.push_back(cut_at(indices_of(chosen), listeners));
    std::prev_permutation(chosen.begin(), chosen.end());
  }
  return cuts;
}

}  // namespace

std::size_t count_halves(std::size_t listeners) {
  if (listeners < 2) return 0;
  // C(L, h) = product of (L - h + i) / i, whole at every step.
  std::size_t count = 1;
  const std::size_t half = listeners / 2;
  for (std::size_t i = 1; i <= half; ++i) {
    if (count > std::numeric_limits<std::size_t>::max() / listeners)
      return std::numeric_limits<std::size_t>::max();
    count = count * (listeners - half + i) / i;
  }
  return listeners % 2 == 0 ? count / 2 : count;
}

std::vector<ListenerCut> halves_of(std::size_t listeners, std::size_t most, std::uint64_t seed) {
  const std::size_t count = count_halves(listeners);
  if (count <= most) return all_halves(listeners, count);
  std::vector<ListenerCut> cuts;
  for (std::size_t c = 0; c < most; ++c) {
    std::vector<std::size_t> order =
        random_permutation(random_key(seed, "halves of listeners", c), listeners);
    order.resize(listeners / 2);
    std::sort(order.begin(), order.end());
    cuts.push_back(cut_at(std::move(order), listeners));
  }
  return cuts;
}

SignFlips sign_flips(std::size_t listeners, std::size_t most, std::uint64_t seed) {
  const bool all = listeners < 30 && (std::size_t{1} << listeners) <= most;
  SignFlips flips;
  flips.own = all ? 0 : 1;
  flips.signs = Matrix(listeners, all ? std::size_t{1} << listeners : most);
  const RandomKey key = random_key(seed, "signs of listeners");
  for (std::size_t f = 0; f < flips.signs.cols; ++f)
    for (std::size_t l = 0; l < listeners; ++l) {
      const bool turned = all ? (f >> l & 1) != 0 : (random_bits(key, f * listeners + l) & 1) != 0;
      flips.signs(l, f) = turned ? -1.0f : 1.0f;
    }
  return flips;
}

}  // namespace anbn
