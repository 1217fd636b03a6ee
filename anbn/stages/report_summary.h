// SPDX-License-Identifier: Apache-2.0
// summary.json of the report: what was found, for programs.
#pragma once

#include "anbn/report/report.h"

#include <filesystem>

namespace anbn {

/// Writes verdict, p values and counts of all sessions; NaN is null. Throws Error if the disk is
/// full.
void write_summary_json(const Report& report, const std::filesystem::path& file);

}  // namespace anbn
