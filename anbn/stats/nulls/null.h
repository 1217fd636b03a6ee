// SPDX-License-Identifier: Apache-2.0
// Null models: what the networks could look like if they had nothing to do with the neurons. Only
// the networks' side is randomized, with one draw for all series, so that their dependence on each
// other stays. A null model is one file and one line in list.cpp.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/matrix.h"
#include "anbn/core/random.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace anbn {

/// The orthonormal basis in which a null model draws. Inner products, and so correlations, are the
/// same in both.
enum class NullBasis { time, fourier };

/// What draws depend on beside the networks; each null model reads what concerns it.
struct NullSettings {
  std::size_t min_shift = 1;               // circular-shift: the smallest one, either way [volumes]
  std::vector<double> hrf = {1};           // shuffle-before-hrf: the response, one sample a volume
  std::vector<Matrix> other_stories = {};  // wrong-story: [T' x M] each, the same M networks
};

/// Draw `number` of the stream `stream` under `seed`.
struct DrawId {
  std::uint64_t seed = 1;
  std::string_view stream;
  std::size_t number = 0;

  RandomKey key() const { return random_key(seed, stream, number); }
};

/// How many different draws there are where nobody could list them.
inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

struct NullModel {
  std::string_view name, summary;
  NullBasis basis;
  /// Writes one draw of `networks` [T x M], whose rows are coordinates in `basis` of series with
  /// mean 0 and norm 1, to `out` [T x M]. A pure function of its arguments. Every series that is
  /// drawn has mean 0 and norm 1, or is 0 throughout where there is none.
  void (*draw)(const Matrix& networks, const NullSettings& settings, const DrawId& id,
               MutableView out);
  /// How many draws there are for series of T volumes: kUnlimited, or as many as are listed, each
  /// once, by the numbers from 0 (further numbers begin again). More tell nothing new.
  std::size_t (*draws)(std::size_t volumes, const NullSettings& settings);
};

/// Every null model.
std::span<const NullModel> null_models();

/// The null model called `name`. Throws Error naming the nearest one if there is none.
const NullModel& null_model_named(std::string_view name);

}  // namespace anbn
