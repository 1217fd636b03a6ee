// SPDX-License-Identifier: Apache-2.0
// Null models: what the networks could look like if they had nothing to do with the neurons. Only
// the networks' side is randomized, with one draw for all series, so that their dependence on each
// other stays. A null model is one file and one line in list.cpp.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/matrix.h"
#include "anbn/core/random.h"

#include <span>
#include <string_view>

namespace anbn {

/// The orthonormal basis in which a null model draws. Inner products, and so correlations, are the
/// same in both.
enum class NullBasis { time, fourier };

struct NullModel {
  std::string_view name, summary;
  NullBasis basis;
  /// Writes one randomized copy of `networks` [T x M], whose rows are coordinates in `basis`, to
  /// `out` [T x M]. A pure function of `key`; keeps the mean and the norm of every series.
  void (*draw)(const Matrix& networks, RandomKey key, MutableView out);
};

/// Every null model.
std::span<const NullModel> null_models();

/// The null model called `name`. Throws Error naming the nearest one if there is none.
const NullModel& null_model_named(std::string_view name);

}  // namespace anbn
