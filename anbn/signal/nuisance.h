// SPDX-License-Identifier: Apache-2.0
// What is regressed out of series: drift, motion and other nuisance. The calibrated test takes it
// out of neurons, networks and surrogates (slow drift would otherwise pass for coupling; METHODS
// section 5), `bold` out of voxels.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// One regressor of T values.
struct Regressor {
  std::string name;
  std::vector<double> values;
};

/// The intercept and the cosines of a high-pass filter with the period `cutoff_s`, each of norm 1:
///   c_k(t) = sqrt(2 / T) cos(pi (2 t + 1) k / (2 T)),   k = 1 .. floor(2 T tr_s / cutoff_s)
/// @param cutoff_s  [s] 0: the intercept alone
/// Throws Error if `cutoff_s` is negative or no number.
/// Source: spm_dctmtx.m and spm_filter.m of SPM12.
std::vector<Regressor> cosine_regressors(std::size_t volumes, double tr_s, double cutoff_s);

/// The time in the story from -1 in the first volume to 1 in the last, and its square, called
/// `story_time` and `story_time_squared`. What rises, falls or bends once over a whole story.
std::vector<Regressor> story_time_regressors(std::size_t volumes);

/// A set of regressors as an orthonormal basis of what they explain.
struct Nuisance {
  std::size_t volumes = 0;
  std::vector<std::string> names;      // of the regressors in the set
  std::vector<std::string> redundant;  // those that the ones before them explain: left out
  std::vector<std::string> tested;     // not in the set, since they are what is tested
  std::vector<double> basis;           // [K x T], K orthonormal rows, row-major
  std::size_t rank() const { return volumes == 0 ? 0 : basis.size() / volumes; }
};

/// The degrees of freedom of `count` values from `first` on, their own mean apart, once the set,
/// whose first row is the intercept, is taken out of all T: count - 1 less what the other rows
/// weigh there (their leverages). Over all T values that is T - rank.
double freedom_left(const Nuisance& nuisance, std::size_t first, std::size_t count);

/// The basis of `regressors` by Gram-Schmidt in their order, each twice; a regressor of which less
/// than 1e-6 of the norm is left adds nothing. Throws Error naming a regressor that has not
/// `volumes` values or has a NaN or infinity.
Nuisance make_nuisance(std::size_t volumes, std::span<const Regressor> regressors);

/// The set and, behind it, the columns of `more` [T x C], all called `name`: the basis goes on as
/// in make_nuisance. An empty set takes the columns alone.
Nuisance extended(Nuisance nuisance, const Matrix& more, const std::string& name);

/// The columns of `series` [T x C] without what the nuisance set explains, scaled to unit norm:
/// inner products of two such columns are partial correlations.
struct Residuals {
  Matrix values;                       // [T x C]
  std::vector<std::size_t> explained;  // columns that the set explains: 0 throughout
  std::vector<double> r2;              // [C] share of each column's variance that the set explains
};

/// An empty set leaves them as they are.
/// @param unit_series  [T x C] columns of norm 1 (or 0, which counts as explained)
Residuals unit_residuals(const Matrix& unit_series, const Nuisance& nuisance);
/// The same bytes, faster.
Residuals unit_residuals(const Matrix& unit_series, const Nuisance& nuisance, Threads& threads);

}  // namespace anbn
