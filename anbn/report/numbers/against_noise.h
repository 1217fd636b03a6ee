// SPDX-License-Identifier: Apache-2.0
// How far what was observed lies above noise, and what noise gives where only a share is told.
#pragma once

#include "anbn/report/report.h"

namespace anbn {

/// The share [0, 1] of neurons (or networks) whose p is below 0.01 before any correction, in each
/// of the noise draws: mean and the range that holds 95 % of them. A draw's series are compared
/// with their own draws, one in a hundred of which is below 0.01; that the series resemble each
/// other is what makes the range wide. All NaN where fewer than 100 draws were kept.
/// @param side  a member of Anchors: correlations [N] or [M] of a draw
Spread small_p_in_noise(const Session& session, std::vector<double> Anchors::*side);

/// Whether a control, of which main's coupling asks that it finds less, finds more: it couples, and
/// it names more neurons or more networks, or its largest partial correlation, or the mean of the
/// neurons' largest, has the larger excess (OmnibusFigure::excess).
bool finds_more(const Session& control, const Session& main);

/// The networks that are named, each only if it resembles none that is stronger, neither in its
/// time course nor in its map.
std::size_t distinct_networks(const Session& session);

/// Of the named networks those that keep p at or below 0.05 once the neurons of all stronger called
/// networks are regressed out; the strongest is one of them.
struct BeyondStronger {
  std::size_t kept = 0, asked = 0;  // where many are called, only the strongest are asked
};
BeyondStronger networks_beyond_stronger(const Session& session);

}  // namespace anbn
