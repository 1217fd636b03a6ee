// SPDX-License-Identifier: Apache-2.0
// Figures 6b and 6c: which networks of a story the page shows as maps, with their time courses.
#pragma once

#include "anbn/report/page/page.h"

#include <span>
#include <string>
#include <vector>

namespace anbn {

/// Networks (from 1) to show of a session: the two that most neurons are anchored to with PCC >
/// 0.25, then those with the smallest calibrated p until there are four; each with the reason.
std::vector<ShownNetwork> choose_networks(const Session& session);

/// The time course of one shown network and of its best neuron, as a figure.
Figure course_figure(const Session& session, const ShownNetwork& network);

/// The same of the best pair of a layer (from 1).
Figure layer_course_figure(const Session& session, const ShownNetwork& pair, std::size_t layer);

/// "L8H2D51\u2013BN126": the best neuron and the network.
std::string pair_name(const ShownNetwork& network);

/// `series` with mean 0 and standard deviation 1, times `sign`; all NaN where that cannot be.
std::vector<double> shown_course(std::span<const float> series, int sign);

/// +1, or -1 where the map of the network (from 1) is shown flipped.
int shown_sign(const Report& report, int network);

}  // namespace anbn
