// SPDX-License-Identifier: Apache-2.0
// The study beside its controls, a table a story, and which control answers which question.
#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/control_words.h"
#include "anbn/report/prose/training_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::string name_cell(const Report& report, const Session& s) {
  const ControlWords* words = control_words_of(report, s);
  std::string html = "<b>" + escaped(words ? std::string(words->title) : s.variant) + "</b>";
  if (!s.networks_title.empty())
    html += "<br><small>networks of " + escaped(s.networks_title) + "</small>";
  if (s.together.size() < report.sessions.front().together.size() && is_pooled(s))
    html += fmt::format("<br><small>of {} stories alone</small>", s.together.size());
  return html;
}

/// Lines do not break inside: columns of words are narrow.
std::string unbroken(std::string text) {
  for (std::size_t at = 0; (at = text.find(' ', at)) != std::string::npos;)
    text.replace(at, 1, "\u00a0");
  return text;
}

HtmlCell named_cell(const SideSummary& counts) {
  std::string html = fmt::format("{} of {}", counts.named, counts.tested_phase);
  if (counts.named_groups < counts.named)
    html += fmt::format("<br><small>{}</small>", unbroken(counted(counts.named_groups, "group")));
  HtmlCell cell = HtmlCell::raw(html);
  cell.sort_value = json_number(static_cast<double>(counts.named));
  return cell;
}

/// The excess, beneath it what was observed and what its noise gives.
HtmlCell excess_cell(const OmnibusFigure& figure) {
  if (std::isnan(figure.excess)) return "n/a";
  HtmlCell cell = HtmlCell::raw(
      fmt::format("{}<br><small>{}, noise {:.2f}\u2013{:.2f}</small>", excess_text(figure.excess),
                  unbroken(r_text(figure.observed)), figure.noise.low, figure.noise.high));
  cell.sort_value = json_number(figure.excess);
  return cell;
}

/// Of a mean of squares, which is small, the excess alone.
HtmlCell square_cell(const OmnibusFigure& figure) {
  return {excess_text(figure.excess), figure.excess};
}

/// The mean largest of the layer's neurons; empty where the session has no such layer.
HtmlCell layer_cell(const Session& s, std::size_t layer) {
  for (const LayerFigures& figures : s.layers)
    if (static_cast<std::size_t>(figures.layer) == layer) return excess_cell(figures.neurons);
  return "";
}

HtmlCell noise_cell(std::string_view value, std::string_view often) {
  return HtmlCell::raw(
      fmt::format("{}<br><small>{}</small>", escaped(value), unbroken(escaped(often))));
}

HtmlCell small_p_cell(const Session& main) {
  const Spread noise = small_p_in_noise(main, &Anchors::neuron_correlation);
  if (std::isnan(noise.mean)) return noise_cell("1 %", "on average");
  return noise_cell("1 %", fmt::format("{:.1f} to {:.1f}", 100 * noise.low, 100 * noise.high));
}

/// What noise gives, where that can be said without a data set of one's own.
std::vector<HtmlCell> noise_row(const Session& main, std::size_t layers) {
  std::vector<HtmlCell> row = {HtmlCell::raw("<b>noise</b><br><small>expected</small>"),
                               "",
                               noise_cell("any", "\u2264 0.05 in 1 of 20"),
                               noise_cell("0", "on average"),
                               noise_cell("0", "on average"),
                               noise_cell("0", "in 19 of 20"),
                               noise_cell("0", "in 19 of 20"),
                               small_p_cell(main),
                               percent_text(paper_test_on_noise(main).neurons)};
  for (std::size_t l = 0; l < layers; ++l) row.push_back(noise_cell("0", "on average"));
  return row;
}

std::vector<HtmlCell> session_row(const Report& report, const Session& s, std::size_t layers) {
  const ControlWords* words = control_words_of(report, s);
  std::vector<HtmlCell> row = {
      HtmlCell::raw(name_cell(report, s)),
      words ? unbroken(std::string(words->should_find)) : "",
      HtmlCell(p_text(s.tests.omnibus.p), s.tests.omnibus.p),
      square_cell(s.tests.omnibus.square),
      excess_cell(s.tests.omnibus.largest),
      named_cell(s.tests.neurons),
      named_cell(s.tests.networks),
      p_can_be_below(kPaperP, s.tests.permutations)
          ? share_text(s.tests.neurons.phase_max_p_01, s.tests.neurons.tested_phase)
          : "n/a",
      paper_test_can_tell(s) ? share_text(s.tests.neurons.shuffle_pair_q, s.tests.neurons.tested)
                             : "n/a"};
  for (std::size_t l = 1; l <= layers; ++l) row.push_back(layer_cell(s, l));
  return row;
}

