// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/shown_networks.h"

#include "anbn/core/nan.h"
#include "anbn/report/prose/answers.h"
#include "anbn/signal/standardize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kMostAnchors = 2, kMostNetworks = 4;

constexpr FigureKind kCourse{"network_course", "6bc_course", "", nullptr};
constexpr FigureKind kLayerCourse{"network_course", "8_course_layer", "", nullptr};

std::vector<std::size_t> anchored_neurons(const Anchors& anchors) {
  std::vector<std::size_t> counts(anchors.network_correlation.size());
  for (std::size_t i = 0; i < anchors.neuron_network.size(); ++i)
    if (anchors.neuron_correlation[i] > kWeakCorrelation)  // false for NaN
      ++counts[static_cast<std::size_t>(anchors.neuron_network[i] - 1)];
  return counts;
}

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

/// The courses of `shown`; `number` tells it from others of its kind.
Figure courses_of(const Session& s, const ShownNetwork& shown, const FigureKind& kind,
                  std::size_t number) {
  Figure figure;
  figure.id = fmt::format("{}_{}.{}.{}", kind.file, number, s.variant, s.story);
  figure.kind = kind;
  FigureTable& table = figure.table;
  table.title = pair_name(shown);
  table.x_title = "time from the first volume used [s]";
  table.y_title = "standard deviations";
  table.columns = {"time_s", "network", "neuron", "flipped"};
  for (std::size_t t = 0; t < shown.course.size(); ++t)
    table.rows.push_back({Series::observed,
                          {rounded(static_cast<double>(t) * s.data.tr_s), rounded(shown.course[t]),
                           rounded(shown.neuron_course[t]), shown.sign < 0 ? 1.0 : 0.0}});
  return figure;
}

}  // namespace

std::vector<ShownNetwork> choose_networks(const Session& s) {
  std::vector<ShownNetwork> chosen;
  const auto take = [&](std::size_t j, std::string why) {
    const PairResult& pair = s.pairs[j];
    const auto same = std::find_if(chosen.begin(), chosen.end(), [&](const ShownNetwork& n) {
      return n.network == pair.network;
    });
    const auto map_of = [](const PairResult& p) { return p.alike > 0 ? p.alike : p.network; };
    const bool again = std::any_of(chosen.begin(), chosen.end(), [&](const ShownNetwork& n) {
      return map_of(s.pairs[static_cast<std::size_t>(n.network - 1)]) == map_of(pair);
    });
    if (same != chosen.end()) {
      same->why += "; " + why;
      return;
    }
    if (again || chosen.size() == kMostNetworks || std::isnan(pair.correlation)) return;
    chosen.push_back({pair.network,
                      pair.network_name,
                      pair.label,
                      std::move(why),
                      pair.correlation,
                      pair.phase_max_p,
                      pair.phase_anchor,
                      {},
                      {}});
  };
  std::vector<std::size_t> order(s.pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::vector<std::size_t> counts = anchored_neurons(s.input.observed);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  for (std::size_t n = 0; n < std::min(kMostAnchors, order.size()); ++n)
    if (counts[order[n]] > 0)
      take(order[n],
           fmt::format("{} anchored to it with {} > {}", counted(counts[order[n]], "neuron"),
                       s.input.pcc, kWeakCorrelation));

  std::erase_if(order, [&](std::size_t j) { return std::isnan(s.pairs[j].phase_max_p); });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const PairResult &x = s.pairs[a], &y = s.pairs[b];
    if (x.phase_max_p != y.phase_max_p) return x.phase_max_p < y.phase_max_p;
    return std::abs(x.correlation) > std::abs(y.correlation);
  });
  for (std::size_t n = 0; n < order.size() && chosen.size() < kMostNetworks; ++n)
    take(order[n], n == 0   ? std::string("smallest p of all networks")
                   : n == 1 ? std::string("second smallest p")
                   : n == 2 ? std::string("third smallest p")
                            : fmt::format("{}th smallest p", n + 1));
  return chosen;
}

Figure course_figure(const Session& s, const ShownNetwork& network) {
  return courses_of(s, network, kCourse, static_cast<std::size_t>(network.network));
}

Figure layer_course_figure(const Session& s, const ShownNetwork& pair, std::size_t layer) {
  return courses_of(s, pair, kLayerCourse, layer);
}

std::vector<double> shown_course(std::span<const float> series, int sign) {
  Matrix column(series.size(), 1);
  std::copy(series.begin(), series.end(), column.values.begin());
  const Standardized z = zscored_columns(column);
  if (z.values.values.empty() || !z.usable()[0]) return std::vector<double>(series.size(), kNan);
  std::vector<double> course;
  for (float v : z.values.values) course.push_back(sign * static_cast<double>(v));
  return course;
}

std::string pair_name(const ShownNetwork& network) {
  return fmt::format("{}\u2013BN{}", network.label, network.network);
}

int shown_sign(const Report& report, int network) {
  if (!report.volumes || !report.volumes->brain) return 1;
  const auto found = report.volumes->brain->maps.find(network);
  return found == report.volumes->brain->maps.end() ? 1 : found->second.sign;
}

}  // namespace anbn
