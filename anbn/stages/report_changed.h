// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/report.h"

#include <vector>

namespace anbn {

/// The options of all stages behind a report whose values are not the defaults. What has no
/// default, what another option decides and what changes no result is none of them.
std::vector<ChangedOption> changed_options(const Report& report);

}  // namespace anbn
