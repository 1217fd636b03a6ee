// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/page_beside_noise.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {

HtmlCell noise_picture(double observed, const NullRange& noise, const Scale& scale) {
  // Looks are in the style sheet: there are hundreds of these in a page.
  std::string svg =
      "<svg class=beside viewBox=\"0 0 140 14\" aria-hidden=true><path d=\"M5 7H135\"/>";
  if (scale.low < 0) svg += fmt::format("<path d=\"M{:.1f} 1V13\"/>", scale.at(0));
  if (!std::isnan(noise.mean))
    svg +=
        fmt::format("<rect x={:.1f} y=3 width={:.1f} height=8 /><path class=m d=\"M{:.1f} 2V12\"/>",
                    scale.at(noise.low), std::max(1.0, scale.at(noise.high) - scale.at(noise.low)),
                    scale.at(noise.mean));
  if (!std::isnan(observed))
    svg += fmt::format("<circle cx={:.1f} cy=7 r=3.5 />", scale.at(observed));
  return HtmlCell::raw(svg + "</svg>");
}

namespace {

std::string range_text(const NullRange& noise, NumberText text) {
  return std::isnan(noise.mean) ? "n/a"
                                : fmt::format("{} to {}", text(noise.low), text(noise.high));
}

}  // namespace

std::string signed_text(double v) { return std::isnan(v) ? "n/a" : fmt::format("{:+.3f}", v); }
std::string signed_points(double v) {
  return std::isnan(v) ? "n/a" : fmt::format("{:+.1f} points", std::round(1000 * v) / 10 + 0.0);
}

void add_noise_cells(double observed, const NullRange& noise, NumberText text, const Scale& scale,
                     std::vector<HtmlCell>& row) {
  row.push_back(HtmlCell::raw("<b>" + escaped(text(observed)) + "</b>"));
  row.emplace_back(text(noise.mean));
  row.emplace_back(range_text(noise, text));
  row.push_back(noise_picture(observed, noise, scale));
  row.emplace_back(p_text(noise.p), noise.p);
}

void add_noise_columns(std::vector<HtmlColumn>& columns) {
  columns.push_back({"observed", Align::right});
  columns.push_back({"noise", Align::right, "Mean over the phase-randomized draws"});
  columns.push_back({"95 % of noise", Align::right});
  columns.push_back({"picture", Align::left, "Dot: observed. Bar: 95 % of noise, with its mean"});
  columns.push_back(
      {"p", Align::right,
       "Share of draws that reach the observed, (b + 1) / (P + 1), of this row alone"});
}

bool is_share(std::string_view figure) {
  return figure == "half_same" || figure == "flip_share" || figure == "above_noise" ||
         figure == "same_network" || figure == "same_neuron";
}

std::string words_of(std::string_view figure, std::initializer_list<FigureWords> known) {
  for (const FigureWords& entry : known)
    if (entry.name == figure) return std::string(entry.words);
  return std::string(figure);
}

}  // namespace anbn
