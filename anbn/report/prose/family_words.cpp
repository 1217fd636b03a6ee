// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/family_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {

std::string bar_text(const FamilyBar& bar) {
  return std::isnan(bar.bar) ? "n/a" : fmt::format("{} (r {})", bar.above, r_text(bar.bar));
}

std::string family_table_text(std::span<const FamilyRow> rows) {
  if (rows.empty()) return "";
  std::size_t width = 7, kind = 4;
  for (const FamilyRow& row : rows) {
    width = std::max(width, row.session->variant.size());
    kind = std::max(kind, row.session->neuron_kind.size());
  }
  std::string text = fmt::format(
      "{}: neurons over a family-wise bar of 5 %\n  {:<{}}  {:<{}}  {:>7}  {:>7}  {:>14}  {:>14}  "
      "{:>14}\n",
      rows.front().session->title, "variant", width, "kind", kind, "neurons", "named", "own",
      "its model's", "one of all");
  for (const FamilyRow& row : rows)
    text += fmt::format("  {:<{}}  {:<{}}  {:>7}  {:>7}  {:>14}  {:>14}  {:>14}\n",
                        row.session->variant, width, row.session->neuron_kind, kind,
                        row.session->tests.neurons.tested_phase, row.session->tests.neurons.named,
                        bar_text(row.own), bar_text(row.of_model), bar_text(row.of_all));
  return text;
}

}  // namespace anbn
