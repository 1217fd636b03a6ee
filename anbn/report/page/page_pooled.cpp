// SPDX-License-Identifier: Apache-2.0
// The stories behind the answer over all of them.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_beside_noise.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/pooled_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kTestCells = 8;  // that add_tests adds

/// What a family of tests found over all of its own pairs.
void add_tests(const SignificanceSummary& tests, std::vector<HtmlCell>& row) {
  row.push_back(p_cell(tests.omnibus.p));
  row.push_back(
      noise_picture(tests.omnibus.largest.observed, tests.omnibus.largest.noise, Scale{}));
  row.push_back(r_cell(tests.global.observed));
  row.push_back(r_cell(tests.global.null_95));
  for (const SideSummary* side : {&tests.neurons, &tests.networks})
    row.push_back({std::to_string(side->named), static_cast<double>(side->named)});
  row.emplace_back(pair_text(tests.global));
  row.push_back(p_cell(tests.global.p));
}

std::vector<HtmlCell> story_row(const Report& report, const Session& pooled,
                                const PooledStory& story) {
  const auto alone =
      std::find_if(report.sessions.begin(), report.sessions.end(), [&](const Session& s) {
        return s.variant == pooled.variant && s.story == story.name && !is_pooled(s);
      });
  const bool is_there = alone != report.sessions.end();
  std::vector<HtmlCell> row = {
      is_there
          ? HtmlCell::raw(fmt::format("<a href=\"#{}\">{}</a>",
                                      escaped(anchor_id("session", *alone)), escaped(alone->title)))
          : HtmlCell(title_of(report, story.name)),
  };
  if (is_there)
    add_tests(alone->tests, row);
  else
    row.resize(row.size() + kTestCells, "");
  row.push_back(r_cell(story.largest_pair));
  if (story.reliability)
    row.push_back({fmt::format("{:g}", *story.reliability), *story.reliability});
  row.push_back({percent_text(story.share), story.share});
  return row;
}

}  // namespace

std::string together_table(const Report& report, const Session& s) {
  if (!is_pooled(s)) return "";
  const bool is_weighted = weighted_by_reliability(s);
  std::vector<HtmlColumn> columns = {
      {"Story"},
      {"p, any coupling", Align::right, "In this story alone: four figures of all pairs (min-p)"},
      {"largest r, 0 to 1", Align::left, "Dot: observed. Bar: 95 % of noise, with its mean"},
      {"largest r", Align::right, "Partial, over all pairs, in this story alone"},
      {"95 % of noise", Align::right,
       "One in twenty of its draws has a larger one: what is smaller could not be told from "
       "noise"},
      {"neurons named", Align::right, "Family-wise p \u2264 0.05 in this story alone"},
      {"networks named", Align::right, "Family-wise p \u2264 0.05 in this story alone"},
      {"pair of the largest"},
      {"its p", Align::right, "Of that largest, corrected for all pairs"},
      {"r of " + pair_text(s.tests.global), Align::right,
       "Of the pair with the largest partial r over all stories, in this story"}};
  if (is_weighted) columns.push_back({"reliability", Align::right, "Of its scans: as given"});
  columns.push_back({"share", Align::right,
                     is_weighted ? "Its weight in every mean: volumes times reliability"
                                 : "Its weight in every mean"});
  std::vector<std::vector<HtmlCell>> rows;
  for (const PooledStory& story : s.together) rows.push_back(story_row(report, s, story));
  rows.push_back({
      HtmlCell::raw("<b>" + escaped(s.title) + "</b>"),
  });
  add_tests(s.tests, rows.back());
  rows.back().push_back(r_cell(s.tests.global.observed));
  if (is_weighted) rows.back().emplace_back("");
  rows.back().emplace_back("100.0 %");
  const Sorting sorting = s.together.size() >= kFewestFolded ? Sorting::by_reader : Sorting::fixed;
  return html_table("The stories and all of them together", columns, rows, sorting) +
         "<p class=\"note\">The pair was chosen over all stories: its r in one of them describes "
         "and tests nothing. Each row is a family of tests of its own.</p>\n";
}

}  // namespace anbn
