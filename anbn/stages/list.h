// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/runner/stage.h"

#include <span>
#include <string_view>

namespace anbn {

/// Every stage, in the order in which a study runs them.
std::span<const Stage> all_stages();

/// The stage called `name`. Throws Error naming the nearest one if there is none.
const Stage& find_stage(std::string_view name);

}  // namespace anbn
