// SPDX-License-Identifier: Apache-2.0
// How many named networks are more than what stronger ones have: "30 networks" are not thirty.
#pragma once

#include "anbn/report/report.h"

#include <string>

namespace anbn {

/// A sentence that follows others; empty where fewer than two networks were asked.
std::string beyond_stronger_answer(const Session& session);

/// The same on a line of the summary.
std::string beyond_stronger_line(const Session& session);

}  // namespace anbn
