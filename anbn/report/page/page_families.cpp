// SPDX-License-Identifier: Apache-2.0
// The variants of a study under one family-wise bar.
#include "anbn/report/numbers/family_bars.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/family_words.h"

namespace anbn {
namespace {

HtmlCell bar_cell(const FamilyBar& bar) { return {bar_text(bar), static_cast<double>(bar.above)}; }

}  // namespace

std::string families_part(const Report& report) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const FamilyRow& row : family_rows(report)) {
    const Session& s = *row.session;
    rows.push_back({s.variant, s.title, s.model, s.neuron_kind,
                    std::to_string(s.tests.neurons.tested_phase),
                    std::to_string(s.tests.neurons.named), bar_cell(row.own),
                    bar_cell(row.of_model), bar_cell(row.of_all)});
  }
  if (rows.empty()) return "";
  const std::vector<HtmlColumn> columns = {
      {"Variant"},
      {"Story"},
      {"model"},
      {"kind of neuron"},
      {"neurons", Align::right, "That are tested"},
      {"named", Align::right, "Calibrated, family-wise p \u2264 0.05, stepped down"},
      {"over its own bar", Align::right, "In brackets the bar"},
      {"over its model\u2019s", Align::right, "One bar over all variants of the same model"},
      {"over one of all", Align::right, "One bar over the variants of all models"}};
  return "<h3>How many neurons stand out if the choice among variants is paid for?</h3>\n" +
         element("p", kFamilyWords) +
         html_table("Variants under one family-wise bar", columns, rows, Sorting::fixed);
}

}  // namespace anbn
