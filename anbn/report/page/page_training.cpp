// SPDX-License-Identifier: Apache-2.0
// The trained model among untrained ones of many seeds.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/training_words.h"

#include <fmt/format.h>

namespace anbn {
namespace {

std::string name_of_row(const TrainingRow& row) {
  constexpr std::string_view kNames[] = {"largest correlation",
                                         "mean largest of neurons",
                                         "mean largest of networks",
                                         "mean r\u00b2",
                                         "mean largest of neurons, slope a layer",
                                         "mean r\u00b2, slope a layer"};
  const std::string name(kNames[static_cast<std::size_t>(row.figure)]);
  return row.layer ? fmt::format("{}, layer {}", name, *row.layer) : name;
}

HtmlCell excess_number(double excess) { return {excess_text(excess), excess}; }

std::vector<HtmlCell> row_of_figure(const TrainingRow& row) {
  return {name_of_row(row),
          excess_number(row.trained.excess),
          excess_number(row.mean),
          row.rank == 0
              ? HtmlCell("n/a")
              : HtmlCell(fmt::format("{} to {}", excess_text(row.lowest), excess_text(row.highest)),
                         row.lowest),
          row.rank == 0 ? HtmlCell("n/a")
                        : HtmlCell(fmt::format("{} of {}", row.rank, row.seeds.size() + 1),
                                   static_cast<double>(row.rank)),
          p_cell(row.p),
          p_cell(row.noise_p)};
}

}  // namespace

std::string training_part(const Session& s) {
  if (!s.training) return "";
  const Training& training = *s.training;
  const std::vector<HtmlColumn> columns = {
      {"Excess, of"},
      {s.variant, Align::right, "(observed - mean of its own draws) / their standard deviation"},
      {"untrained", Align::right, "Mean over the untrained models"},
      {"lowest to highest", Align::right},
      {"rank", Align::right, "Of the trained model among all, 1: the largest excess"},
      {"p", Align::right, "Of the rank; none of fewer than 19 untrained models"},
      {"p by noise", Align::right,
       "Share of draws in which the trained model lies as far above the mean of the untrained "
       "ones"}};
  std::vector<std::vector<HtmlCell>> rows;
  for (const TrainingRow& row : training_rows(training)) rows.push_back(row_of_figure(row));
  const std::string words = training_answer(s);
  return "<h3>Trained among untrained</h3>\n" + element("p", kTrainingWords) +
         (words.empty() ? "" : element("p", words)) +
         html_table(fmt::format("The trained model among {} with {} weights", training.seeds.size(),
                                name_of(training.untrained)),
                    columns, rows, Sorting::fixed);
}

}  // namespace anbn
