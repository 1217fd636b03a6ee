// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/folds.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <numeric>

namespace anbn {
namespace {

// A correlation within a fold needs two volumes; a slope with an intercept three.
constexpr std::size_t kFewestHeldOut = 2, kFewestTraining = 3;

// `held_out` may have a hole where the gap of an outer fold is: volumes in it are not candidates,
// but those beyond it may be.
bool is_near(std::size_t volume, std::span<const std::size_t> held_out, std::size_t gap) {
  return std::any_of(held_out.begin(), held_out.end(), [&](std::size_t other) {
    return (volume < other ? other - volume : volume - other) <= gap;
  });
}

}  // namespace

std::vector<std::size_t> all_volumes(std::size_t count) {
  std::vector<std::size_t> volumes(count);
  std::iota(volumes.begin(), volumes.end(), std::size_t{0});
  return volumes;
}

std::vector<Fold> contiguous_folds(std::span<const std::size_t> volumes, std::size_t folds,
                                   std::size_t gap) {
  if (folds < 2) fail("found {} folds; expected at least 2", folds);
  std::vector<Fold> out;
  for (std::size_t f = 0; f < folds; ++f) {
    const std::size_t begin = f * volumes.size() / folds, end = (f + 1) * volumes.size() / folds;
    const auto held_out = volumes.subspan(begin, end - begin);
    Fold fold;
    fold.held_out.assign(held_out.begin(), held_out.end());
    for (std::size_t v : volumes)
      if (!is_near(v, held_out, gap)) fold.training.push_back(v);
    if (fold.held_out.size() < kFewestHeldOut || fold.training.size() < kFewestTraining)
      fail(
          "fold {} of {} holds out {} of {} volumes and is trained on {} that are more than {} "
          "away; expected at least {} and {}. Use fewer folds, a smaller gap, or a longer story",
          f + 1, folds, fold.held_out.size(), volumes.size(), fold.training.size(), gap,
          kFewestHeldOut, kFewestTraining);
    out.push_back(std::move(fold));
  }
  return out;
}

}  // namespace anbn