std::string story_table(const Report& report, const Session& main) {
  const std::vector<const Session*> sessions = sessions_of_story(report, main.story);
  std::size_t layers = 0;
  for (const Session* s : sessions)
    if (!s->layers.empty())
      layers = std::max(layers, static_cast<std::size_t>(s->layers.back().layer));
  std::vector<HtmlColumn> columns = {
      {"Variant"},
      {"should find", Align::left,
       "If what main finds comes from the story and from what the model knows of language"},
      {"p, any coupling", Align::right, "Calibrated: four figures of all pairs together (min-p)"},
      {"excess of mean r\u00b2", Align::right,
       "(observed - mean of its own draws) / their standard deviation: what variants are compared "
       "by"},
      {"excess of the largest r", Align::right,
       "Beneath it the largest partial r and 95 % of noise"},
      {"neurons named", Align::right,
       "Calibrated, family-wise p \u2264 0.05; beneath it those that resemble no stronger one"},
      {"networks named", Align::right,
       "Calibrated, family-wise p \u2264 0.05; beneath it those that resemble no stronger one"},
      {"neurons, p < 0.01", Align::right,
       "Calibrated, uncorrected; in noise the mean over the draws and the range of 95 % of them"},
      {"paper\u2019s test", Align::right, "Share of neurons that it calls significant"}};
  for (std::size_t l = 1; l <= layers; ++l)
    columns.push_back({fmt::format("{}{}", l == 1 ? "layer\u00a0" : "", l), Align::right,
                       "Excess of the mean of the largest partial r of the layer\u2019s neurons; "
                       "beneath it that mean and the range of 95 % of the draws, made for the same "
                       "neurons, networks and nuisance set"});
  std::vector<std::vector<HtmlCell>> rows;
  for (const Session* s : sessions) rows.push_back(session_row(report, *s, layers));
  rows.insert(rows.begin() + 1, noise_row(main, layers));
  return "<h3>" + escaped(main.title) + "</h3>\n" +
         html_table(main.title + ": all variants and controls", columns, rows, Sorting::fixed);
}

std::string questions(const Report& report) {
  std::vector<const ControlWords*> asked;
  for (const Session* s : all_sessions(report))
    if (const ControlWords* words = control_words_of(report, *s))
      if (std::find(asked.begin(), asked.end(), words) == asked.end()) asked.push_back(words);
  std::string html;
  for (const ControlWords* words : asked)
    html += fmt::format("<div><dt>{}</dt><dd><b>{}</b> {} {}</dd></div>\n", escaped(words->title),
                        escaped(words->question), escaped(words->how), escaped(words->reading));
  return html.empty() ? "" : "<dl class=\"glossary\">\n" + html + "</dl>\n";
}

std::string remarks(const Report& report) {
  std::string html;
  for (const AbsentControl& remark : report.absent_controls) {
    const ControlWords* words = control_words(remark.name);
    html += fmt::format("<li><b>{}</b>: {}{}.</li>\n",
                        escaped(words ? std::string(words->title) : remark.name),
                        remark.is == AbsentControl::Is::impossible ? "not possible here: " : "see ",
                        escaped(remark.words));
  }
  return html.empty() ? "" : "<ul class=\"note\">\n" + html + "</ul>\n";
}

}  // namespace

std::string controls_section(const Report& report) {
  const std::size_t families = all_sessions(report).size();
  if (families < 2 && report.absent_controls.empty()) return "";
  std::string html;
  std::string folded_tables;
  for (const Session& s : report.sessions)
    if (s.variant == report.sessions.front().variant && !is_brief(report, s))
      (is_folded(report, s) ? folded_tables : html) += story_table(report, s);
  if (!folded_tables.empty()) html += details("The same of each story alone", folded_tables);
  html += fmt::format(
      "<p class=\"note\">Excess: how many standard deviations of its own draws something lies "
      "above their mean. What noise gives differs between variants and between layers, so "
      "correlations of two of them say nothing beside each other. Layers: of the mean of the "
      "largest partial correlation of the layer\u2019s neurons given the nuisance set. Each row "
      "but noise is a family of "
      "tests of its own, {} in all: of twenty "
      "families of noise one has p \u2264 0.05 in its test of any coupling, and is no finding by "
      "itself. Neither p values nor counts of one row are to be compared with those of another: "
      "what stays below a threshold in one need not differ from what passes it in the other. "
      "Where differences are tested, that stands among the answers of the story.</p>\n",
      families);
  html += families_part(report) + agreement_part(report) + questions(report) + remarks(report);
  return part(
      "controls", "Variants and controls",
      fmt::format("{} families of tests beside each other, and what each control asks", families),
      html);
}

}  // namespace anbn
