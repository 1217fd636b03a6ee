// SPDX-License-Identifier: Apache-2.0
// The principal components over the voxels of all scans' volumes together, one scan at a time.
//
// Each volume is centred over the voxels (as independent components over voxels are), a scan is
// reduced to its leading principal components, weighted by their size, and stacked. When the stack
// is full it is itself reduced, to many more components than are asked for, so memory does not grow
// with the number of scans; until then nothing but the scans' own small components is lost.
// Source: the stacking is MIGP of S.M. Smith, A. Hyvarinen, G. Varoquaux, K.L. Miller,
// C.F. Beckmann, NeuroImage 101 (2014) 738.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"

#include <cstddef>
#include <vector>

namespace anbn {

struct WhiteComponents {
  Matrix white;                  // [C x V]: mean 0, variance 1 and uncorrelated over the voxels
  std::vector<double> variance;  // [C] share of the variance of all volumes, falling
  std::size_t independent = 0;   // components that are more than rounding noise, C at most
};

/// Bytes of memory that a GroupPca of these sizes takes at most, with what it hands out.
/// @param volumes  of the longest scan
double group_pca_bytes(std::size_t voxels, std::size_t components, std::size_t kept,
                       std::size_t rows, std::size_t volumes);

class GroupPca {
 public:
  /// `backend` and `threads` must outlive this object.
  /// @param components  how many are asked for, >= 1
  /// @param kept        components of each scan that are used (at most T - 1)
  /// @param rows        components of all scans together, at most: what memory is needed for
  GroupPca(std::size_t voxels, std::size_t components, std::size_t kept, std::size_t rows,
           const Machine& machine);

  /// Adds a scan [T x V], T >= 2.
  void add(ConstView bold);

  /// The leading components of all that was added. Where there are fewer than were asked for,
  /// `independent` says how many, and the rest are 0.
  WhiteComponents finish();

 private:
  MutableView stacked() { return rows_of(stack_, 0, used_); }
  void reduce_stack();

  Machine machine_;
  std::size_t components_, kept_, kept_in_stack_;
  Matrix stack_;          // [capacity x V]
  std::size_t used_ = 0;  // rows of it
  double variance_ = 0;   // sum of squares of all centred volumes
};

}  // namespace anbn
