// SPDX-License-Identifier: Apache-2.0
// Drift of a scanner over a run, and taking it (with whatever else is nuisance) out of series in
// one least-squares fit: one after the other they would put back what the one before took out.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/names.h"
#include "anbn/core/parallel.h"
#include "anbn/signal/nuisance.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// The trend to take out; its value is the degree.
enum class Trend { none, linear, quadratic };
constexpr auto names_of(Trend) { return named("none", "linear", "quadratic"); }

/// Powers of time 1 .. degree, x_d(t) = (2 t / (T - 1) - 1)^d, called "trend_1", "trend_2", ...
/// (at most T - 1 of them: more are not independent).
std::vector<Regressor> trend_regressors(std::size_t volumes, std::size_t degree);

/// Takes what `set` explains out of each column of `series` [T x C] except its mean, so that the
/// intercept of the fit stays in. The first regressor of `set` must be the intercept
/// (cosine_regressors begins with it). A column with a NaN or an infinity becomes NaN throughout.
/// Sums are in double; the same bytes for any number of threads.
void regress_out(Matrix& series, const Nuisance& set, Threads& threads);

}  // namespace anbn
