// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/numbers/volume_networks.h"

#include <utility>

namespace anbn {

/// What the scans of each story say of themselves as one record, with where they are ("pieman, 75
/// scans"): an option that they share once, facts as their range, warnings that differ only in
/// numbers once with the number of scans. A page is no place for 150 lines that are alike.
std::vector<std::pair<std::string, StageRecord>> merged_scans(const VolumeNetworks& volumes);

}  // namespace anbn
