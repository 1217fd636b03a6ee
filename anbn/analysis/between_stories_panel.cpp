// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/between_stories_panel.h"

#include "anbn/signal/surrogate.h"
#include "anbn/stats/draws/draw_columns.h"
#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace anbn {
namespace {

/// Sum of products. Sixteen sums side by side, so that a compiler may use wide registers without
/// changing the order of any sum; a row of networks is short enough for float.
float product_of(std::span<const float> x, std::span<const float> y) {
  std::array<float, 16> sums{};
  std::size_t j = 0;
  for (; j + sums.size() <= x.size(); j += sums.size())
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += x[j + k] * y[j + k];
  float sum = 0;
  for (; j < x.size(); ++j) sum += x[j] * y[j];
  for (float s : sums) sum += s;
  return sum;
}

}  // namespace

StoriesPanel::StoriesPanel(const std::vector<DrawableSeries>& stories, Delta delta,
                           const Backend& backend)
    : stories_(stories), delta_(delta), backend_(backend) {
  const std::size_t networks = stories.front().networks.cols;
  for (const DrawableSeries& story : stories) {
    networks_.emplace_back(story.networks.rows, networks);
    projections_.emplace_back(story.nuisance.rows, networks);
    correlations_.emplace_back(kNeurons, networks);
  }
  statistics_ = Matrix(kNeurons, networks);
}

StoryCouplings StoriesPanel::observed() {
  for (std::size_t s = 0; s < stories_.size(); ++s) networks_[s] = stories_[s].networks;
  return measure();
}

StoryCouplings StoriesPanel::drawn(std::span<const RandomKey> keys) {
  for (std::size_t s = 0; s < stories_.size(); ++s)
    randomize_phases(stories_[s].networks, keys[s], networks_[s].values.data(), networks_[s].cols);
  return measure();
}

StoryCouplings StoriesPanel::measure() {
  const std::size_t neurons = stories_.front().neurons.rows, stories = stories_.size();
  StoryCouplings out;
  for (std::size_t s = 0; s < stories; ++s) {
    const MutableView x = view_of(networks_[s]);
    take_out(stories_[s].nuisance, x, view_of(projections_[s]), backend_);
    divide_columns(x, column_norms(x));
    Anchoring& anchors = out.anchors.emplace_back();
    anchors.neurons.resize(neurons);
    anchors.networks.resize(stories_[s].networks.cols);
  }
  sums_.assign(stories, 0);
  products_.assign(stories * stories, 0);
  for (std::size_t first = 0; first < neurons; first += kNeurons) {
    const std::size_t count = std::min(kNeurons, neurons - first);
    for (std::size_t s = 0; s < stories; ++s) {
      backend_.gemm(1, rows_of(stories_[s].neurons, first, count), Transpose::no,
                    view_of(networks_[s]), Transpose::no, 0, rows_of(correlations_[s], 0, count));
      anchor_block(s, first, count, out.anchors[s]);
    }
    add_moments(count);
  }
  out.matrix_correlation = matrix_correlations();
  return out;
}

/// The argmaxes as far as block `first` goes; ties to the lowest index.
void StoriesPanel::anchor_block(std::size_t story, std::size_t first, std::size_t count,
                                Anchoring& anchors) {
  const Matrix& r = correlations_[story];
  const Matrix* values = &r;
  if (delta_ == Delta::absolute) {
    for (std::size_t k = 0; k < count * r.cols; ++k) statistics_.values[k] = std::abs(r.values[k]);
    values = &statistics_;
  }
  const ConstView view = rows_of(*values, 0, count);
  maxima_.assign(count, kBelowAll);
  backend_.row_maxima(view, maxima_);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = values->row(i);
    const auto j =
        static_cast<std::size_t>(std::find(row.begin(), row.end(), maxima_[i]) - row.begin());
    anchors.neurons[first + i] = {j, r(i, j)};
  }
  std::vector<float> before;
  for (const Anchor& a : anchors.networks)
    before.push_back(a.index == kNoIndex ? kBelowAll : statistic(a.correlation, delta_));
  maxima_ = before;
  backend_.column_maxima(view, maxima_);
  for (std::size_t j = 0; j < before.size(); ++j) {
    if (!(maxima_[j] > before[j])) continue;
    std::size_t i = 0;
    while ((*values)(i, j) != maxima_[j]) ++i;
    anchors.networks[j] = {first + i, r(i, j)};
  }
}

void StoriesPanel::add_moments(std::size_t count) {
  const std::vector<float> ones(statistics_.cols, 1);
  for (std::size_t a = 0; a < stories_.size(); ++a)
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = correlations_[a].row(i);
      sums_[a] += product_of(row, ones);
      for (std::size_t b = a; b < stories_.size(); ++b)
        products_[a * stories_.size() + b] += product_of(row, correlations_[b].row(i));
    }
}

std::vector<double> StoriesPanel::matrix_correlations() const {
  const std::size_t stories = stories_.size();
  const double n = static_cast<double>(stories_.front().neurons.rows * statistics_.cols);
  const auto centred = [&](std::size_t a, std::size_t b) {
    return products_[a * stories + b] - sums_[a] * sums_[b] / n;
  };
  std::vector<double> out;
  for (std::size_t a = 0; a < stories; ++a)
    for (std::size_t b = a + 1; b < stories; ++b)
      out.push_back(centred(a, b) / std::sqrt(centred(a, a) * centred(b, b)));
  return out;
}

}  // namespace anbn
