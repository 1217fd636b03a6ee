// SPDX-License-Identifier: Apache-2.0
// Stories side by side: every number beside what noise gives.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_beside_noise.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

std::string story_words(const StoryFigure& figure) {
  const std::string words = words_of(
      figure.name,
      {{"largest", "largest partial r of all pairs"},
       {"correlation", figure.side == "pairs" ? "correlation of the two matrices of partial r"
                                              : "mean largest partial r"},
       {"above_noise", "above the 95th percentile of their own noise"},
       {"same_network", "anchored to the same network in both"},
       {"same_neuron", "anchored to the same neuron in both"}});
  return figure.layer ? fmt::format("{}, layer {}", words, *figure.layer) : words;
}

std::string differences_table(const StoryPair& pair, const std::vector<std::string>& titles) {
  std::vector<HtmlColumn> columns = {{"Of"},
                                     {"Figure", Align::wide},
                                     {titles[pair.first], Align::right},
                                     {titles[pair.second], Align::right}};
  add_noise_columns(columns);
  columns[4].heading = "difference";
  columns.back().explanation =
      "Share of draws whose difference is as far from their mean, two-sided";
  std::vector<std::vector<HtmlCell>> rows;
  for (const StoryFigure& f : pair.differences) {
    const bool share = is_share(f.name);
    const NumberText plain = share ? percent_text : r_text;
    std::vector<HtmlCell> row = {f.side, story_words(f), plain(f.first), plain(f.second)};
    add_noise_cells(f.observed, f.noise, share ? signed_points : signed_text, Scale{-0.3, 0.3},
                    row);
    rows.push_back(std::move(row));
  }
  return html_table("Differences of two stories", columns, rows, Sorting::fixed);
}

std::string agreement_table(const StoryPair& pair) {
  std::vector<HtmlColumn> columns = {{"Of"}, {"Figure", Align::wide}};
  add_noise_columns(columns);
  std::vector<std::vector<HtmlCell>> rows;
  for (const StoryFigure& f : pair.agreement) {
    std::vector<HtmlCell> row = {f.side, story_words(f)};
    const bool share = is_share(f.name);
    add_noise_cells(f.observed, f.noise, share ? percent_text : r_text,
                    share ? Scale{} : Scale{-1, 1}, row);
    rows.push_back(std::move(row));
  }
  return html_table("Agreement of two stories", columns, rows, Sorting::fixed);
}

/// Of more pairs than these the page has the matrix alone: what a pair's tables say stands in
/// files.
constexpr std::size_t kMostPairsTold = 100;

std::string pair_id(const StoriesShown& shown, std::size_t first, std::size_t second) {
  return fmt::format("pair.{}.{}.{}", shown.variant, shown.results.stories[first],
                     shown.results.stories[second]);
}

std::string pair_title(const StoriesShown& shown, const StoryPair& pair) {
  return shown.titles[pair.first] + " and " + shown.titles[pair.second];
}

std::string pair_tables_of(const StoriesShown& shown, const StoryPair& pair) {
  return agreement_table(pair) + "<p></p>\n" + differences_table(pair, shown.titles) +
         story_tags_part(shown, pair.first, pair.second);
}

const StoryFigure* figure_of(const std::vector<StoryFigure>& figures, std::string_view side,
                             std::string_view name) {
  for (const StoryFigure& figure : figures)
    if (figure.side == side && figure.name == name && !figure.layer) return &figure;
  return nullptr;
}

/// A number of two stories, in bold where noise hardly gives it, as the way to all of theirs.
std::string matrix_cell(const StoryFigure* figure, const std::string& text, const std::string& id) {
  if (figure == nullptr) return "n/a";
  const bool stands_out = figure->noise.p <= 0.05;
  const std::string shown = stands_out ? "<b>" + escaped(text) + "</b>" : escaped(text);
  const NullRange& noise = figure->noise;
  const std::string why =
      std::isnan(noise.mean)
          ? "no draws"
          : fmt::format("p {}, noise {:.3f} to {:.3f}", p_text(noise.p), noise.low, noise.high);
  return id.empty() ? fmt::format("<span title=\"{}\">{}</span>", why, shown)
                    : fmt::format("<a href=\"#{}\" title=\"{}\">{}</a>", escaped(id), why, shown);
}

