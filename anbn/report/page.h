// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/report.h"

#include <string>
#include <vector>

namespace anbn {

/// A figure as it stands in the page and in report/figures/ID.tsv.
struct Figure {
  std::string id;
  FigureKind kind;
  FigureTable table;
};

/// The figures of each of report.sessions, in its order.
std::vector<std::vector<Figure>> compute_figures(const Report& report);

/// The whole page: one file that needs no other and asks nobody for anything (a content security
/// policy in it says so to the browser). Without its script it has all words and numbers.
std::string page_html(const Report& report, const std::vector<std::vector<Figure>>& figures);

}  // namespace anbn
