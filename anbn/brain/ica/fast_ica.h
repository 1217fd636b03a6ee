// SPDX-License-Identifier: Apache-2.0
// Independent components by the symmetric fixed-point algorithm.
//
// Of white data z (C rows, unit variance, uncorrelated over V samples) it seeks the rotation W
// whose components y = W z are least Gaussian. All rows are updated at once,
//
//   W  <-  E[g(y) z^T] - diag(E[g'(y)]) W,      then  W  <-  (W W^T)^(-1/2) W,
//
// until no row turns any more. Contrasts: log cosh (g = tanh), and y^4 / 4 (g = y^3).
// Source: A. Hyvarinen, IEEE Transactions on Neural Networks 10 (1999) 626; the comparison of
// restarts follows J. Himberg, A. Hyvarinen, F. Esposito, NeuroImage 22 (2004) 1214 (ICASSO).
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/core/names.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace anbn {

enum class Nonlinearity { logcosh, cube };
constexpr auto names_of(Nonlinearity) { return named("logcosh", "cube"); }

struct FastIcaSettings {
  Nonlinearity nonlinearity = Nonlinearity::logcosh;
  std::size_t restarts = 10, iterations = 500;
  double tolerance = 1e-5;  // converged when 1 - |cosine| of every row's turn is below
  std::uint64_t seed = 1;
};

/// What came of one random start.
struct FastIcaRun {
  std::vector<double> rotation;  // [C x C], row-major, orthogonal
  /// Approximate negentropy: sum over components of (E[G(y)] - E[G(standard normal)])^2.
  double objective = 0;
  std::size_t iterations = 0;
  double turn = 0;  // the largest 1 - |cosine| in the last iteration
  bool converged = false;
};

/// One run for each restart, from random rotations keyed by (seed, restart). The same bytes for
/// any number of threads.
/// @param white  [C x V], C >= 1, V >= 1
std::vector<FastIcaRun> fast_ica(const Matrix& white, const FastIcaSettings& settings,
                                 const Machine& machine);

/// How well each component [C] of run `best` is found again by the other runs: the largest |r| of
/// its map with one of theirs, averaged over them; 1 if all agree. Empty if there is no other run.
/// Correlations follow from the rotations alone, as the data are white.
std::vector<double> stability(const std::vector<FastIcaRun>& runs, std::size_t best);

}  // namespace anbn
