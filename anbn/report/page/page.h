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

/// Every figure of the page.
struct PageFigures {
  std::vector<std::vector<Figure>> sessions;  // of each of report.sessions, in its order
  std::vector<std::vector<Figure>> courses;   // likewise, of each network shown
  std::vector<std::vector<Figure>> layers;    // likewise, of each layer's best pair
  std::vector<std::vector<Figure>> encoding;  // likewise, one figure where there is an encoding
  std::vector<Figure> health;                 // of the training, where there was one

  std::vector<const Figure*> all() const;
};

PageFigures compute_figures(const Report& report);

/// The whole page: one file that needs no other and asks nobody for anything (a content security
/// policy in it says so to the browser). Without its script it has all words and numbers.
std::string page_html(const Report& report, const PageFigures& figures);

}  // namespace anbn
