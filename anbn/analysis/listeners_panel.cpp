// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/listeners_panel.h"

#include "anbn/core/nan.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/draws/draw_columns.h"
#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kFlipRows = 256;

float sign_of(float r, Delta delta) { return delta == Delta::absolute && r < 0 ? -1.0f : 1.0f; }

/// 1 / norm of the summed series of `group`, for each network; 0 where nothing is left of it.
/// @param products  [M x L x L]
std::vector<float> scale_of(const std::vector<double>& products, std::size_t listeners,
                            const std::vector<std::size_t>& group) {
  std::vector<float> scale(products.size() / (listeners * listeners));
  for (std::size_t j = 0; j < scale.size(); ++j) {
    const double* own_products = products.data() + j * listeners * listeners;
    double squares = 0, own = 0;
    for (std::size_t a : group) {
      own += own_products[a * listeners + a];
      for (std::size_t b : group) squares += own_products[a * listeners + b];
    }
    if (squares > 1e-10 * own) scale[j] = static_cast<float>(1 / std::sqrt(squares));
  }
  return scale;
}

std::vector<std::size_t> all_of(std::size_t listeners) {
  std::vector<std::size_t> all(listeners);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// Few enough neurons for the covariances with all listeners to stay in cache; a function of the
/// study alone, as shapes decide the last bit.
std::size_t block_size(std::size_t columns) {
  return std::clamp<std::size_t>((std::size_t{1} << 18) / std::max<std::size_t>(1, columns), 16,
                                 256);
}

/// The halves (anchored in each of both), then one cut for each listener left out; without scales.
std::vector<ScaledCut> cuts_of(std::size_t listeners, const std::vector<ListenerCut>& halves) {
  std::vector<ScaledCut> cuts;
  for (const ListenerCut& half : halves)
    cuts.push_back({half, {}, {}, ScaledCut::Anchored::in_both});
  for (std::size_t l = 0; l < listeners; ++l) {
    ListenerCut cut{{l}, all_of(listeners)};
    cut.second.erase(cut.second.begin() + static_cast<std::ptrdiff_t>(l));
    cuts.push_back({cut, {}, {}, ScaledCut::Anchored::in_second});
  }
  return cuts;
}

}  // namespace

ListenerSeries listener_series(const Matrix& neurons, const std::vector<Matrix>& listeners,
                               const Nuisance& nuisance, const Machine& machine) {
  ListenerSeries out;
  out.count = listeners.size();
  out.networks = listeners.front().cols;
  Matrix together(neurons.rows, out.count * out.networks);
  for (std::size_t l = 0; l < out.count; ++l)
    for (std::size_t t = 0; t < neurons.rows; ++t)
      std::copy_n(listeners[l].row(t).data(), out.networks,
                  together.row(t).data() + l * out.networks);
  out.series = drawable_series(neurons, together, nuisance, NullBasis::fourier, machine);
  return out;
}

void clean(const ListenerSeries& series, ArrangedListeners& arranged, Matrix& projections,
           const Backend& backend) {
  take_out(series.series.nuisance, view_of(arranged.networks), view_of(projections), backend);
  const std::size_t count = series.count, networks = series.networks;
  arranged.products.assign(networks * count * count, 0);
  std::vector<double> sums(networks);
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      std::fill(sums.begin(), sums.end(), 0);
      for (std::size_t t = 0; t < arranged.networks.rows; ++t) {
        const float* row = arranged.networks.row(t).data();
        const float *x = row + a * networks, *y = row + b * networks;
        for (std::size_t j = 0; j < networks; ++j) sums[j] += static_cast<double>(x[j]) * y[j];
      }
      for (std::size_t j = 0; j < networks; ++j)
        arranged.products[(j * count + a) * count + b] =
            arranged.products[(j * count + b) * count + a] = sums[j];
    }
}

ListenerPanel::ListenerPanel(const ListenerSeries& series, const std::vector<ListenerCut>& halves,
                             const SignFlips& flips, Delta delta, const Backend& backend)
    : series_(series),
      flips_(flips),
      delta_(delta),
      backend_(backend),
      cuts_(cuts_of(series.count, halves)),
      block_(block_size(series.count * series.networks)),
      arranged_{Matrix(series.series.networks.rows, series.series.networks.cols), {}},
      projections_(series.series.nuisance.rows, series.series.networks.cols),
      products_(block_, series.count * series.networks),
      sums_(block_, series.networks),
      first_(block_, series.networks),
      second_(block_, series.networks),
      statistics_(block_, series.networks),
      flipped_(kFlipRows, flips.signs.cols),
      maxima_(std::max(block_, series.networks)) {}

