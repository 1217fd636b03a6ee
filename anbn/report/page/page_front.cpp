// SPDX-License-Identifier: Apache-2.0
// The first screen: the answer, what it rests on and what could be wrong with it, each said once.
#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/control_words.h"
#include "anbn/report/prose/self_calibration_words.h"
#include "anbn/report/prose/training_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace anbn {
namespace {

constexpr std::size_t kMostNamed = 5, kMostWordPairs = 3;

std::string link_to(const std::string& id, const std::string& words) {
  return fmt::format("<a href=\"#{}\">{}</a>", escaped(id), escaped(words));
}

/// The strongest pairs of words of a neuron, of the first story in which it is an anchor or found:
/// of several stories together no pair of words is known.
std::string words_of_neuron(const Report& report, const Session& s, const std::string& label) {
  for (const Session& told : report.sessions) {
    if (told.variant != s.variant) continue;
    for (const std::vector<PairResult>* list : {&told.found, &told.pairs})
      for (const PairResult& pair : *list) {
        if (pair.label != label || pair.strongest.empty()) continue;
        std::string text;
        for (std::size_t n = 0; n < std::min(kMostWordPairs, pair.strongest.size()); ++n)
          text += (n == 0 ? "" : "; ") + pair.strongest[n];
        return text + (is_pooled(s) ? " (" + told.title + ")" : "");
      }
  }
  return "n/a";
}

/// Neuron and network of the largest partial correlation of a named one.
std::pair<std::string, std::string> pair_of(const PairResult& pair, std::string_view what) {
  return what == "neuron" ? std::pair(pair.label, pair.phase_anchor)
                          : std::pair(pair.phase_anchor, pair.network_name);
}

/// A named neuron or network with the partner of its largest partial correlation.
std::vector<HtmlCell> named_row(const Report& report, const Session& s, const PairResult& pair,
                                std::string_view what) {
  const auto [neuron, network] = pair_of(pair, what);
  std::vector<HtmlCell> row = {std::string(what), neuron, network, r_cell(pair.phase_correlation),
                               p_cell(pair.phase_p_fwe)};
  if (report.volumes && report.volumes->places) {
    const std::size_t j = index_of_name(s.network_name, network);
    const std::string place = j < s.network_name.size()
                                  ? place_in_words(*report.volumes->places, static_cast<int>(j + 1))
                                  : "";
    row.emplace_back(place.empty() ? "n/a" : place);
  }
  row.emplace_back(words_of_neuron(report, s, neuron));
  return row;
}

std::string named_table(const Report& report, const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  std::size_t named = 0;
  std::set<std::pair<std::string, std::string>> pairs;
  for (const auto& [list, what] : {std::pair(&s.found, "neuron"), std::pair(&s.pairs, "network")}) {
    std::vector<const PairResult*> some;
    for (const PairResult& pair : *list)
      if (pair.phase_p_fwe <= kNamedP) some.push_back(&pair);
    named += some.size();
    // A network whose pair stands here as its neuron's is no second finding.
    std::erase_if(
        some, [&](const PairResult* pair) { return !pairs.insert(pair_of(*pair, what)).second; });
    std::stable_sort(some.begin(), some.end(), [](const PairResult* a, const PairResult* b) {
      return a->phase_p_fwe < b->phase_p_fwe;
    });
    for (std::size_t n = 0; n < std::min(kMostNamed, some.size()); ++n)
      rows.push_back(named_row(report, s, *some[n], what));
  }
  const std::string all = link_to(anchor_id("session", s), s.title);
  if (rows.empty())
    return "<p><b>No neuron and no network is named.</b> All pairs: " + all + ".</p>\n";
  std::vector<HtmlColumn> columns = {
      {"Named", Align::left,
       "A neuron, with its network of the largest partial correlation; or a network, with its "
       "neuron"},
      {"neuron"},
      {"network"},
      {"r", Align::right, "Partial, given the nuisance set"},
      {"p, family", Align::right, "Corrected for all pairs, stepping down"}};
  if (report.volumes && report.volumes->places)
    columns.push_back({"network lies", Align::wide, "Regions that its map fills more than chance"});
  columns.push_back(
      {"words", Align::wide,
       "Query and key of the neuron\u2019s largest product in some segments, from the "
       "model alone"});
  const std::string more =
      named > rows.size()
          ? fmt::format("The strongest of {} neurons and networks named, a pair once. ", named)
          : "";
  return html_table("Neurons and networks named", columns, rows, Sorting::fixed) +
         fmt::format("<p class=\"note\">{}All pairs: {}.</p>\n", more, all);
}

/// What a control that should find less did: more than main, something, or not.
std::string control_outcome(const Session& control, const Session& main) {
  if (finds_more(control, main)) return "<b class=\"failed\">finds more: failed</b>";
  return couples(control) ? "couples, but does not find more" : "does not couple";
}

/// Controls that should find less than main, each beside what it found.
std::string expectations(const Report& report, const Session& main) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const Session* control : controls_of(report, main)) {
    const ControlWords* words = control_words_of(report, *control);
    if (words == nullptr || words->fails.empty()) continue;
    rows.push_back({std::string(words->title), std::string(words->should_find),
                    p_cell(control->tests.omnibus.p),
                    HtmlCell(excess_text(control->tests.omnibus.square.excess),
                             control->tests.omnibus.square.excess),
                    HtmlCell::raw(control_outcome(*control, main))});
  }
  if (rows.empty()) return "";
  return html_table("What should find less",
                    {{"Control"},
                     {"should find"},
                     {"p, any coupling", Align::right, "One in twenty of noise is at most 0.05"},
                     {"excess of mean r\u00b2", Align::right},
                     {"outcome"}},
                    rows, Sorting::fixed);
}

