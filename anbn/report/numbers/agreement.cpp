// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/agreement.h"

#include "anbn/core/nan.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// A correlation of two points is 1 or -1, whatever they are.
constexpr std::size_t kFewestNetworks = 3;

void fill_row(NetworkProfile& profile, std::size_t row, const Anchors& anchors) {
  const std::size_t networks = anchors.network_correlation.size();
  std::size_t neurons = 0;
  for (const int network : anchors.neuron_network) {
    if (network < 1 || static_cast<std::size_t>(network) > networks) continue;
    ++neurons;
    profile.anchored(row, static_cast<std::size_t>(network) - 1) += 1;
  }
  for (std::size_t j = 0; j < networks; ++j) {
    profile.largest(row, j) = static_cast<float>(anchors.network_correlation[j]);
    profile.anchored(row, j) /= static_cast<float>(std::max<std::size_t>(1, neurons));
  }
}

/// [rows x M] the first rows, each column about its mean in units of its standard deviation.
Matrix in_deviations(const Matrix& values, std::size_t rows) {
  Matrix out(rows, values.cols);
  for (std::size_t j = 0; j < values.cols; ++j) {
    double sum = 0, squares = 0;
    for (std::size_t d = 0; d < rows; ++d) sum += values(d, j);
    const double mean = sum / static_cast<double>(rows);
    for (std::size_t d = 0; d < rows; ++d) squares += (values(d, j) - mean) * (values(d, j) - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(rows));
    for (std::size_t d = 0; d < rows; ++d)
      out(d, j) = deviation > 0 ? static_cast<float>((values(d, j) - mean) / deviation) : kFloatNan;
  }
  return out;
}

/// Pearson correlation over the places where both are numbers; NaN where these are too few, or one
/// of the two is the same at all of them.
double correlation_of(std::span<const float> x, std::span<const float> y) {
  double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t j = 0; j < std::min(x.size(), y.size()); ++j) {
    const double a = x[j], b = y[j];
    if (std::isnan(a) || std::isnan(b)) continue;
    n += 1;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const double vx = sxx - sx * sx / n, vy = syy - sy * sy / n;
  if (n < static_cast<double>(kFewestNetworks) || !(vx > 1e-12 * sxx) || !(vy > 1e-12 * syy))
    return kNan;
  return (sxy - sx * sy / n) / std::sqrt(vx * vy);
}

AgreementFigure figure_of(const Matrix& first, const Matrix& second, std::size_t rows) {
  if (rows == 0) return {kNan, kNoRange};
  std::vector<double> draws;
  for (std::size_t d = 1; d < rows; ++d)
    draws.push_back(correlation_of(first.row(d), second.row(d)));
  const double observed = correlation_of(first.row(0), second.row(0));
  return {observed, null_range(observed, std::move(draws), Tail::upper)};
}

}  // namespace

NetworkProfile network_profile(const FigureInput& input) {
  const Anchors& observed = input.beside_noise();
  const std::size_t networks = observed.network_correlation.size(), rows = 1 + input.noise.size();
  NetworkProfile profile{Matrix(rows, networks), Matrix(rows, networks)};
  fill_row(profile, 0, observed);
  for (std::size_t d = 1; d < rows; ++d) fill_row(profile, d, input.noise[d - 1]);
  return profile;
}

Agreement agreement(const NetworkProfile& first, const NetworkProfile& second) {
  const std::size_t rows = std::min(first.largest.rows, second.largest.rows);
  return {figure_of(in_deviations(first.largest, rows), in_deviations(second.largest, rows), rows),
          figure_of(first.anchored, second.anchored, rows)};
}

}  // namespace anbn
