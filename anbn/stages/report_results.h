// SPDX-License-Identifier: Apache-2.0
// All results of a finished study as the report and `anbn compare` take them.
#pragma once

#include "anbn/report/report.h"

#include <filesystem>
#include <string>

namespace anbn {

/// @param out    the folder that holds study.json
/// @param title  of the page; empty: the name of the study
/// Throws Error if a file is missing or two of them disagree about what there is.
Report read_results(const std::filesystem::path& out, const std::string& title);

}  // namespace anbn
