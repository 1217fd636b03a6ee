// SPDX-License-Identifier: Apache-2.0
// How many neurons and networks pass thresholds, and how many of noise's do.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/false_discovery_words.h"
#include "anbn/report/prose/pooled_words.h"

#include <fmt/format.h>

namespace anbn {
namespace {

void add_rows(const std::vector<PassedThreshold>& thresholds, std::size_t tested,
              const std::string& side, std::vector<std::vector<HtmlCell>>& rows) {
  const PassedThreshold* told = rarely_passed(thresholds, tested);
  for (const PassedThreshold& row : thresholds) {
    const std::string threshold = fmt::format("{:g}", row.threshold);
    const HtmlCell found(std::to_string(row.found), static_cast<double>(row.found));
    rows.push_back(
        {side, &row == told ? HtmlCell::raw("<b>" + threshold + "</b>") : HtmlCell(threshold),
         row.found > row.upper_95 ? HtmlCell::raw(fmt::format("<b class=found>{}</b>", row.found))
                                  : found,
         HtmlCell(fmt::format("{:.2g}", row.expected), row.expected),
         HtmlCell(std::to_string(row.upper_95), static_cast<double>(row.upper_95)),
         HtmlCell(percent_text(row.share()), row.share())});
  }
}

}  // namespace

std::string passing_table(const Session& s) {
  const FalseDiscoveries& of = s.false_discoveries;
  if (of.neurons.empty() && of.networks.empty()) return "";
  std::vector<std::vector<HtmlCell>> rows;
  add_rows(of.neurons, s.tests.neurons.tested_phase, "neurons", rows);
  add_rows(of.networks, s.tests.networks.tested_phase, "networks", rows);
  return html_table(
             "How many pass, and how many of noise\u2019s",
             {{"Of"},
              {"largest " + threshold_words(s) + " at least", Align::right,
               "Bold: the one that the draws choose, at which noise gives at most one in a hundred "
               "in 95 % of them"},
              {"found", Align::right},
              {"noise", Align::right, "Mean over the draws, the observed arrangement among them"},
              {"noise 95 %", Align::right, "In 95 % of the draws there are no more"},
              {"share", Align::right, "Of those found, what noise explains: noise over found"}},
             rows, Sorting::fixed) +
         "<p class=\"note\">All series are taken for ones that do not couple, so noise is rather "
         "over- than underrated where some do. The bound is of one row by itself: who reads all "
         "rows and takes the best one chooses among twenty." +
         (others_decide(s) ? std::string(" ") + kRandomPhasesAlone : "") + "</p>\n";
}

}  // namespace anbn
