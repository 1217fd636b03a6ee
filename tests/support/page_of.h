// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/page/page.h"

#include <string>

namespace anbn {

inline std::string page(const Report& report) { return page_html(report, compute_figures(report)); }

}  // namespace anbn
