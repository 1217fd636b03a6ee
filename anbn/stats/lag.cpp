// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/lag.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/target_panel.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kLags = 2 * kLargestLag + 1;
constexpr std::size_t kFewestVolumes = 3;
// Of a network's variance over the story (1), so little within a window is rounding.
constexpr double kNoVariance = 1e-10;
// At one volume's distance the HRF keeps about this much of a trace: more is no clear difference.
constexpr double kClearlyBelow = 0.9;

/// Volumes first .. first+count-1 of the networks meet the words at one lag.
struct Window {
  std::size_t first = 0, count = 0;
};

Window network_window(int lag, std::size_t volumes) {
  const auto shift = static_cast<std::size_t>(std::abs(lag));
  if (shift >= volumes) return {};
  return {lag > 0 ? shift : 0, volumes - shift};
}

int lag_at(std::size_t row) { return static_cast<int>(row) - kLargestLag; }

/// Row l: the words shifted by lag l, with mean 0 and norm 1 over their window and 0 outside, so
/// that its product with a series needs only that series' norm over the window.
Matrix shifted_words(std::span<const float> predicted) {
  Matrix words(kLags, predicted.size());
  for (std::size_t l = 0; l < kLags; ++l) {
    const Window window = network_window(lag_at(l), predicted.size());
    if (window.count < kFewestVolumes) continue;
    const std::size_t first = lag_at(l) < 0 ? predicted.size() - window.count : 0;
    Matrix overlap(window.count, 1);
    std::copy_n(predicted.begin() + static_cast<std::ptrdiff_t>(first), window.count,
                overlap.values.begin());
    const Standardized unit = unit_columns(overlap);
    std::copy(unit.values.values.begin(), unit.values.values.end(),
              words.row(l).begin() + static_cast<std::ptrdiff_t>(window.first));
  }
  return words;
}

/// The norm of each network over the window, around its mean there.
std::vector<double> window_norms(const Matrix& networks, Window window) {
  std::vector<double> sum(networks.cols), squares(networks.cols);
  for (std::size_t t = window.first; t < window.first + window.count; ++t)
    for (std::size_t j = 0; j < networks.cols; ++j) {
      const double v = networks(t, j);
      sum[j] += v;
      squares[j] += v * v;
    }
  for (std::size_t j = 0; j < networks.cols; ++j) {
    const double left = squares[j] - sum[j] * sum[j] / static_cast<double>(window.count);
    squares[j] = left > kNoVariance ? std::sqrt(left) : 0;
  }
  return squares;
}

/// The strongest |r| at each lag, and whose; NaN where there is none.
struct Strongest {
  std::vector<double> correlation = std::vector<double>(kLags, kNan);
  std::vector<std::size_t> network = std::vector<std::size_t>(kLags, kNoIndex);
};

Strongest strongest_traces(const Matrix& words, const Matrix& networks, const Backend& backend) {
  Matrix products(kLags, networks.cols);
  backend.gemm(1, view_of(words), Transpose::no, view_of(networks), Transpose::no, 0,
               view_of(products));
  Strongest out;
  for (std::size_t l = 0; l < kLags; ++l) {
    const Window window = network_window(lag_at(l), networks.rows);
    const auto row = words.row(l);
    const bool words_vary = std::any_of(row.begin(), row.end(), [](float v) { return v != 0; });
    if (window.count < kFewestVolumes || !words_vary) continue;
    const std::vector<double> norms = window_norms(networks, window);
    for (std::size_t j = 0; j < networks.cols; ++j) {
      if (norms[j] == 0) continue;
      const double r = std::min(1.0, std::abs(products(l, j)) / norms[j]);
      if (out.network[l] != kNoIndex && !(r > out.correlation[l])) continue;
      out.correlation[l] = r;
      out.network[l] = j;
    }
  }
  return out;
}

double largest_of(const std::vector<double>& values) {
  double largest = kNan;
  for (double v : values)
    if (std::isnan(largest) || v > largest) largest = v;
  return largest;
}

