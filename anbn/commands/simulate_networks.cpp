// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate_networks.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"
#include "anbn/signal/hrf.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace anbn {
namespace {

constexpr double kPhi = 0.4;
constexpr double kSlowerThan_s = 128;  // the cut-off of the calibrated test's cosines
constexpr double kDriftSd = 0.5;

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

std::vector<double> own_activity(std::size_t volumes, const std::vector<double>& hrf,
                                 RandomKey key) {
  double power = 0;
  for (double h : hrf) power += h * h;
  // The activity began before the scan did: white noise at the volumes -taps+1, ..., volumes-1.
  std::vector<double> white(volumes + hrf.size() - 1), x(volumes);
  for (std::size_t i = 0; i < white.size(); ++i) white[i] = normal(key, i) / std::sqrt(power);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t i = 0; i < hrf.size(); ++i) x[t] += hrf[i] * white[t + hrf.size() - 1 - i];
  return x;
}

std::vector<double> slow_drift(std::size_t volumes, double tr_s, RandomKey key) {
  const double scan_s = static_cast<double>(volumes) * tr_s;
  const auto cosines = static_cast<std::size_t>(2 * scan_s / kSlowerThan_s);
  // A line of slope 1 and a cosine have variances 1/12 and 1/2.
  const double share = kDriftSd / std::sqrt(static_cast<double>(cosines + 1));
  std::vector<double> x(volumes);
  for (std::size_t t = 0; t < volumes; ++t) {
    const double along = (static_cast<double>(t) + 0.5) / static_cast<double>(volumes);  // 0 .. 1
    x[t] = share * std::sqrt(12.0) * normal(key, 0) * (along - 0.5);
    for (std::size_t k = 1; k <= cosines; ++k)
      x[t] += share * std::sqrt(2.0) * normal(key, k) *
              std::cos(std::numbers::pi * static_cast<double>(k) * along);
  }
  return x;
}

}  // namespace

std::vector<std::size_t> driving_neurons(std::span<const Matrix> timecourses, std::size_t count,
                                         std::uint64_t seed) {
  const std::size_t neurons = timecourses.empty() ? 0 : timecourses.front().cols;
  std::vector<std::size_t> chosen;
  std::vector<std::vector<std::vector<double>>> taken(timecourses.size());  // [story][chosen][T]
  for (std::size_t candidate : random_permutation(random_key(seed, "simulate/neurons"), neurons)) {
    if (chosen.size() == count) break;
    std::vector<std::vector<double>> columns;
    bool fits = true;
    for (std::size_t s = 0; s < timecourses.size() && fits; ++s) {
      columns.push_back(unit_column(timecourses[s], candidate));
      fits = !columns[s].empty() &&
             std::none_of(taken[s].begin(), taken[s].end(), [&](const auto& other) {
               return std::abs(dot(other, columns[s])) >= kDriversCorrelateBelow;
             });
    }
    if (!fits) continue;
    chosen.push_back(candidate);
    for (std::size_t s = 0; s < timecourses.size(); ++s) taken[s].push_back(columns[s]);
  }
  if (chosen.size() < count)
    fail(
        "found {} neurons whose time courses correlate below {} with one another; expected {} to "
        "drive networks; ask for fewer (--driven) or take a larger model",
        chosen.size(), kDriversCorrelateBelow, count);
  return chosen;
}

Matrix listener_networks(const Matrix& signals, const ListenerOptions& o) {
  const std::vector<double> hrf = double_gamma_hrf(o.tr_s);
  Matrix x(signals.rows, signals.cols);
  for (std::size_t m = 0; m < signals.cols; ++m) {
    const std::uint64_t number = static_cast<std::uint64_t>(o.listener) << 32 | m;
    const auto key = [&](std::string_view part) {
      return random_key(o.seed, fmt::format("simulate/{}/{}", part, o.story), number);
    };
    const std::vector<double> scanner = scanner_noise(x.rows, key("scanner"));
    const std::vector<double> own = own_activity(x.rows, hrf, key("own"));
    const std::vector<double> drift = slow_drift(x.rows, o.tr_s, key("drift"));
    for (std::size_t t = 0; t < x.rows; ++t)
      x(t, m) = static_cast<float>(o.snr * signals(t, m) + std::sqrt(0.5) * (scanner[t] + own[t]) +
                                   drift[t]);
  }
  return x;
}

}  // namespace anbn
