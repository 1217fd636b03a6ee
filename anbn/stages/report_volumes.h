// SPDX-License-Identifier: Apache-2.0
// Where networks were found in brain volumes: what the report shows of them.
#pragma once

#include "anbn/report/report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// Fills in `report.volumes` and the networks shown of each session of its first variant, from the
/// folders mask, bold and networks in `out`. Nothing is done where networks have no maps.
/// Throws Error if a file is missing or two of them disagree about what there is.
void read_volumes(const std::filesystem::path& out, const std::vector<std::string>& stories,
                  Report& report);

}  // namespace anbn
