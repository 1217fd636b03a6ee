// SPDX-License-Identifier: Apache-2.0
// What of the couplings returns in other stories: by layer, and beside the untrained model.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/consistency_words.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

HtmlCell product_cell(double value) {
  return {std::isnan(value) ? "n/a" : fmt::format("{:.2e}", value), value};
}

HtmlCell range_without(const Jackknifed& of) {
  if (of.without.empty()) return {"n/a"};
  return {fmt::format("{:.2e} to {:.2e}", of.lowest(), of.highest()), of.lowest()};
}

/// Of too few stories no p is told.
HtmlCell jackknife_p(const Jackknifed& of) {
  const double p = of.without.size() < kStoriesForAnError ? kNan : of.p();
  return {jackknife_p_text(p), p};
}

std::vector<HtmlCell> row_of(const std::string& name, const Jackknifed& own,
                             const Jackknifed* other) {
  std::vector<HtmlCell> cells = {name, product_cell(own.estimate), range_without(own),
                                 jackknife_p(own)};
  if (other == nullptr) return cells;
  const Jackknifed apart = difference(own, *other);
  cells.push_back(product_cell(other->estimate));
  cells.push_back(jackknife_p(*other));
  cells.push_back(product_cell(apart.estimate));
  cells.push_back(range_without(apart));
  cells.push_back(jackknife_p(apart));
  return cells;
}

}  // namespace

std::string consistency_part(const Session& s, const Session* untrained) {
  if (!s.consistency) return "";
  const Consistency& own = *s.consistency;
  const Consistency* other = beside_of(s, untrained);
  std::vector<HtmlColumn> columns = {
      {"Mean product, of"},
      {s.variant, Align::right, "Mean product of a pair's correlations in two stories"},
      {"without one story", Align::right, "The lowest and the highest, one story left out"},
      {"p", Align::right, "Jackknife over stories, two-sided"}};
  if (other)
    for (const HtmlColumn& column : std::vector<HtmlColumn>{
             {untrained->variant, Align::right, "The same with untrained weights"},
             {"its p", Align::right},
             {"difference", Align::right},
             {"without one story", Align::right},
             {"p of the difference", Align::right, "Jackknife over stories, two-sided"}})
      columns.push_back(column);
  std::vector<std::vector<HtmlCell>> rows = {
      row_of("all pairs", own.products, other ? &other->products : nullptr)};
  for (std::size_t l = 0; l < own.layers.size(); ++l)
    rows.push_back(row_of(fmt::format("layer {}", own.layers[l].layer), own.layers[l].products,
                          other ? &other->layers[l].products : nullptr));
  if (!std::isnan(own.slope.estimate))
    rows.push_back(row_of("slope, a layer", own.slope, other ? &other->slope : nullptr));
  return "<h3>Beyond these stories</h3>\n" + element("p", kConsistencyWords) +
         element("p", beyond_stories_words(s, untrained)) +
         html_table("What returns in other stories", columns, rows, Sorting::fixed);
}

}  // namespace anbn
