// SPDX-License-Identifier: Apache-2.0
// Wrong pairings of the study's own stories: how often the test calls what cannot be coupled.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/self_calibration_words.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

std::vector<HtmlCell> figure_row(std::string_view name, const CalledPairings& called) {
  return {
      std::string(name),
      {fmt::format("{} of {}", called.called, called.tested), static_cast<double>(called.called)},
      {fmt::format("{:.1f}", called.effective), called.effective},
      {percent_text(called.rate.low), called.rate.low},
      {percent_text(called.rate.high), called.rate.high}};
}

std::string pairings_table(const SelfCalibration& found) {
  const std::vector<HtmlColumn> columns = {
      {"Test"},
      {"called", Align::right, "Pairings with p of at most 0.05"},
      {"worth", Align::right,
       "As many independent pairings: those that share words or a brain are not"},
      {"at least", Align::right, "Lower end of the 95 % range of the rate"},
      {"at most", Align::right, "Upper end of the 95 % range of the rate"}};
  return html_table(
      "Wrong pairings that are called", columns,
      {figure_row("any coupling (the verdict)", found.verdict),
       figure_row("largest pair", found.largest),
       figure_row("mean largest of neurons", found.neurons),
       figure_row("mean largest of networks", found.networks), figure_row("mean r2", found.square)},
      Sorting::fixed);
}

std::string pairings_table(const Report& report, const SelfCalibrationResults& results) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const TestedPairing& pairing : results.calibration.pairings)
    rows.push_back({title_of(report, results.stories[pairing.who.words]),
                    title_of(report, results.stories[pairing.who.brain]),
                    std::to_string(pairing.volumes),
                    {p_text(pairing.p), pairing.p},
                    {r_text(pairing.largest.observed), pairing.largest.observed},
                    {p_text(pairing.largest.p), pairing.largest.p}});
  return details("Every pairing", html_table("Wrong pairings",
                                             {{"Words of"},
                                              {"brain of"},
                                              {"volumes", Align::right},
                                              {"p, any coupling", Align::right},
                                              {"largest partial r", Align::right},
                                              {"its p", Align::right}},
                                             rows, Sorting::by_reader));
}

std::string square_words(const PairingMean& ratio) {
  if (std::isnan(ratio.error)) return "";
  return element("p", fmt::format("Their mean r2 is {:.3f} times what their draws have (standard "
                                  "error {:.3f}).",
                                  ratio.mean, ratio.error));
}

}  // namespace

std::string self_calibration_notice(const Report& report) {
  std::string html;
  for (const SelfCalibrationShown& shown : report.self_calibrations)
    if (const std::string words = too_often_words(shown.results); !words.empty())
      html += fmt::format("<p class=\"notice\"><b>Warning ({}):</b> {}</p>\n",
                          escaped(shown.variant), escaped(words));
  return html;
}

std::string self_calibration_section(const Report& report) {
  if (report.self_calibrations.empty()) return "";
  std::string html = element("p", kSelfCalibrationWords);
  for (const SelfCalibrationShown& shown : report.self_calibrations) {
    const SelfCalibrationResults& results = shown.results;
    html += fmt::format("<h3>{}</h3>\n", escaped(shown.variant));
    html += element("p", fmt::format("{} of {} wrong pairings, {} draws each. {}",
                                     results.calibration.pairings.size(), results.possible,
                                     results.draws, self_calibration_words(results)));
    if (results.calibration.pairings.empty()) continue;
    html +=
        pairings_table(results.calibration) + square_words(results.calibration.square_over_noise);
    html += pairings_table(report, results);
  }
  return part("self-calibration", "Wrong pairings",
              "how often the test calls words of one story beside the brain of another", html);
}

}  // namespace anbn