std::vector<Strongest> noise_traces(const Matrix& words, const TargetSource& source,
                                    std::size_t draws, std::uint64_t seed, const Machine& machine) {
  std::vector<Strongest> noise(draws);
  struct Panel {
    Matrix turned, surrogate;
  };
  DrawLoop<Panel> loop(machine, 1, [&] {
    const Matrix empty(source.networks.rows, source.networks.cols);
    return Panel{empty, empty};
  });
  loop.begin("lags under random phases", draws);
  loop.run(0, draws, [&](Panel& panel, const DrawBlock& block) {
    randomize_phases(source.networks, random_key(seed, "lag", block.first),
                     panel.turned.values.data(), panel.turned.cols);
    machine.backend.gemm(1, view_of(source.clean), Transpose::no, view_of(panel.turned),
                         Transpose::no, 0, view_of(panel.surrogate));
    noise[block.first] = strongest_traces(words, panel.surrogate, machine.backend);
  });
  return noise;
}

/// Columns of mean 0 and norm 1 without the nuisance set; 0 throughout where that leaves nothing.
Matrix cleaned(MatrixView series, const Nuisance& nuisance) {
  return unit_residuals(unit_columns(series).values, nuisance).values;
}

}  // namespace

LagCheck lag_check(std::span<const float> predicted, MatrixView networks, const Nuisance& nuisance,
                   std::size_t draws, std::uint64_t seed, const Machine& machine) {
  if (predicted.size() != networks.rows)
    fail(
        "the words have {} volumes and the networks {}; expected the same story in both. Check "
        "first_volume and volumes.",
        predicted.size(), networks.rows);
  Matrix rate(predicted.size(), 1);
  std::copy(predicted.begin(), predicted.end(), rate.values.begin());
  const Matrix words = shifted_words(cleaned(rate, nuisance).values);
  const Strongest observed = strongest_traces(words, cleaned(networks, nuisance), machine.backend);
  const TargetSource source(unit_columns(networks).values, nuisance, NullBasis::fourier,
                            machine.backend);
  const auto noise = noise_traces(words, source, draws, seed, machine);
  LagCheck check;
  for (std::size_t l = 0; l < kLags; ++l) {
    std::vector<double> values;
    double sum = 0;
    for (const Strongest& s : noise) {
      values.push_back(s.correlation[l]);
      sum += s.correlation[l];
    }
    check.traces.push_back({lag_at(l), observed.network[l], observed.correlation[l],
                            draws == 0 ? kNan : sum / static_cast<double>(draws),
                            percentile(std::move(values), 95)});
  }
  std::vector<double> largest;
  for (const Strongest& s : noise) largest.push_back(largest_of(s.correlation));
  check.noise_95_any = percentile(std::move(largest), 95);
  return check;
}

AudioPlacement audio_placement(const LagCheck& check, double tr_s) {
  AudioPlacement out;
  out.correlation = kNan;
  out.correlation_at_zero = kNan;
  out.noise_95_any = check.noise_95_any;
  for (const LagTrace& trace : check.traces) {
    if (trace.lag_volumes == 0) out.correlation_at_zero = trace.correlation;
    if (std::isnan(trace.correlation)) continue;
    // Of equals the nearest to 0, so that a flat curve accuses nobody.
    const bool nearer = std::abs(trace.lag_volumes) < std::abs(out.best_lag_volumes);
    if (std::isnan(out.correlation) || trace.correlation > out.correlation ||
        (trace.correlation == out.correlation && nearer)) {
      out.correlation = trace.correlation;
      out.best_lag_volumes = trace.lag_volumes;
    }
  }
  if (std::isnan(out.correlation)) {
    out.words = "no lag check: the number of words, or every network, is constant";
    return out;
  }
  const std::string found = fmt::format(
      "the rate of words leaves its strongest trace at lag {} (partial |r| {:.2f}; lag 0 {:.2f}; "
      "noise stays below {:.2f} in 95 % of cases)",
      out.best_lag_volumes, out.correlation, out.correlation_at_zero, out.noise_95_any);
  // Listeners' responses differ from the canonical one by a second or two: no wrong offset.
  const bool far = std::abs(out.best_lag_volumes) >= 2 && std::abs(out.best_lag_volumes) * tr_s > 2;
  if (!(out.correlation > out.noise_95_any)) {
    out.words = found + ": not above noise, so it cannot tell whether the audio is in place";
  } else if (far && !(out.correlation_at_zero >= kClearlyBelow * out.correlation)) {
    out.finding = AudioPlacement::Finding::shifted;
    out.audio_start_change_s = out.best_lag_volumes * tr_s;
    out.words = found + fmt::format(": is audio_start_s wrong? Adding {:+g} s would bring it to 0",
                                    out.audio_start_change_s);
  } else {
    out.finding = AudioPlacement::Finding::in_place;
    out.words = found + ": the audio seems to be in place";
  }
  return out;
}

}  // namespace anbn
