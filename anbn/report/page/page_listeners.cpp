// SPDX-License-Identifier: Apache-2.0
// Single listeners: every number beside what noise gives.
#include "anbn/core/nan.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_beside_noise.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/results/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

std::string listener_words(std::string_view figure) {
  return words_of(figure,
                  {{"correlation", "partial r with the mean of all listeners"},
                   {"listener_mean", "partial r in single listeners: mean over them"},
                   {"listener_sd", "partial r in single listeners: standard deviation"},
                   {"half_selected", "anchored in one half of the listeners: partial r there"},
                   {"half_held_out", "\u2026 partial r of the same pair in the other half"},
                   {"half_same", "\u2026 both halves choose the same anchor"},
                   {"rest_selected", "anchored in all listeners but one: partial r there"},
                   {"rest_held_out", "\u2026 partial r of the same pair in the one left out"},
                   {"flip_share", "called by a sign-flip test over listeners, p \u2264 0.05"},
                   {"isc", "correlation of a listener with the others (inter-subject)"}});
}

std::string listeners_table(const ListenerResults& shown) {
  std::vector<HtmlColumn> columns = {{"Mean over"}, {"Figure", Align::wide}};
  add_noise_columns(columns);
  std::vector<std::vector<HtmlCell>> rows;
  for (const ListenerFigure& f : shown.figures) {
    std::vector<HtmlCell> row = {f.side, listener_words(f.name)};
    add_noise_cells(f.observed, f.noise, is_share(f.name) ? percent_text : r_text, Scale{}, row);
    rows.push_back(std::move(row));
  }
  return html_table("Anchored pairs in single listeners", columns, rows, Sorting::fixed);
}

const ListenerFigure* figure_of_neurons(const ListenerResults& shown, std::string_view name) {
  for (const ListenerFigure& f : shown.figures)
    if (f.side == "neurons" && f.name == name) return &f;
  return nullptr;
}

std::string warning_words(const ListenerResults& shown) {
  const ListenerFigure* flips = figure_of_neurons(shown, "flip_share");
  const ListenerFigure* held = figure_of_neurons(shown, "half_held_out");
  if (!flips || !held) return "";
  return fmt::format(
      "None of this decides whether there is coupling. Listeners hear the same story, so what one "
      "half of them says the other half repeats, chance included. A sign-flip test over the {} "
      "listeners calls {} of neurons significant; once the networks have random phases, and "
      "know nothing of the words, it still calls {}. Of pairs chosen in one half, a partial r of "
      "{} is "
      "left in the other half; of noise, {}.",
      shown.listeners, percent_text(flips->observed), percent_text(flips->noise.mean),
      r_text(held->observed), r_text(held->noise.mean));
}

/// The middle of the values that are no NaN.
double median(std::vector<double> values) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }),
               values.end());
  if (values.empty()) return kNan;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

std::string ceilings(const ListenersResults& results, const std::vector<std::string>& names) {
  const ListenerResults& shown = results.comparison;
  std::vector<std::vector<HtmlCell>> rows;
  std::vector<double> limits, reached, noise;
  std::size_t shared = 0;
  for (std::size_t j = 0; j < shown.ceilings.size(); ++j) {
    const NoiseCeiling& c = shown.ceilings[j];
    const Anchor& anchor = shown.networks.observed.anchors[j];
    const double correlation = as_written(anchor.correlation);
    limits.push_back(c.ceiling), reached.push_back(c.reached);
    noise.push_back(c.reached_noise.mean);
    shared += c.isc_noise.p <= 0.05;
    std::vector<HtmlCell> row = {HtmlCell(names[j], static_cast<double>(j + 1)),
                                 anchor.index == kNoIndex ? "n/a" : results.labels[anchor.index],
                                 HtmlCell(r_text(correlation), correlation),
                                 HtmlCell(r_text(c.isc), c.isc),
                                 HtmlCell(p_text(c.isc_noise.p), c.isc_noise.p),
                                 HtmlCell(r_text(c.ceiling), c.ceiling)};
    add_noise_cells(c.reached, c.reached_noise, percent_text, Scale{0, 1.5}, row);
    row[6].sort_value = json_number(c.reached);
    rows.push_back(std::move(row));
  }
  std::vector<HtmlColumn> columns = {
      {"Network"},
      {"neuron", Align::left, "That the network is anchored to"},
      {"partial r", Align::right},
      {"ISC", Align::right, "Correlation of each listener with the others, mean"},
      {"p of ISC", Align::right, "Against phases that are random apart in each listener"},
      {"ceiling", Align::right,
       "Root of the reliability of the listeners\u2019 mean (split-half, Spearman-Brown): what a "
       "model without error would reach"}};
  add_noise_columns(columns);
  columns[6].heading = "of ceiling";
  return element(
             "p",
             fmt::format("Noise ceiling: {} of {} networks have more in common over listeners than "
                         "chance gives (p \u2264 0.05 each, uncorrected). The median ceiling is a "
                         "partial r of {}; the median network\u2019s best neuron reaches {} of its "
                         "ceiling, and {} in noise. More than 100 % is chance, where the ceiling "
                         "is low.",
                         shared, shown.ceilings.size(), r_text(median(limits)),
                         percent_text(median(reached)), percent_text(median(noise)))) +
         details("Noise ceiling of each network",
                 html_table("Noise ceilings", columns, rows, Sorting::by_reader));
}

}  // namespace

std::string listeners_part(const Session& s) {
  if (!s.listeners) return "";
  const ListenerResults& shown = s.listeners->comparison;
  std::string html = "<h3>Across listeners</h3>\n";
  if (shown.listeners < 2)
    return html + element("p", "There is one listener: nothing can be said across listeners.");
  if (shown.figures.empty())
    return html + element("p", "All neurons or all networks are constant: nothing to compare.");
  html +=
      "<p class=\"notice\">" + escaped(warning_words(shown)) + "</p>\n" + listeners_table(shown);
  const std::size_t missing =
      std::accumulate(shown.missing.begin(), shown.missing.end(), std::size_t{0});
  html += fmt::format(
      "<p class=\"note\">Halves: {} {} cuts, each in both directions. Noise: {} draws of random "
      "phases, one set for all networks of all listeners, so that what listeners share stays; for "
      "the inter-subject correlation phases are random apart in each listener. Best pair: the "
      "largest of all in the group in which it is chosen. The nuisance set of the calibrated test "
      "is "
      "taken out of neurons, of each listener\u2019s series and of each draw.{}</p>\n",
      shown.splits, shown.splits == count_halves(shown.listeners) ? "all" : "random", shown.draws,
      missing == 0 ? ""
                   : fmt::format(" {} series of single listeners are constant, not finite or "
                                 "explained by that set, and take no part.",
                                 missing));
  return html + ceilings(*s.listeners, s.network_name);
}

}  // namespace anbn
