// SPDX-License-Identifier: Apache-2.0
// A restricted Boltzmann machine (RBM): V visible units v (unit Gaussians, or probabilities) and H
// hidden units h that are on or off:
//
//   p(h = 1 | v) = sigmoid(v W / variance + b)       mean of v given h = h W^T + a
//                                                    (a sigmoid of it for Bernoulli units)
//
// With batch normalization of the hidden side v W / variance is standardized a unit before b is
// added, with that of the visible side v a unit before all else. All functions give the same bytes
// for any number of threads: visible units and rows are cut into blocks of fixed size.
// Source: G.E. Hinton, A practical guide to training restricted Boltzmann machines, UTML TR
// 2010-003.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/core/names.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// Visible units of one block; its rows of W are contiguous and fit the second-level cache.
inline constexpr std::size_t kRbmBlock = 512;

/// Added to variances before the root is taken.
inline constexpr double kMomentsEpsilon = 1e-5;

/// Rows of V floats each, wherever they lie.
using Rows = std::span<const float* const>;

enum class VisibleUnits { gaussian, bernoulli };
enum class BatchNormalization { none, hidden, visible };
constexpr auto names_of(BatchNormalization) { return named("none", "hidden", "visible"); }

struct Rbm {
  VisibleUnits units = VisibleUnits::gaussian;
  double visible_variance = 1;  // of Gaussian units
  BatchNormalization normalization = BatchNormalization::none;
  Matrix weights;                                // [V x H]
  std::vector<float> visible_bias, hidden_bias;  // [V], [H]
  Matrix moments;  // running mean and variance [2 x H] or [2 x V]; empty without normalization

  std::size_t visible_units() const { return weights.rows; }
  std::size_t hidden_units() const { return weights.cols; }
};

/// How many blocks of visible units an RBM has.
std::size_t rbm_blocks(std::size_t visible_units);

/// Columns first .. first+count-1 of `rows` into `out` [rows x count], standardized by `moments`
/// [2 x V] unless that is empty.
void gather_block(Rows rows, const Matrix& moments, std::size_t first, MutableView out);

/// What the hidden units receive [n x H]: v W / variance, normalized by the running moments if
/// there are any, plus b. Rows are taken 64 at a time, sums over blocks are in double.
Matrix hidden_input(const Rbm& rbm, Rows rows, const Machine& machine);

/// Mean and variance [2 x H] over the rows of what the hidden units receive before normalization.
Matrix hidden_moments(const Rbm& rbm, Rows rows, const Machine& machine);

/// Mean and variance [2 x V] over the rows of each visible unit.
Matrix visible_moments(Rows rows, std::size_t visible_units, Threads& threads);

/// How well an RBM knows some rows. The reconstruction is the mean of v given p(h | v).
struct RbmFit {
  double error = 0;        // mean square of v minus its reconstruction
  double explained = 0;    // 1 - error / mean square of v minus the mean image
  double free_energy = 0;  // mean over rows
  double dead = 0;         // share of units whose p(h) varies by less than 0.01 over the rows
  double saturated = 0;    // share of the others with p(h) < 0.01 or > 0.99 in 95 % of rows
};

/// The fit of `rows`, at least one. `mean_image` [V] is that of the training rows.
/// Free energy: sum (v - a)^2 / (2 variance) - sum log(1 + exp(x)), x what the hidden units
/// receive; of Bernoulli units its first term is -sum a v.
RbmFit fit_of(const Rbm& rbm, Rows rows, std::span<const float> mean_image, const Machine& machine);

}  // namespace anbn
