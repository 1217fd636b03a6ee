// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/nan.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/pooled_words.h"
#include "anbn/report/prose/profile_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace anbn {
namespace {

/// What an explanation of p adds where two null models decide.
std::string larger_of_both(const Session& s) {
  return others_decide(s) ? "; the larger of this p and that beside the brains of other stories"
                          : "";
}

// A page is for reading: the rest stands in significance/neurons.tsv.
constexpr std::size_t kMostFound = 200;

std::span<const PairResult> first_of(const std::vector<PairResult>& found) {
  return std::span(found).first(std::min(found.size(), kMostFound));
}

// Flagged where hardly anything is left to couple.
HtmlCell nuisance_cell(double r2) {
  HtmlCell cell(percent_text(r2), r2);
  if (r2 > kMostlyNuisance) cell.html = "<b title=\"mostly nuisance\">" + cell.html + " !</b>";
  return cell;
}

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

// The network, in the colour of what was observed where it is named.
HtmlCell network_cell(const PairResult& pair) {
  HtmlCell cell(network_text(pair), pair.network);
  if (pair.phase_p_fwe <= kNamedP) cell.html = "<b class=found>" + cell.html + "</b>";
  return cell;
}

// The neuron, with a link to the story as it reads it.
HtmlCell neuron_cell(const Session& s, const std::string& label) {
  HtmlCell cell(label);
  if (const std::string href = heat_map_link(s, label); !href.empty())
    cell.html = fmt::format("<a href=\"{}\">{}</a>", escaped(href), cell.html);
  return cell;
}

HtmlCell resembles_cell(const PairResult& pair) {
  return pair.resembles.empty() ? "n/a" : pair.resembles;
}

// What both tables say of the neuron's pairs of tokens.
void add_profile_cells(const PairResult& pair, std::vector<HtmlCell>& row) {
  for (const std::string* words : {&pair.category, &pair.queries, &pair.keys})
    row.emplace_back(words->empty() ? "n/a" : *words);
}

void add_profile_columns(const TagClasses& classes, std::vector<HtmlColumn>& columns) {
  columns.push_back({"query to key", Align::wide,
                     "What most of the neuron\u2019s strongest pairs are, by " +
                         classes_word(classes) +
                         ", and the share that the text gives: that of the same pairs, had these "
                         "been shifted over the text. No test"});
  columns.push_back({"queries", Align::wide,
                     "The " + class_word(classes) +
                         " that the queries of these pairs have most above what shifted texts "
                         "give; q (false discovery rate over all neurons of the story) accounts "
                         "for the choice among all of them. Different pieces are counted among all "
                         "queries. p stands in interpretation/neurons.tsv"});
  columns.push_back({"keys", Align::wide, "The same of the keys"});
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
  return r_cell(at < untrained.size() ? untrained[at] : kNan);
}

// What both tables say between the plain correlation and the p values: the same pair and the best
// one given the nuisance set, and what noise gives of the latter.
void add_partial_cells(const Session& s, const PairResult& p, std::vector<double> Anchors::*side,
                       std::size_t at, std::vector<HtmlCell>& row) {
  row.push_back(nuisance_cell(p.nuisance_r2));
  row.push_back(r_cell(p.partial));
  row.emplace_back(p.phase_anchor);
  row.push_back(r_cell(p.phase_correlation));
  row.push_back(r_cell(p.expected));
  row.push_back(range_cell(s, side, at));
}

void add_partial_columns(std::string_view what, std::string_view partner,
                         std::vector<HtmlColumn>& columns) {
  columns.push_back({"explained", Align::right,
                     fmt::format("Share of the {}\u2019s variance that the nuisance set explains; "
                                 "marked above 90 %",
                                 what)});
  columns.push_back(
      {"partial r", Align::right, "Correlation of the same pair given the nuisance set"});
  columns.push_back({"partial anchor", Align::left,
                     fmt::format("The {} with the largest partial correlation", partner)});
  columns.push_back({"largest partial r", Align::right,
                     "That correlation, given the nuisance set: what noise stands beside"});
  columns.push_back(
      {"noise", Align::right,
       fmt::format("Mean of the same {}\u2019s largest partial r once the networks\u2019 phases "
                   "are random",
                   what)});
  columns.push_back({"noise 95 %", Align::right, "The range that holds 95 % of the same"});
}

std::string networks_table(const Session& s, std::size_t most) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const PairResult& p : smallest_p_first(s.pairs)) {
    if (rows.size() == most) break;
    std::vector<HtmlCell>& row = rows.emplace_back();
    row = {network_cell(p), neuron_cell(s, p.label), r_cell(p.correlation)};
    if (s.input.untrained)
      row.push_back(untrained_cell(s.input.untrained->network_correlation, index_of(p)));
    add_partial_cells(s, p, &Anchors::network_correlation, index_of(p), row);
    for (HtmlCell cell :
         {p_cell(p.phase_max_p), p_cell(p.phase_max_q), p_cell(p.phase_p_fwe), resembles_cell(p),
          p_cell(p.p_given_stronger), p_cell(p.shuffle_pair_p), p_cell(p.shuffle_pair_q)})
      row.push_back(std::move(cell));
    if (is_pooled(s)) continue;  // pairs of tokens are of one story
    add_profile_cells(p, row);
    row.emplace_back(joined(p.strongest));
  }
  std::vector<HtmlColumn> columns = {
      {"Network"},
      {"neuron", Align::left, "The neuron that the network is anchored to"},
      {"PCC", Align::right,
       "Correlation of the anchored pair, without nuisance: the paper\u2019s"}};
  if (s.input.untrained)
    columns.push_back({"untrained", Align::right,
                       "Largest PCC of the same network with a model that has untrained weights"});
  add_partial_columns("network", "neuron", columns);
  const std::string both = larger_of_both(s);
  columns.insert(
      columns.end(),
      {{"p", Align::right,
        "Calibrated: largest partial correlation against phase-randomized networks" + both},
       {"q", Align::right, "False discovery rate over all networks"},
       {"p, family", Align::right,
        "Calibrated and corrected for all pairs, stepping down: 0.05 and below is named" + both},
       {"resembles", Align::left,
        "Of those that are called: the strongest one that it resembles in its cleaned time "
        "course"},
       {"p without stronger", Align::right,
        "Of those that are called: p once the neurons of all stronger networks are regressed "
        "out as well. A description: the same data chose them"},
       {"paper p", Align::right,
        "The paper\u2019s test as we read it: shuffled time points, the anchored pair alone"},
       {"paper q", Align::right, "Its false discovery rate"}});
  if (!is_pooled(s)) {
    add_profile_columns(s.profiles.classes, columns);
    columns.push_back({"strongest pair a segment", Align::wide,
                       "Query and key with the largest product in each segment"});
  }
  return html_table("Anchored pairs", columns, rows, Sorting::by_reader);
}

