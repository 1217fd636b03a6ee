// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/comparison.h"

#include "anbn/core/nan.h"
#include "anbn/report/numbers/comparison_rows.h"
#include "anbn/report/numbers/figures/by_layer.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::string depth_text(double r) { return std::isnan(r) ? "n/a" : fmt::format("{:+.2f}", r); }

// The correlation of the layers' numbers with `by_layer`; layers without a value are left out.
double trend(const std::vector<double>& by_layer) {
  double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t i = 0; i < by_layer.size(); ++i) {
    const double x = static_cast<double>(i + 1), y = by_layer[i];
    if (std::isnan(y)) continue;
    n += 1, sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
  }
  const double vx = n * sxx - sx * sx, vy = n * syy - sy * sy;
  return vx > 0 && vy > 0 ? (n * sxy - sx * sy) / std::sqrt(vx * vy) : kNan;
}

ComparisonRow significant(const Session& s, SideSummary SignificanceSummary::*side,
                          const Session* untrained) {
  const auto text = [side](const Session& session) {
    const SideSummary& c = session.tests.*side;
    if (!paper_test_can_tell(session)) return cannot_be_told(session.tests.permutations);
    return fmt::format("{} = {}", c.shuffle_pair_q, share_text(c.shuffle_pair_q, c.tested));
  };
  const NoiseAccepted& noise = (s.tests.*side).noise_accepted.share;
  ComparisonRow row;
  row.here = text(s);
  row.partial = "n/a";
  row.noise = spread_text({noise.mean, noise.low, noise.high}, percent_text);
  row.untrained = untrained ? text(*untrained) : "n/a";
  return row;
}

ComparisonRow mean_and_sd(const Session& s, const Session* untrained) {
  const auto text = [](const Anchors& anchors) {
    const double mean = mean_correlation(anchors.network_correlation);
    double squares = 0, n = 0;
    for (double r : anchors.network_correlation)
      if (!std::isnan(r)) squares += (r - mean) * (r - mean), ++n;
    return fmt::format("{} \u00b1 {}", r_text(mean),
                       r_text(n > 1 ? std::sqrt(squares / (n - 1)) : kNan));
  };
  ComparisonRow row = row_of(
      s, untrained, [](const Anchors& a) { return mean_correlation(a.network_correlation); },
      r_text);
  row.here = text(s.input.observed);
  if (s.input.partial) row.partial = text(*s.input.partial);
  if (s.input.untrained) row.untrained = text(*s.input.untrained);
  return row;
}

ComparisonRow last_layers(const Session& s, const Session* untrained, std::size_t layers,
                          std::size_t last) {
  const auto share = [&s, layers, last](const Anchors& anchors) {
    double late = 0, all = 0;
    for (std::size_t j = 0; j < anchors.network_neuron.size(); ++j) {
      if (std::isnan(anchors.network_correlation[j])) continue;
      const auto neuron = static_cast<std::size_t>(anchors.network_neuron[j] - 1);
      ++all;
      if (static_cast<std::size_t>(s.input.neuron_layer[neuron]) > layers - last) ++late;
    }
    return late / all;
  };
  return row_of(s, untrained, share, percent_text);
}

// How many neurons each network has above the threshold [M].
std::vector<std::size_t> anchored_to(const Session& s, const Anchors& anchors) {
  std::vector<std::size_t> count(s.input.observed.network_correlation.size());
  for (std::size_t i = 0; i < anchors.neuron_network.size(); ++i)
    if (anchors.neuron_correlation[i] > kWeakCorrelation)
      ++count[static_cast<std::size_t>(anchors.neuron_network[i] - 1)];
  return count;
}

ComparisonRow most_frequent(const Session& s, const Session* untrained) {
  const auto most = [&s](const Anchors& anchors) {
    const auto count = anchored_to(s, anchors);
    return count.empty() ? kNan
                         : static_cast<double>(*std::max_element(count.begin(), count.end()));
  };
  ComparisonRow row = row_of(s, untrained, most, whole_text);
  const auto count = anchored_to(s, s.input.observed);
  const auto best = std::max_element(count.begin(), count.end());
  if (best != count.end() && *best > 0)
    row.here = fmt::format("BN {}: {} neurons", best - count.begin() + 1, *best);
  return row;
}

}  // namespace

PaperTest paper_test_on_noise(const Session& s) {
  return {s.tests.neurons.noise_accepted.share.mean, s.tests.networks.noise_accepted.share.mean};
}

const StoriesShown* stories_of(const Report& report, const Session& session) {
  for (const StoriesShown& shown : report.stories)
    if (shown.variant == session.variant) return &shown;
  return nullptr;
}

std::vector<ComparisonRow> compare_with_paper(const Session& s, const Session* untrained,
                                              const StoriesShown* stories) {
  const std::size_t layers = layer_count(s.input);
  const std::size_t last = std::max<std::size_t>(1, (layers + 2) / 4);
  const auto layer_trend = [&](double (*value)(double)) {
    return [&s, layers, value](const Anchors& anchors) {
      return trend(mean_by_layer(s.input.neuron_layer, layers, anchors, value));
    };
  };
  std::vector<ComparisonRow> rows = {
      with(significant(s, &SignificanceSummary::neurons, untrained), "4a",
           "neurons significant by the paper\u2019s test", "9176 = 99.57 %", "9097 = 98.71 %"),
      with(row_of(s, untrained, layer_trend([](double r) { return r; }), depth_text), "4b",
           "correlation of depth with a layer\u2019s mean PCC", "rises about linearly",
           "rises about linearly"),
      with(row_of(s, untrained,
                  layer_trend([](double r) { return r < kWeakCorrelation ? 1.0 : 0.0; }),
                  depth_text),
           "4c\u2013d", "correlation of depth with a layer\u2019s share below 0.25",
           "falls with depth", "falls with depth"),
      with(mean_and_sd(s, untrained), "5a\u2013b", "networks\u2019 largest PCC, mean \u00b1 sd",
           "0.4364 \u00b1 0.0473", "0.4422 \u00b1 0.0592"),
      with(significant(s, &SignificanceSummary::networks, untrained), "5a\u2013b",
           "networks significant by the paper\u2019s test", "128 of 128, \u201cp = 0\u201d",
           "128 of 128, \u201cp = 0\u201d"),
      with(last_layers(s, untrained, layers, last), "5c\u2013d",
           fmt::format("anchored neurons in the last {} of {} layers ({} if all layers were alike)",
                       last, layers, share_text(last, layers)),
           "more in layers 10\u201312", "more in layers 10\u201312"),
      with(most_frequent(s, untrained), "6a", "most neurons on one network, PCC > 0.25", "BN 89",
           "BN 57"),
  };
  for (ComparisonRow& row : compare_tags_with_paper(s, untrained, stories))
    rows.push_back(std::move(row));
  for (ComparisonRow& row : compare_pairs_with_paper(s, untrained)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace anbn
