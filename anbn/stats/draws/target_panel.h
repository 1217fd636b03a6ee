// SPDX-License-Identifier: Apache-2.0
// Networks, observed or drawn, side by side over the volumes: the targets of a regression.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stats/draws/draw_columns.h"

namespace anbn {

/// What every panel of targets is made from; shared by threads.
struct TargetSource {
  /// [T x M] columns of norm 1 in the basis of the null model; where phases are drawn, less what
  /// without_step() takes.
  Matrix networks;
  Matrix clean;  // [T x T] from that basis to volumes without the nuisance set

  /// @param unit_networks  [T x M] columns of norm 1 over the volumes
  TargetSource(const Matrix& unit_networks, const Nuisance& nuisance, NullBasis basis,
               const Backend& backend);
};

/// Draws of the networks without the nuisance set and of norm 1 again. Belongs to one thread.
class TargetPanel {
 public:
  /// `source` and `backend` must outlive the panel.
  TargetPanel(const TargetSource& source, const Backend& backend);

  /// [T x M] the networks as they are. Valid until the next call.
  ConstView observed();
  /// [T x draws M] draws first .. first + draws_together(M) - 1. A draw that the nuisance set
  /// explains is 0 throughout. Valid until the next call.
  ConstView draws(const DrawStream& stream, std::size_t first);

 private:
  ConstView cleaned(std::size_t columns);

  const TargetSource& source_;
  const Backend& backend_;
  Matrix drawn_, targets_;
};

}  // namespace anbn
