// SPDX-License-Identifier: Apache-2.0
// Results of a coupling and its tests as figures and tables count them.
#pragma once

#include "anbn/report/report.h"

#include <string>
#include <vector>

namespace anbn {

/// The anchors as the tables of results write them: of correlations the shortest decimals that
/// stand for them.
Anchors observed_anchors(const Anchoring& anchoring);

/// The anchors in each of D noise draws.
std::vector<Anchors> drawn_anchors(const NoiseDraws& noise);

/// With `delta` "absolute" anchors are the largest |r|, and figures show that.
void take_signs_off(FigureInput& input);

/// Adds the anchored pairs of all networks, those of the neurons that the calibrated test finds,
/// and the smallest correlations that the paper's test accepts.
/// @param names  [M] of the networks
void add_pairs(const SignificanceResults& results, const std::vector<std::string>& names,
               Session& session);

}  // namespace anbn