ListenerFigures ListenerPanel::observed() {
  arranged_.networks = series_.series.networks;
  return measure();
}

ListenerFigures ListenerPanel::drawn(RandomKey key) {
  randomize_phases(series_.series.networks, key, arranged_.networks.values.data(),
                   arranged_.networks.cols);
  return measure();
}

/// What turns covariances with this arrangement into correlations.
void ListenerPanel::scale() {
  const auto of_group = [&](const std::vector<std::size_t>& group) {
    return scale_of(arranged_.products, series_.count, group);
  };
  for (ScaledCut& cut : cuts_)
    cut.first = of_group(cut.cut.first), cut.second = of_group(cut.cut.second);
  all_scale_ = of_group(all_of(series_.count));
  one_scale_.clear();
  for (std::size_t l = 0; l < series_.count; ++l) {
    const std::vector<float> one = of_group({l});
    one_scale_.insert(one_scale_.end(), one.begin(), one.end());
  }
}

MutableView ListenerPanel::listener_block(std::size_t listener, std::size_t count) {
  return columns_of(rows_of(products_, 0, count), listener * series_.networks, series_.networks);
}

ListenerFigures ListenerPanel::measure() {
  const std::size_t neurons = series_.series.neurons.rows, networks = series_.networks;
  clean(series_, arranged_, projections_, backend_);
  scale();
  figures_ = {};
  const auto prepare = [&](SideOfListeners& side, std::size_t series) {
    side.anchors.resize(series);
    side.by_listener = Matrix(series, series_.count);
    std::fill(side.by_listener.values.begin(), side.by_listener.values.end(), kFloatNan);
  };
  prepare(figures_.neurons, neurons);
  prepare(figures_.networks, networks);
  for (Tally* tally : {&half_, &rest_})
    for (auto* sum : {&tally->selected, &tally->held_out, &tally->count}) sum->assign(neurons, 0);
  same_.assign(neurons, 0);
  best_of_all_.assign(networks, {});
  for (auto& best : best_) best.assign(cuts_.size(), std::vector<Best>(networks));
  for (std::size_t first = 0; first < neurons; first += block_)
    add_block(first, std::min(block_, neurons - first));

  SideOfListeners& side = figures_.neurons;
  finish_tally(half_, side.half_selected, side.half_held_out);
  finish_tally(rest_, side.rest_selected, side.rest_held_out);
  const auto halves = static_cast<float>(cuts_.size() - series_.count);
  for (float same : same_) side.half_same.push_back(same / halves);
  finish_pairs(side);
  finish_networks();
  finish_pairs(figures_.networks);
  return std::move(figures_);
}

void ListenerPanel::add_block(std::size_t first, std::size_t count) {
  backend_.gemm(1, rows_of(series_.series.neurons, first, count), Transpose::no,
                view_of(arranged_.networks), Transpose::no, 0, rows_of(products_, 0, count));
  sum_all(count);
  anchor_in_all(first, count);
  for (std::size_t c = 0; c < cuts_.size(); ++c) {
    const ScaledCut& cut = cuts_[c];
    correlate(cut, count);
    const Group one{&first_, &cut.first}, other{&second_, &cut.second};
    if (cut.anchored == ScaledCut::Anchored::in_second) {
      choose(other, one, first, count, rest_, best_[1][c], anchors_[1]);
      continue;
    }
    choose(one, other, first, count, half_, best_[0][c], anchors_[0]);
    choose(other, one, first, count, half_, best_[1][c], anchors_[1]);
    for (std::size_t i = 0; i < count; ++i)
      same_[first + i] += anchors_[0][i] == anchors_[1][i] ? 1.0f : 0.0f;
  }
}

/// The covariances with the sum of all listeners.
void ListenerPanel::sum_all(std::size_t count) {
  const MutableView sums = rows_of(sums_, 0, count);
  std::fill(sums_.values.begin(), sums_.values.end(), 0.0f);
  for (std::size_t l = 0; l < series_.count; ++l) backend_.add(listener_block(l, count), sums);
}

