// SPDX-License-Identifier: Apache-2.0
// What the page can be asked for of one story: networks and neurons with their partners.
#pragma once

#include "anbn/report/report.h"

namespace anbn {

/// Networks of each of several stories of which the page has a row; the files have all.
inline constexpr std::size_t kMostOfFolded = 50;

/// Each network with its anchor (of one of many stories: the `kMostOfFolded` with the smallest p),
/// each neuron found with the network of its largest partial correlation; then, where `together` is
/// not null, what is named there. Courses are left empty.
Explored explored_pairs(const Session& session, const Session* together, std::size_t most);

}  // namespace anbn
