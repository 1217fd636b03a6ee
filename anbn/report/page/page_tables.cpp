// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace anbn {
namespace {

// A page is for reading: the rest stands in significance/neurons.tsv.
constexpr std::size_t kMostFound = 200;

std::span<const PairResult> first_of(const std::vector<PairResult>& found) {
  return std::span(found).first(std::min(found.size(), kMostFound));
}

HtmlCell p_cell(double p) { return {p_text(p), p}; }
HtmlCell r_cell(double r) { return {r_text(r), r}; }

// "0.44 to 0.61": what 95 % of the draws give the same neuron or network.
HtmlCell range_cell(const Session& s, std::vector<double> Anchors::*side, std::size_t at) {
  std::vector<double> drawn;
  for (const Anchors& draw : s.input.noise)
    if (at < (draw.*side).size()) drawn.push_back((draw.*side)[at]);
  const Spread spread = spread_of(drawn);
  if (std::isnan(spread.mean)) return "n/a";
  return {fmt::format("{:.2f} to {:.2f}", spread.low, spread.high), spread.high};
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

std::string network_text(const PairResult& pair) {
  return pair.network_name.empty() ? fmt::format("BN {}", pair.network) : pair.network_name;
}

// The network, in the colour of what was observed where the calibrated test finds it.
HtmlCell network_cell(const Session& s, const PairResult& pair) {
  HtmlCell cell(network_text(pair), pair.network);
  if (verdict_of(s) == Verdict::coupling && pair.phase_max_q <= 0.05)
    cell.html = "<b class=found>" + cell.html + "</b>";
  return cell;
}

std::vector<PairResult> smallest_p_first(std::vector<PairResult> pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const PairResult& a, const PairResult& b) {
    const bool a_tested = !std::isnan(a.phase_max_p), b_tested = !std::isnan(b.phase_max_p);
    return a_tested != b_tested ? a_tested : a_tested && a.phase_max_p < b.phase_max_p;
  });
  return pairs;
}

std::size_t index_of(const PairResult& pair) { return static_cast<std::size_t>(pair.network - 1); }

// The largest PCC of the same network or neuron in the untrained model.
HtmlCell untrained_cell(const std::vector<double>& untrained, std::size_t at) {
  return r_cell(at < untrained.size() ? untrained[at] : std::numeric_limits<double>::quiet_NaN());
}

// Behind the columns of noise, where there is an untrained model.
constexpr std::ptrdiff_t kUntrainedColumn = 5;

std::string networks_table(const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const PairResult& p : smallest_p_first(s.pairs))
    rows.push_back({network_cell(s, p), p.label, r_cell(p.correlation), r_cell(p.expected),
                    range_cell(s, &Anchors::network_correlation, index_of(p)),
                    p_cell(p.phase_max_p), p_cell(p.phase_max_q), p_cell(p.phase_p_fwe),
                    p.phase_anchor, r_cell(p.phase_correlation), p_cell(p.shuffle_pair_p),
                    p_cell(p.shuffle_pair_q), p.category.empty() ? "n/a" : p.category,
                    joined(p.strongest)});
  std::vector<HtmlColumn> columns = {
      {"Network"},
      {"neuron", Align::left, "The neuron that the network is anchored to"},
      {"PCC", Align::right, "Correlation of the anchored pair, without nuisance: the paper\u2019s"},
      {"noise", Align::right,
       "Mean of the same network\u2019s largest PCC once its phases are random"},
      {"noise 95 %", Align::right, "The range that holds 95 % of the same"},
      {"p", Align::right,
       "Calibrated: largest partial correlation against phase-randomized networks"},
      {"q", Align::right, "False discovery rate over the networks of this story"},
      {"p, all pairs", Align::right, "Calibrated and corrected for all pairs"},
      {"partial anchor", Align::left, "The neuron with the largest partial correlation"},
      {"partial r", Align::right, "That correlation, given the nuisance set"},
      {"paper p", Align::right,
       "The paper\u2019s test: shuffled time points, the anchored pair alone"},
      {"paper q", Align::right, "Its false discovery rate"},
      {"query to key", Align::wide,
       "Parts of speech that most of the neuron\u2019s strongest pairs have"},
      {"strongest pair a segment", Align::wide,
       "Query and key with the largest product in each segment"}};
  if (s.input.untrained) {
    columns.insert(columns.begin() + kUntrainedColumn,
                   {"untrained", Align::right,
                    "Largest PCC of the same network with a model that has random weights"});
    const auto pairs = smallest_p_first(s.pairs);
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i].insert(rows[i].begin() + kUntrainedColumn,
                     untrained_cell(s.input.untrained->network_correlation, index_of(pairs[i])));
  }
  return html_table("Anchored pairs", columns, rows, Sorting::by_reader);
}