std::string found_table(const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const PairResult& p : first_of(s.found)) {
    const std::size_t at = index_of_name(s.neuron_label, p.label);
    std::vector<HtmlCell>& row = rows.emplace_back();
    row = {p.label, HtmlCell(network_text(p), p.network), r_cell(p.correlation)};
    if (s.input.untrained) row.push_back(untrained_cell(s.input.untrained->neuron_correlation, at));
    add_partial_cells(s, p, &Anchors::neuron_correlation, at, row);
    for (const double value : {p.phase_max_p, p.phase_max_q, p.phase_p_fwe})
      row.push_back(p_cell(value));
    row.emplace_back(p.phase_p_fwe <= kNamedP ? "named" : "q alone");
    row.push_back(resembles_cell(p));
    if (!is_pooled(s)) add_profile_cells(p, row);
  }
  std::vector<HtmlColumn> columns = {
      {"Neuron"},
      {"network", Align::left, "The network that the neuron is anchored to"},
      {"PCC", Align::right}};
  if (s.input.untrained)
    columns.push_back(
        {"untrained", Align::right,
         "Largest PCC of the neuron in the same place of a model with untrained weights"});
  add_partial_columns("neuron", "network", columns);
  columns.insert(
      columns.end(),
      {{"p", Align::right, "Calibrated" + larger_of_both(s)},
       {"q", Align::right, "False discovery rate over all neurons"},
       {"p, family", Align::right, "Corrected for all pairs, stepping down"},
       {"list", Align::left, "Of those by q alone about one in twenty is wrong"},
       {"resembles", Align::left, "The strongest neuron that it resembles in its cleaned course"}});
  if (!is_pooled(s)) add_profile_columns(s.profiles.classes, columns);
  return html_table("Neurons named, and those of the second list", columns, rows,
                    Sorting::by_reader);
}

}  // namespace