std::string fact(std::string_view name, const std::string& html) {
  return html.empty() ? ""
                      : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), html);
}

/// What bears on how far the verdict is to be believed.
std::string trust(const Report& report, const Session& s) {
  const SelfCalibrationShown* wrong = self_calibration_of(report, s);
  const std::string seen = sensitivity_words(s);
  return "<dl class=\"answers\">\n" + fact("What should find less", expectations(report, s)) +
         fact("What could have been seen",
              seen.empty() ? "" : escaped("Of a single pair, " + seen + ".")) +
         // Where they are called too often that stands above the verdict.
         fact("Wrong pairings of these stories",
              wrong && too_often_words(wrong->results).empty()
                  ? escaped(self_calibration_words(wrong->results)) + " " +
                        link_to("self-calibration", "More")
                  : "") +
         "</dl>\n";
}

/// The other variants' verdicts, a line each.
std::string other_variants(const Report& report) {
  std::string html, last = report.sessions.front().variant;
  for (const Session& s : report.sessions) {
    if (s.variant == last) continue;
    last = s.variant;
    html += fmt::format("<li>{}: {}</li>\n", link_to(anchor_id("session", s), s.variant),
                        escaped(headline(s)));
  }
  return html.empty() ? "" : "<h3>Other variants</h3>\n<ul>\n" + html + "</ul>\n";
}

/// Stories whose words and scans seem to be out of time.
std::string timing_notices(const Report& report) {
  std::string html;
  for (const Session& s : report.sessions)
    if (s.variant == report.sessions.front().variant && !s.input.lags.traces.empty() &&
        lag_verdict(s.input.lags, s.data.tr_s) == LagVerdict::off)
      html += fmt::format("<p class=\"notice\"><b>{}:</b> {}.</p>\n", escaped(s.title),
                          escaped(lag_words(s.input.lags, s.data.tr_s)));
  return html;
}

}  // namespace

std::string summary_section(const Report& report, const Figure* excess) {
  const Session& s = report.sessions.front();
  std::string html = "<section id=\"summary\">\n<h2 class=\"unseen\">The answer</h2>\n";
  html += self_calibration_notice(report) + timing_notices(report);
  if (report.volumes) html += learning_notice(*report.volumes);
  std::string beneath = named_table(report, s) + "<div class=\"front\">\n" + trust(report, s);
  if (excess) beneath += figure_card(*excess);
  beneath +=
      "</div>\n" + details("All questions and their answers", held_back(answers_part(report, s)));
  html += verdict_card(report, s, beneath);
  html += other_variants(report);
  if (is_pooled(s)) html += "<h3>The stories</h3>\n" + together_table(report, s);
  return html + stories_matrix(report) + "</section>\n";
}

}  // namespace anbn
