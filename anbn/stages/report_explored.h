// SPDX-License-Identifier: Apache-2.0
// The courses of all pairs that the page can be asked for.
#pragma once

#include "anbn/report/report.h"

#include <filesystem>

namespace anbn {

/// Fills in `explored` of each story; one whose neurons' courses were not kept has none. After
/// read_volumes, which knows what maps are flipped. Throws Error if a file is damaged.
void read_explored(const std::filesystem::path& out, Report& report);

}  // namespace anbn
