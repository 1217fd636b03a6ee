// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/networks.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <string>

namespace anbn {
namespace {

constexpr double kPhi = 0.4;
constexpr double kDriftSd = 0.5;
// On purpose not the cosines that the calibrated test takes out: some waves are faster than its
// cut-off of 128 s, and no wave, line or walk is a sum of a few of them.
constexpr std::size_t kWaves = 3;
constexpr double kShortestWave_s = 100, kLongestWave_s = 600;
constexpr double kStepMemory_s = 15;
constexpr double kFarthestDelay = 2;  // standard deviations

/// The column `j` with mean 0 and length 1; empty if it is constant.
std::vector<double> unit_column(const Matrix& x, std::size_t j) {
  double mean = 0, length = 0;
  bool varies = false;
  for (std::size_t t = 0; t < x.rows; ++t) {
    mean += x(t, j) / static_cast<double>(x.rows);
    varies = varies || x(t, j) != x(0, j);
  }
  if (!varies) return {};
  std::vector<double> unit(x.rows);
  for (std::size_t t = 0; t < x.rows; ++t) {
    unit[t] = x(t, j) - mean;
    length += unit[t] * unit[t];
  }
  for (double& v : unit) v /= std::sqrt(length);
  return unit;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

std::vector<double> scanner_noise(std::size_t volumes, RandomKey key) {
  std::vector<double> x(volumes);
  double last = 0;
  for (std::size_t t = 0; t < volumes; ++t) {
    const double fresh = normal(key, t);
    last = t == 0 ? fresh : kPhi * last + std::sqrt(1 - kPhi * kPhi) * fresh;
    x[t] = last;
  }
  return x;
}

/// Mean 0 and standard deviation `sd` over the scan; a constant stays one, of 0.
void standardize(std::vector<double>& x, double sd) {
  const auto n = static_cast<double>(x.size());
  double mean = 0, squares = 0;
  for (double v : x) mean += v / n;
  for (double& v : x) {
    v -= mean;
    squares += v * v;
  }
  if (squares > 0)
    for (double& v : x) v *= sd / std::sqrt(squares / n);
}

std::vector<double> line(std::size_t volumes) {
  std::vector<double> x(volumes);
  for (std::size_t t = 0; t < volumes; ++t) x[t] = static_cast<double>(t);
  return x;
}

/// Sines of random periods, phases and heights.
std::vector<double> waves(std::size_t volumes, double tr_s, RandomKey key) {
  std::vector<double> x(volumes);
  for (std::size_t wave = 0; wave < kWaves; ++wave) {
    const double period_s =
        kShortestWave_s + (kLongestWave_s - kShortestWave_s) * uniform(key, 3 * wave);
    const double phase = uniform(key, 3 * wave + 1), height = normal(key, 3 * wave + 2);
    for (std::size_t t = 0; t < volumes; ++t)
      x[t] += height *
              std::sin(2 * std::numbers::pi * (static_cast<double>(t) * tr_s / period_s + phase));
  }
  return x;
}

/// A random walk whose steps remember one another, so that it is smooth.
std::vector<double> walk(std::size_t volumes, double tr_s, RandomKey key) {
  const double memory = std::exp(-tr_s / kStepMemory_s);
  std::vector<double> x(volumes);
  double place = 0, step = 0;
  for (std::size_t t = 0; t < volumes; ++t) {
    const double fresh = normal(key, t);
    step = t == 0 ? fresh : memory * step + std::sqrt(1 - memory * memory) * fresh;
    x[t] = place += step;
  }
  return x;
}

/// The key of one part of what a network of a listener is made of.
RandomKey part_key(const ListenerOptions& o, std::size_t network, std::string_view part) {
  const std::uint64_t number = static_cast<std::uint64_t>(o.listener) << 32 | network;
  return random_key(o.seed, fmt::format("simulate/{}/{}", part, o.story), number);
}

}  // namespace

DistinctNeurons::DistinctNeurons(std::span<const Matrix> timecourses)
    : timecourses_(timecourses), taken_(timecourses.size()) {}

bool DistinctNeurons::take(std::size_t neuron) {
  std::vector<std::vector<double>> columns;
  for (std::size_t s = 0; s < timecourses_.size(); ++s) {
    columns.push_back(unit_column(timecourses_[s], neuron));
    if (columns[s].empty() ||
        std::any_of(taken_[s].begin(), taken_[s].end(), [&](const auto& other) {
          return std::abs(dot(other, columns[s])) >= kDriversCorrelateBelow;
        }))
      return false;
  }
  chosen_.push_back(neuron);
  for (std::size_t s = 0; s < timecourses_.size(); ++s) taken_[s].push_back(columns[s]);
  return true;
}

void DistinctNeurons::take_at_random(std::size_t count, std::uint64_t seed) {
  const std::size_t neurons = timecourses_.empty() ? 0 : timecourses_.front().cols;
  for (std::size_t neuron : random_permutation(random_key(seed, "simulate/neurons"), neurons)) {
    if (chosen_.size() >= count) break;
    take(neuron);
  }
  if (chosen_.size() < count)
    fail(
        "found {} neurons whose time courses correlate below {} with one another; expected {} to "
        "drive networks; ask for fewer (--driven) or take a larger model",
        chosen_.size(), kDriversCorrelateBelow, count);
}

HrfShape response_shape(std::size_t network, const ListenerOptions& o) {
  const auto delay = [&](std::string_view whose, std::size_t number) {
    const double z = normal(random_key(o.seed, fmt::format("simulate/delay/{}", whose), number), 0);
    return o.hrf_sd_s * std::clamp(z, -kFarthestDelay, kFarthestDelay);
  };
  HrfShape shape;
  const double later_s = delay("listener", o.listener) + delay("network", network);
  shape.peak_delay_s += later_s;
  shape.undershoot_delay_s += later_s;
  return shape;
}

Matrix listener_signals(const Drive& drive, const ListenerOptions& o) {
  const Matrix& activity = drive.activity;
  Matrix signals(activity.rows, activity.cols);
  for (std::size_t m = 0; m < activity.cols; ++m) {
    const std::vector<double> hrf = double_gamma_hrf(o.tr_s, response_shape(m, o));
    std::vector<double> x(activity.rows);
    for (std::size_t t = 0; t < x.size(); ++t)
      for (std::size_t k = 0; k <= std::min(t, hrf.size() - 1); ++k)
        x[t] += hrf[k] * activity(t - k, m);
    const std::vector<double> used(
        x.begin() + static_cast<std::ptrdiff_t>(drive.first_volume),
        x.begin() + static_cast<std::ptrdiff_t>(drive.first_volume + drive.volumes));
    double mean = 0, squares = 0;
    for (const double v : used) mean += v / static_cast<double>(used.size());
    for (const double v : used) squares += (v - mean) * (v - mean);
    if (squares == 0) continue;
    const double sd = std::sqrt(squares / static_cast<double>(used.size()));
    for (std::size_t t = 0; t < x.size(); ++t) signals(t, m) = static_cast<float>(x[t] / sd);
  }
  return signals;
}

std::vector<double> own_activity(std::size_t volumes, std::size_t network,
                                 const ListenerOptions& o) {
  const std::vector<double> hrf = double_gamma_hrf(o.tr_s, response_shape(network, o));
  const RandomKey key = part_key(o, network, "own");
  double power = 0;
  for (double h : hrf) power += h * h;
  // The activity began before the scan did: white noise at the volumes -taps+1, ..., volumes-1.
  std::vector<double> white(volumes + hrf.size() - 1), x(volumes);
  for (std::size_t i = 0; i < white.size(); ++i) white[i] = normal(key, i) / std::sqrt(power);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t i = 0; i < hrf.size(); ++i) x[t] += hrf[i] * white[t + hrf.size() - 1 - i];
  return x;
}

std::vector<double> listener_drift(std::size_t volumes, std::size_t network,
                                   const ListenerOptions& o) {
  const RandomKey weights = part_key(o, network, "drift/weights");
  std::vector<double> parts[] = {line(volumes),
                                 waves(volumes, o.tr_s, part_key(o, network, "drift/waves")),
                                 walk(volumes, o.tr_s, part_key(o, network, "drift/walk"))};
  std::vector<double> x(volumes);
  for (std::size_t part = 0; part < std::size(parts); ++part) {
    standardize(parts[part], 1);
    for (std::size_t t = 0; t < volumes; ++t) x[t] += normal(weights, part) * parts[part][t];
  }
  standardize(x, kDriftSd);
  return x;
}

Matrix listener_networks(const Matrix& signals, const ListenerOptions& o) {
  Matrix x(signals.rows, signals.cols);
  for (std::size_t m = 0; m < signals.cols; ++m) {
    const std::vector<double> scanner = scanner_noise(x.rows, part_key(o, m, "scanner"));
    const std::vector<double> own = own_activity(x.rows, m, o);
    const std::vector<double> drift = listener_drift(x.rows, m, o);
    for (std::size_t t = 0; t < x.rows; ++t)
      x(t, m) = static_cast<float>(o.snr * signals(t, m) + std::sqrt(0.5) * (scanner[t] + own[t]) +
                                   drift[t]);
  }
  return x;
}

}  // namespace anbn
