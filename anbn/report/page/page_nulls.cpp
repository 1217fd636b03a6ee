// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/stats/nulls/null.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

HtmlCell number_cell(double value, const std::string& text) {
  return std::isnan(value) ? HtmlCell("n/a") : HtmlCell(text, value);
}

HtmlCell count_cell(std::size_t count, std::size_t tested) {
  return {fmt::format("{} of {}", count, tested), static_cast<double>(count)};
}

// Whose q values the page's words rest on, and which test is the paper's.
std::string role_of(const NullSummary& null) {
  switch (null_model_named(null.null).role) {
    case NullRole::papers:
      return "the paper\u2019s test (pair)";
    case NullRole::calibrated:
      return "the calibrated test";
    case NullRole::description:
      return "a description";
    case NullRole::comparison:
      break;
  }
  return "for comparison";
}

}  // namespace

std::string nulls_table(const Session& s) {
  if (s.tests.nulls.empty()) return "";
  std::vector<std::vector<HtmlCell>> rows;
  std::string remarks, families;
  for (const NullSummary& null : s.tests.nulls) {
    const GlobalSummary& g = null.global;
    rows.push_back({null.null,
                    role_of(null),
                    null.draw,
                    null.statistic,
                    {fmt::format("{}", null.draws), static_cast<double>(null.draws)},
                    {p_text(null.smallest_p), null.smallest_p},
                    number_cell(g.p, p_text(g.p)),
                    fmt::format("{} ({})", r_text(g.observed), pair_text(g)),
                    fmt::format("{}; 95 %: {}", r_text(g.null_mean), r_text(g.null_95)),
                    count_cell(null.neurons.max_q_05, null.neurons.tested),
                    count_cell(null.networks.max_q_05, null.networks.tested),
                    count_cell(null.neurons.pair_q, null.neurons.tested),
                    count_cell(null.networks.pair_q, null.networks.tested)});
    if (!null.remark.empty())
      remarks += element("p", fmt::format("{}: {}.", null.null, null.remark));
    families += fmt::format("{}{} ({})", families.empty() ? "" : "; ", null.family, null.null);
  }
  const std::string at_alpha = fmt::format("q \u2264 {}", s.tests.alpha);
  const std::vector<HtmlColumn> columns = {
      {"Null model"},
      {"is", Align::wide},
      {"a draw", Align::wide, "What is done to the networks, one draw for all of them"},
      {"statistic", Align::wide},
      {"draws", Align::right},
      {"smallest p", Align::right, "No p below this can come out"},
      {"p, any coupling", Align::right, "The largest over all pairs against the same in each draw"},
      {"largest", Align::left, "The largest over all pairs, and where it is"},
      {"in draws", Align::left, "Its mean and 95th percentile over the draws"},
      {"neurons", Align::right, "Largest over the networks (max), q \u2264 0.05"},
      {"networks", Align::right, "Largest over the neurons (max), q \u2264 0.05"},
      {"neurons, pair", Align::right, "The anchored pair alone, " + at_alpha},
      {"networks, pair", Align::right, "The anchored pair alone, " + at_alpha}};
  const char* correction = s.tests.correction == Correction::benjamini_hochberg
                               ? "Benjamini and Hochberg"
                               : "Benjamini and Yekutieli";
  return html_table("Null models", columns, rows, Sorting::fixed) + "<div class=\"note\">" +
         element("p",
                 fmt::format("Families: {}. q values are those of {}.", families, correction)) +
         remarks + "</div>\n";
}

}  // namespace anbn
