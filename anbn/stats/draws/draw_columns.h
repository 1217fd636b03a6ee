// SPDX-License-Identifier: Apache-2.0
// Draws of the networks side by side as the columns of one matrix: what panels of draws share.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/stats/nulls/null.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace anbn {

/// Draws 0, 1, ... of one null model.
struct DrawStream {
  const NullDraws& null;
  std::string_view name;  // of the stream of random numbers
  std::uint64_t seed = 1;
};

/// How many draws of `networks` networks are made side by side: a fixed number, as shapes decide
/// the last bit.
std::size_t draws_together(std::size_t networks);

/// Writes draws first, first + 1, ... of `networks` [T x M] to columns 0 .. M-1, M .. 2M-1, ... of
/// `out` [T x draws M].
void put_draws(const Matrix& networks, const DrawStream& stream, std::size_t first,
               MutableView out);

/// Writes the networks as they are to `out` [T x M].
void put_observed(const Matrix& networks, MutableView out);

/// Takes what the orthonormal rows `nuisance` [K x T] explain out of the columns of `x` [T x C];
/// `projections` [K x C] holds how much of each that was.
void take_out(const Matrix& nuisance, MutableView x, MutableView projections,
              const Backend& backend);

/// The norms of the columns of `x`.
std::vector<double> column_norms(ConstView x);

/// Whether so little of a draw of norm 1 is left that the nuisance set explains it.
bool is_explained(double norm);

/// What each story carries of a mean over all: its volumes times its weight, over the sum of these.
std::vector<double> shares_of(std::span<const std::size_t> volumes,
                              std::span<const double> weights);

/// The norm of a story's part of series over all stories.
float root_of_share(double share);

/// Divides the columns of `x` by their norms; what is explained becomes 0.
void divide_columns(MutableView x, const std::vector<double>& norms);

}  // namespace anbn
