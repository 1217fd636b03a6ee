// SPDX-License-Identifier: Apache-2.0
// What networks do in the volumes of a scan, given their maps: each volume is written as a sum of
// maps, all at once, so that what two overlapping networks share is given to neither twice.
//
//   volume(v) - its mean over v  ~  sum_m course(m) (map_m(v) - its mean over v)     (least
//   squares)
//
// Source: the first step of dual regression, C.F. Beckmann, C.E. Mackay, N. Filippini, S.M. Smith,
// NeuroImage 47 (2009) S148.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix_view.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// One set of maps, prepared once for all scans.
class DualRegression {
 public:
  /// Centres each map over the voxels, brings it to unit length, and inverts the M x M matrix of
  /// their inner products by its eigenvalues, in double. Directions whose eigenvalue is below
  /// 1e-10 of the largest are dropped (pseudo-inverse): of maps that are sums of each other the
  /// courses with the smallest squares come out. The scale of maps plays no part in that.
  /// `ridge` is added to the eigenvalues: where many maps are nearly alike, as those of an
  /// overcomplete network are, plain least squares sets them against each other and amplifies
  /// noise. 0.3, say, halves what sets two maps apart that correlate at 0.7.
  /// `backend` and `threads` must outlive this object.
  /// @param maps  [M x V]
  DualRegression(MatrixView maps, double ridge, const Machine& machine);

  /// Time courses [T x M] of the maps in the units that they have: bold ~ courses * maps. The same
  /// bytes for any number of threads.
  /// @param bold  [T x V]; it need not be centred
  Matrix courses(ConstView bold) const;

  /// How many independent maps there are.
  std::size_t rank() const { return rank_; }
  /// Maps (from 0) that are the same everywhere, or have a NaN or an infinity: their course is 0.
  const std::vector<std::size_t>& unusable() const { return unusable_; }

 private:
  Machine machine_;
  Matrix inverse_;  // [M x V], so that courses = (bold - means) inverse^T
  std::size_t rank_ = 0;
  std::vector<std::size_t> unusable_;
};

}  // namespace anbn
