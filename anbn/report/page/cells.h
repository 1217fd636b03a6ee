// SPDX-License-Identifier: Apache-2.0
// Cells of tables that hold a number and sort by it.
#pragma once

#include "anbn/report/page/html.h"
#include "anbn/report/prose/answers.h"

namespace anbn {

inline HtmlCell p_cell(double p) { return {p_text(p), p}; }
inline HtmlCell r_cell(double r) { return {r_text(r), r}; }
inline HtmlCell share_cell(double share) { return {percent_text(share), share}; }

}  // namespace anbn