void ListenerPanel::anchor_in_all(std::size_t first, std::size_t count) {
  const std::size_t networks = series_.networks;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < networks; ++j) second_(i, j) = sums_(i, j) * all_scale_[j];
  // Nothing is held out here: the other group is the same.
  const Group all{&second_, &all_scale_};
  Tally none;
  std::vector<Best> before = best_of_all_;
  choose(all, all, first, count, none, best_of_all_, anchors_[0]);
  const auto keep = [&](SideOfListeners& side, std::size_t row, std::size_t i, std::size_t j,
                        std::size_t partner) {
    const float r = second_(i, j), sign = sign_of(r, delta_);
    side.anchors[row] = {partner, r};
    for (std::size_t l = 0; l < series_.count; ++l) {
      const float scale = one_scale_[l * networks + j];
      side.by_listener(row, l) =
          scale == 0 ? kFloatNan : sign * products_(i, l * networks + j) * scale;
    }
  };
  for (std::size_t i = 0; i < count; ++i)
    keep(figures_.neurons, first + i, i, anchors_[0][i], anchors_[0][i]);
  for (std::size_t j = 0; j < networks; ++j)
    if (const std::size_t neuron = best_of_all_[j].neuron; neuron != before[j].neuron)
      keep(figures_.networks, j, neuron - first, j, neuron);
}

/// The correlations of a block with the summed series of both groups of a cut.
void ListenerPanel::correlate(const ScaledCut& cut, std::size_t count) {
  const MutableView sums = rows_of(first_, 0, count);
  const std::size_t networks = series_.networks;
  const ConstView one = listener_block(cut.cut.first[0], count);
  for (std::size_t i = 0; i < count; ++i)
    std::copy_n(one.data + i * one.stride, networks, sums.data + i * sums.stride);
  for (std::size_t l = 1; l < cut.cut.first.size(); ++l)
    backend_.add(listener_block(cut.cut.first[l], count), sums);
  for (std::size_t i = 0; i < count; ++i) {
    float* first = first_.row(i).data();
    float* second = second_.row(i).data();
    const float* all = sums_.row(i).data();
    for (std::size_t j = 0; j < networks; ++j) {
      second[j] = (all[j] - first[j]) * cut.second[j];
      first[j] *= cut.first[j];
    }
  }
}

/// What is to be largest, the same shape as the correlations; a network that the group does not
/// have is never chosen.
const Matrix& ListenerPanel::statistics(const Group& group, std::size_t count) {
  const bool whole =
      std::find(group.scale->begin(), group.scale->end(), 0.0f) == group.scale->end();
  if (whole && delta_ == Delta::signed_value) return *group.correlations;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < series_.networks; ++j)
      statistics_(i, j) =
          (*group.scale)[j] == 0 ? kBelowAll : statistic((*group.correlations)(i, j), delta_);
  return statistics_;
}

/// Anchors a block in one group and looks the pairs up in the other.
void ListenerPanel::choose(const Group& chosen, const Group& other, std::size_t first,
                           std::size_t count, Tally& tally, std::vector<Best>& best,
                           std::vector<std::size_t>& anchors) {
  const Matrix& values = statistics(chosen, count);
  const ConstView view = rows_of(values, 0, count);
  const std::size_t networks = series_.networks;
  const auto held_out = [&](std::size_t i, std::size_t j) {
    if ((*other.scale)[j] == 0) return kFloatNan;
    return sign_of((*chosen.correlations)(i, j), delta_) * (*other.correlations)(i, j);
  };
  maxima_.assign(count, 2 * kBelowAll);
  backend_.row_maxima(view, maxima_);
  anchors.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = values.row(i);
    const auto j =
        static_cast<std::size_t>(std::find(row.begin(), row.end(), maxima_[i]) - row.begin());
    anchors[i] = j;
    const float held = held_out(i, j);
    if (tally.count.empty() || std::isnan(held)) continue;
    tally.selected[first + i] += maxima_[i];
    tally.held_out[first + i] += held;
    ++tally.count[first + i];
  }
  maxima_.resize(networks);
  for (std::size_t j = 0; j < networks; ++j) maxima_[j] = best[j].statistic;
  backend_.column_maxima(view, maxima_);
  for (std::size_t j = 0; j < networks; ++j) {
    if (!(maxima_[j] > best[j].statistic)) continue;
    std::size_t i = 0;
    while (values(i, j) != maxima_[j]) ++i;
    best[j] = {maxima_[j], maxima_[j], held_out(i, j), first + i};
  }
}

