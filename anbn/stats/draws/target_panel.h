// SPDX-License-Identifier: Apache-2.0
// Networks, observed or drawn, side by side over the volumes: the targets of a regression.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stats/nulls/null.h"

#include <span>

namespace anbn {

/// What every panel of targets is made from; shared by threads.
struct TargetSource {
  Matrix networks;  // [T x M] columns of norm 1 in the basis of the null model
  Matrix clean;     // [T x T] from that basis to volumes without the nuisance set
  NullModel null;
  NullSettings settings;

  /// @param unit_networks  [T x M] columns of norm 1 over the volumes
  TargetSource(const Matrix& unit_networks, const Nuisance& nuisance, const NullModel& model,
               NullSettings null_settings, const Backend& backend);
};

/// Draws of the networks without the nuisance set and of norm 1 again. Belongs to one thread.
class TargetPanel {
 public:
  /// How many draws of `networks` networks one panel takes: a fixed number, as shapes decide the
  /// last bit.
  static std::size_t capacity(std::size_t networks);

  /// `source` and `backend` must outlive the panel.
  TargetPanel(const TargetSource& source, const Backend& backend);

  /// [T x M] the networks as they are. Valid until the next call.
  ConstView observed();
  /// [T x draws M] one draw for each id. A draw that the nuisance set explains is 0 throughout.
  /// Valid until the next call.
  ConstView draws(std::span<const DrawId> ids);

 private:
  ConstView cleaned(std::size_t columns);

  const TargetSource& source_;
  const Backend& backend_;
  Matrix drawn_, targets_;
};

}  // namespace anbn