/// All pairs at once: above the diagonal how much two stories agree, below it how they differ.
std::string pairs_matrix(const StoriesShown& shown) {
  const std::size_t stories = shown.titles.size();
  const std::vector<StoryPair>& pairs = shown.results.comparison.pairs;
  std::vector<HtmlColumn> columns = {{"Story"}};
  std::vector<std::vector<HtmlCell>> rows;
  for (std::size_t s = 0; s < stories; ++s) {
    columns.push_back({std::to_string(s + 1), Align::right, shown.titles[s]});
    rows.emplace_back(stories + 1, HtmlCell("\u2013"));
    rows.back()[0] = HtmlCell(fmt::format("{} {}", s + 1, shown.titles[s]));
  }
  for (const StoryPair& pair : pairs) {
    const std::string id =
        pairs.size() > kMostPairsTold ? "" : pair_id(shown, pair.first, pair.second);
    const StoryFigure* agreement = figure_of(pair.agreement, "pairs", "correlation");
    const StoryFigure* difference = figure_of(pair.differences, "neurons", "correlation");
    // The row's story minus the column's.
    rows[pair.second][pair.first + 1] = HtmlCell::raw(matrix_cell(
        difference, difference ? signed_text(-difference->observed) : std::string(), id));
    rows[pair.first][pair.second + 1] = HtmlCell::raw(
        matrix_cell(agreement, agreement ? r_text(agreement->observed) : std::string(), id));
  }
  return html_table(
      "Pairs of stories" + (shown.variant == "main" ? std::string() : " (" + shown.variant + ")"),
      columns, rows, Sorting::fixed);
}

std::string many_pairs(const StoriesShown& shown) {
  std::string html;
  if (shown.variant != "main") html += element("h3", shown.variant) + pairs_matrix(shown);
  const std::vector<StoryPair>& pairs = shown.results.comparison.pairs;
  if (pairs.size() > kMostPairsTold)
    return html +
           "<p class=\"note\">All figures of each pair stand in "
           "between-stories/agreement.tsv and differences.tsv.</p>\n";
  for (const StoryPair& pair : pairs)
    html += details(
        pair_title(shown, pair),
        fmt::format("<div id=\"{}\">\n{}</div>\n", escaped(pair_id(shown, pair.first, pair.second)),
                    pair_tables_of(shown, pair)));
  return html;
}

std::string one_pair(const StoriesShown& shown) {
  std::string html;
  for (const StoryPair& pair : shown.results.comparison.pairs)
    html += element("h3", pair_title(shown, pair) +
                              (shown.variant == "main" ? "" : " (" + shown.variant + ")")) +
            pair_tables_of(shown, pair);
  return html;
}

}  // namespace

std::string stories_matrix(const Report& report) {
  if (report.stories.empty() || report.stories.front().results.comparison.pairs.size() < 2)
    return "";
  return "<h3>Stories against stories</h3>\n" + pairs_matrix(report.stories.front()) +
         "<p class=\"note\">Above the diagonal: the correlation of the two stories\u2019 matrices "
         "of partial r. Below it: the neurons\u2019 mean largest partial r in the story of the row "
         "minus that in the story of the column. In bold: p \u2264 0.05, one of twenty in "
         "noise.</p>\n";
}

std::string stories_section(const Report& report) {
  if (report.stories.empty()) return "";  // with many stories only where the study asks
  std::string html = element(
      "p",
      "The same neurons and networks in two stories. Noise: the networks of each story with random "
      "phases of their own. A difference outside it is larger than two stories without any "
      "coupling would give, whose lengths and slowness are these; an agreement above it cannot "
      "come from neurons, or networks, that are merely alike. p is of each row alone, uncorrected "
      "for their number.");
  for (const StoriesShown& shown : report.stories)
    html += shown.results.comparison.pairs.size() > 1 ? many_pairs(shown) : one_pair(shown);
  html += fmt::format(
      "<p class=\"note\">{} draws. Correlations are partial ones, given each story\u2019s "
      "nuisance set, which is taken out of each draw as well: the figures, which show "
      "plain ones as well, may differ. Every neuron and network stands in "
      "between-stories/neurons.tsv and networks.tsv.</p>\n",
      report.stories.front().results.draws);
  return part("stories", "Between stories",
              "of every two stories: agreement, differences and tags beside noise", html);
}

}  // namespace anbn