void ListenerPanel::finish_tally(const Tally& tally, std::vector<float>& selected,
                                 std::vector<float>& held_out) const {
  for (std::size_t i = 0; i < tally.count.size(); ++i) {
    selected.push_back(static_cast<float>(tally.selected[i] / tally.count[i]));  // 0 / 0 is NaN
    held_out.push_back(static_cast<float>(tally.held_out[i] / tally.count[i]));
  }
}

/// The networks' side of the cuts, and the largest pair of all.
void ListenerPanel::finish_networks() {
  const std::size_t networks = series_.networks, halves = cuts_.size() - series_.count;
  SideOfListeners& side = figures_.networks;
  Tally half{std::vector<double>(networks), std::vector<double>(networks),
             std::vector<double>(networks)};
  Tally rest = half, best_half{{0}, {0}, {0}}, best_rest = best_half;
  side.half_same.assign(networks, 0);
  const auto add = [](Tally& tally, std::size_t at, const Best& b) {
    if (b.neuron == kNoIndex || std::isnan(b.held_out)) return;
    tally.selected[at] += b.selected, tally.held_out[at] += b.held_out, ++tally.count[at];
  };
  for (std::size_t c = 0; c < cuts_.size(); ++c)
    for (std::size_t direction = c < halves ? 0 : 1; direction < 2; ++direction) {
      const std::vector<Best>& best = best_[direction][c];
      for (std::size_t j = 0; j < networks; ++j) add(c < halves ? half : rest, j, best[j]);
      const auto largest =
          std::max_element(best.begin(), best.end(),
                           [](const Best& a, const Best& b) { return a.statistic < b.statistic; });
      if (largest != best.end()) add(c < halves ? best_half : best_rest, 0, *largest);
    }
  for (std::size_t c = 0; c < halves; ++c)
    for (std::size_t j = 0; j < networks; ++j)
      if (const std::size_t i = best_[0][c][j].neuron; i != kNoIndex && i == best_[1][c][j].neuron)
        side.half_same[j] += 1 / static_cast<float>(halves);
  finish_tally(half, side.half_selected, side.half_held_out);
  finish_tally(rest, side.rest_selected, side.rest_held_out);
  figures_.best = {
      best_half.selected[0] / best_half.count[0], best_half.held_out[0] / best_half.count[0],
      best_rest.selected[0] / best_rest.count[0], best_rest.held_out[0] / best_rest.count[0]};
}

/// Mean, spread and sign-flip test of the anchored pairs over listeners.
void ListenerPanel::finish_pairs(SideOfListeners& side) {
  const std::size_t series = side.anchors.size();
  Matrix values = side.by_listener;
  std::vector<float> sums;
  for (std::size_t i = 0; i < series; ++i) {
    double sum = 0, squares = 0, n = 0;
    for (float& r : values.row(i)) {
      if (std::isnan(r)) {
        r = 0;  // takes no part, whatever its sign
        continue;
      }
      sum += r, ++n;
    }
    for (float r : side.by_listener.row(i))
      if (!std::isnan(r)) squares += (r - sum / n) * (r - sum / n);
    sums.push_back(static_cast<float>(sum));
    side.listener_mean.push_back(n > 0 ? static_cast<float>(sum / n) : kFloatNan);
    side.listener_sd.push_back(n > 1 ? static_cast<float>(std::sqrt(squares / (n - 1)))
                                     : kFloatNan);
  }
  side.flip_p.assign(series, kFloatNan);
  for (std::size_t first = 0; first < series; first += kFlipRows) {
    const std::size_t count = std::min(kFlipRows, series - first);
    backend_.gemm(1, rows_of(values, first, count), Transpose::no, view_of(flips_.signs),
                  Transpose::no, 0, rows_of(flipped_, 0, count));
    for (std::size_t i = 0; i < count; ++i) {
      if (std::isnan(side.listener_mean[first + i])) continue;
      const float least = sums[first + i] - kTie * static_cast<float>(series_.count);
      std::uint32_t reached = 0;
      for (float flipped : flipped_.row(i)) reached += flipped >= least;
      side.flip_p[first + i] = static_cast<float>(flips_.p(reached));
    }
  }
}

}  // namespace anbn
