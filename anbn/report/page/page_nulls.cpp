// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/pooled_words.h"
#include "anbn/stats/nulls/null.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

HtmlCell text_cell(double value, const std::string& text) {
  return std::isnan(value) ? HtmlCell("n/a") : HtmlCell(text, value);
}

HtmlCell count_cell(std::size_t count, std::size_t tested) {
  return {fmt::format("{} of {}", count, tested), static_cast<double>(count)};
}

// Whose q values the page's words rest on, and which test is the paper's.
std::string role_of(const Session& s, const NullSummary& null) {
  switch (null_model_named(null.null).role) {
    case NullRole::papers:
      return "the paper\u2019s test (pair)";
    case NullRole::calibrated:
      return "the calibrated test";
    case NullRole::description:
      return "a description";
    case NullRole::together:
      return others_decide(s) ? "decides with the calibrated test: the larger p"
                              : "a description: too few stories to decide";
    case NullRole::comparison:
      break;
  }
  return "for comparison";
}

HtmlCell figure_cell(double value, int digits) {
  return text_cell(value, fmt::format("{:.{}f}", value, digits));
}

// What the verdict on any coupling rests on.
std::string figures_table(const OmnibusSummary& o) {
  struct Row {
    const char* name;
    const FigureSummary& figure;
    int digits;
  };
  std::vector<std::vector<HtmlCell>> rows;
  for (const auto& [name, figure, digits] :
       {Row{"largest of all pairs", o.largest, 3},
        Row{"mean of the neurons\u2019 largest", o.neurons, 3},
        Row{"mean of the networks\u2019 largest", o.networks, 3},
        Row{"mean of r\u00b2", o.square, 5}}) {
    const NullRange& noise = figure.noise;
    rows.push_back({name, figure_cell(figure.observed, digits), figure_cell(noise.mean, digits),
                    std::isnan(noise.low) ? HtmlCell("n/a")
                                          : HtmlCell(fmt::format("{:.{}f} to {:.{}f}", noise.low,
                                                                 digits, noise.high, digits)),
                    text_cell(noise.p, p_text(noise.p)),
                    text_cell(figure.p_adjusted, p_text(figure.p_adjusted))});
  }
  const std::vector<HtmlColumn> columns = {
      {"All pairs together"},
      {"observed", Align::right, "Calibrated: partial correlations, given the nuisance set"},
      {"noise", Align::right, "Mean over the draws"},
      {"95 %", Align::right, "Of the draws"},
      {"p", Align::right, "Of this figure alone"},
      {"p, adjusted", Align::right,
       "For there being four figures (min-p); the smallest is the calibrated p of any coupling"}};
  return html_table("Figures of all pairs", columns, rows, Sorting::fixed);
}

}  // namespace

std::string nulls_table(const Session& s) {
  if (s.tests.nulls.empty()) return "";
  std::vector<std::vector<HtmlCell>> rows;
  std::string remarks, families;
  for (const NullSummary& null : s.tests.nulls) {
    const GlobalSummary& g = null.global;
    rows.push_back({null.null,
                    role_of(s, null),
                    null.draw,
                    null.statistic,
                    {fmt::format("{}", null.draws), static_cast<double>(null.draws)},
                    {p_text(null.smallest_p), null.smallest_p},
                    text_cell(null.omnibus.p, p_text(null.omnibus.p)),
                    text_cell(g.p, p_text(g.p)),
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
      {"p, any coupling", Align::right, "Four figures of all pairs together (min-p)"},
      {"p, largest", Align::right, "The largest over all pairs against the same in each draw"},
      {"largest", Align::left, "The largest over all pairs, and where it is"},
      {"in draws", Align::left, "Its mean and 95th percentile over the draws"},
      {"neurons", Align::right, "Largest over the networks (max), q \u2264 0.05"},
      {"networks", Align::right, "Largest over the neurons (max), q \u2264 0.05"},
      {"neurons, pair", Align::right, "The anchored pair alone, " + at_alpha},
      {"networks, pair", Align::right, "The anchored pair alone, " + at_alpha}};
  const char* correction = s.tests.correction == Correction::benjamini_hochberg
                               ? "Benjamini and Hochberg"
                               : "Benjamini and Yekutieli";
  return figures_table(s.tests.omnibus) + html_table("Null models", columns, rows, Sorting::fixed) +
         "<div class=\"note\">" +
         element("p",
                 fmt::format("Families: {}. q values are those of {}.", families, correction)) +
         remarks + "</div>\n";
}

}  // namespace anbn
