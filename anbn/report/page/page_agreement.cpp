// SPDX-License-Identifier: Apache-2.0
// Models beside each other: whether they couple with the same networks.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/agreement_words.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

HtmlCell noise_range(const NullRange& noise) {
  if (std::isnan(noise.mean)) return {"n/a"};
  return {fmt::format("{} to {}", r_text(noise.low), r_text(noise.high)), noise.low};
}

}  // namespace

std::string agreement_part(const Report& report) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const ModelPair& pair : model_pairs(report)) {
    if (std::isnan(pair.agreement.largest.observed)) continue;
    rows.push_back({pair.first->variant + " and " + pair.second->variant, pair.first->title});
    for (const AgreementFigure* figure : {&pair.agreement.largest, &pair.agreement.anchored}) {
      rows.back().push_back(r_cell(figure->observed));
      rows.back().push_back(noise_range(figure->noise));
      rows.back().push_back(p_cell(figure->noise.p));
    }
    rows.back().push_back(fmt::format("{}, {}; {}", pair.first->networks_named.size(),
                                      pair.second->networks_named.size(), pair.named_in_both));
  }
  if (rows.empty()) return "";
  const std::vector<HtmlColumn> columns = {
      {"Models"},
      {"Story"},
      {"largest r", Align::right, "Correlation of the two models' profiles over the networks"},
      {"noise, 95 %", Align::right, "In draws in which both stand beside the same surrogates"},
      {"p", Align::right},
      {"neurons", Align::right, "The same of the share of neurons anchored to each network"},
      {"noise, 95 %", Align::right},
      {"p", Align::right},
      {"networks named", Align::right, "In the first, in the second; in both"}};
  return "<h3>Do the models couple with the same networks?</h3>\n" + element("p", kAgreementWords) +
         html_table("Agreement of models", columns, rows, Sorting::fixed);
}

}  // namespace anbn
