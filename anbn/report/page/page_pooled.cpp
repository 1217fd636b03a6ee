// SPDX-License-Identifier: Apache-2.0
// The stories behind the answer over all of them.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

namespace anbn {
namespace {

HtmlCell r_cell(double r) { return {r_text(r), r}; }

/// What a family of tests found over all of its own pairs.
void add_global(const GlobalSummary& global, std::vector<HtmlCell>& row) {
  row.push_back(r_cell(global.observed));
  row.emplace_back(pair_text(global));
  row.push_back({p_text(global.p), global.p});
  row.push_back(r_cell(global.null_95));
}

std::vector<HtmlCell> story_row(const Report& report, const Session& pooled,
                                const PooledStory& story) {
  std::vector<HtmlCell> row = {title_of(report, story.name), std::to_string(story.volumes),
                               percent_text(story.share), r_cell(story.largest_pair)};
  for (const Session& alone : report.sessions)
    if (alone.variant == pooled.variant && alone.story == story.name)
      add_global(alone.tests.global, row);
  return row;
}

}  // namespace

std::string together_table(const Report& report, const Session& s) {
  if (!is_pooled(s)) return "";
  const std::vector<HtmlColumn> columns = {
      {"Story"},
      {"volumes", Align::right},
      {"share", Align::right, "Its weight in every mean"},
      {"r of " + pair_text(s.tests.global), Align::right,
       "Of the pair with the largest partial r over all stories, in this story"},
      {"largest r", Align::right, "Over all pairs, in this story alone"},
      {"its pair"},
      {"p", Align::right, "Of that largest, corrected for all pairs"},
      {"95 % of noise", Align::right,
       "One in twenty of its draws has a larger one: what is smaller could not be told from "
       "noise"}};
  std::vector<std::vector<HtmlCell>> rows;
  for (const PooledStory& story : s.together) rows.push_back(story_row(report, s, story));
  rows.push_back({HtmlCell::raw("<b>" + escaped(s.title) + "</b>"), std::to_string(s.data.volumes),
                  "100.0 %", r_cell(s.tests.global.observed)});
  add_global(s.tests.global, rows.back());
  return html_table("The stories and all of them together", columns, rows, Sorting::fixed) +
         "<p class=\"note\">The pair was chosen over all stories: its r in one of them describes "
         "and tests nothing. Each row is a family of tests of its own.</p>\n";
}

}  // namespace anbn