std::string comparison_table(const Report& report, const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const ComparisonRow& r :
       compare_with_paper(s, untrained_of(report, s), stories_of(report, s)))
    rows.push_back({r.figure, r.quantity, r.pieman, r.shapes,
                    HtmlCell::raw("<b>" + escaped(r.here) + "</b>"), r.partial, r.noise, r.excess,
                    r.untrained, r.untrained_excess});
  const std::vector<HtmlColumn> columns = {
      {"Figure"},
      {"Quantity", Align::wide},
      {"paper: Pie Man"},
      {"paper: Shapes"},
      {"here"},
      {"given nuisance", Align::left, "The same of partial correlations: what noise is like"},
      {"noise", Align::left, "Mean over the draws and the range of 95 % of them"},
      {"excess", Align::left,
       "What was observed given the nuisance set less the mean of the draws, in standard "
       "deviations "
       "of these: what may be compared between models"},
      {"untrained"},
      {"its excess", Align::left, "Of the untrained model, over its own draws"}};
  return html_table("The paper\u2019s numbers beside those of this study", columns, rows,
                    Sorting::fixed) +
         "<p class=\"note\">Noise is what the same neurons reach with phase-randomized networks, "
         "given the nuisance set: read it against the column before it. For the paper\u2019s "
         "test it is the share of plain correlations of noise that reach the smallest one which "
         "the test accepts in this story. For tags and profiles (figures 7 and 10) it is what the "
         "text gives: its classes shifted over the words of each segment. "
         "The paper has 9216 neurons and 128 networks; more of either makes the best of them "
         "larger.</p>\n";
}

std::string pair_tables(const Session& s, std::size_t most) {
  std::string html;
  if (verdict_of(s) != Verdict::coupling)
    html += fmt::format(
        "<p class=\"notice\">Every network has an anchor, in noise as well. {}: none of these "
        "pairs, nor the words behind it, tells by itself anything about the brain.</p>\n",
        no_pair_words(s));
  else
    html +=
        "<p class=\"note\">Every network has an anchor, in noise as well: only those in colour "
        "are named.</p>\n";
  html += networks_table(s, most);
  if (s.pairs.size() > most)
    html += fmt::format(
        "<p class=\"note\">The {} networks with the smallest p; all of them are in "
        "significance/networks.tsv.</p>\n",
        most);
  if (s.found.empty()) return html + "<p class=\"note\">No neuron is named.</p>\n";
  return html +
         fmt::format("<h4>Neurons: {} named{}</h4>\n", s.tests.neurons.named,
                     s.tests.neurons.called > s.tests.neurons.named
                         ? fmt::format(", {} more by q \u2264 {}",
                                       s.tests.neurons.called - s.tests.neurons.named, kListedQ)
                         : "") +
         (s.found.size() > kMostFound
              ? fmt::format("<p class=\"note\">The {} with the smallest p; all of them are in "
                            "{}/neurons.tsv.</p>\n",
                            kMostFound, is_pooled(s) ? "pooled" : "significance")
              : "") +
         found_table(s);
}

}  // namespace anbn