std::string found_table(const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const PairResult& p : first_of(s.found)) {
    const auto at = static_cast<std::size_t>(
        std::find(s.neuron_label.begin(), s.neuron_label.end(), p.label) - s.neuron_label.begin());
    rows.push_back({p.label, HtmlCell(network_text(p), p.network), r_cell(p.correlation),
                    r_cell(p.expected), range_cell(s, &Anchors::neuron_correlation, at),
                    p.phase_anchor, r_cell(p.phase_correlation), p_cell(p.phase_max_p),
                    p_cell(p.phase_max_q), p_cell(p.phase_p_fwe),
                    p.category.empty() ? "n/a" : p.category});
    if (s.input.untrained)
      rows.back().insert(rows.back().begin() + kUntrainedColumn,
                         untrained_cell(s.input.untrained->neuron_correlation, at));
  }
  std::vector<HtmlColumn> columns = {
      {"Neuron"},
      {"network", Align::left, "The network that the neuron is anchored to"},
      {"PCC", Align::right},
      {"noise", Align::right,
       "Mean of the neuron\u2019s largest PCC with phase-randomized networks"},
      {"noise 95 %", Align::right, "The range that holds 95 % of the same"},
      {"partial anchor", Align::left, "The network with the largest partial correlation"},
      {"partial r", Align::right},
      {"p", Align::right, "Calibrated"},
      {"q", Align::right, "False discovery rate over the neurons of this story"},
      {"p, all pairs", Align::right, "Corrected for all pairs"},
      {"query to key", Align::left}};
  if (s.input.untrained)
    columns.insert(columns.begin() + kUntrainedColumn,
                   {"untrained", Align::right,
                    "Largest PCC of the neuron in the same place of a model with random weights"});
  return html_table("Neurons with calibrated q \u2264 0.05", columns, rows, Sorting::by_reader);
}

}  // namespace

std::string comparison_table(const Report& report, const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const ComparisonRow& r : compare_with_paper(s, untrained_of(report, s)))
    rows.push_back({r.figure, r.quantity, r.pieman, r.shapes,
                    HtmlCell::raw("<b>" + escaped(r.here) + "</b>"), r.noise, r.untrained});
  const std::vector<HtmlColumn> columns = {
      {"Figure"},
      {"Quantity", Align::wide},
      {"paper: Pie Man"},
      {"paper: Shapes"},
      {"here"},
      {"noise", Align::left, "Mean over the draws and the range of 95 % of them"},
      {"untrained"}};
  return html_table("The paper\u2019s numbers beside those of this study", columns, rows,
                    Sorting::fixed) +
         "<p class=\"note\">Noise is what the same neurons reach with phase-randomized networks. "
         "For the paper\u2019s "
         "test it is the share of them that reaches the smallest correlation which the test "
         "accepts in this story. "
         "The paper has 9216 neurons and 128 networks; more of either makes the best of them "
         "larger.</p>\n";
}

std::string pair_tables(const Session& s) {
  std::string html;
  if (verdict_of(s) != Verdict::coupling)
    html +=
        "<p class=\"notice\">Every network has an anchor, in noise as well. The test over all "
        "pairs finds nothing in "
        "this story: these pairs, and the words behind them, say nothing about the brain.</p>\n";
  else
    html +=
        "<p class=\"note\">Every network has an anchor, in noise as well: only rows with a small "
        "calibrated q are "
        "more than that.</p>\n";
  html += networks_table(s);
  if (s.found.empty())
    return html + "<p class=\"note\">No neuron has a calibrated q \u2264 0.05.</p>\n";
  return html +
         fmt::format("<h4>Neurons with calibrated q \u2264 0.05: {}</h4>\n", s.found.size()) +
         (s.found.size() > kMostFound
              ? fmt::format("<p class=\"note\">The {} with the smallest p; all of them are in "
                            "significance/neurons.tsv.</p>\n",
                            kMostFound)
              : "") +
         found_table(s);
}

}  // namespace anbn
