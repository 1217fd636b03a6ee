// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/nuisance.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace anbn {
namespace {

// Below this share of its norm a regressor that came from a float32 file is rounding noise.
constexpr double kRedundant = 1e-6;
// Series are float32 of norm 1, and of surrogates thousands are made: less than a thousandth of
// what is left here would be rounding noise.
constexpr double kExplained = 1e-4;

double norm(std::span<const double> x) {
  double squares = 0;
  for (double v : x) squares += v * v;
  return std::sqrt(squares);
}

void subtract_projections(std::span<double> x, std::span<const double> basis) {
  for (std::size_t begin = 0; begin < basis.size(); begin += x.size()) {
    const auto row = basis.subspan(begin, x.size());
    double product = 0;
    for (std::size_t t = 0; t < x.size(); ++t) product += row[t] * x[t];
    for (std::size_t t = 0; t < x.size(); ++t) x[t] -= product * row[t];
  }
}

/// Adds what the regressor `x` explains beyond the set.
void add(const std::string& name, std::vector<double> x, Nuisance& to) {
  to.names.push_back(name);
  const double size = norm(x);
  for (double& v : x) v = size > 0 ? v / size : 0;
  // Once is not enough where little is left: the second pass takes out the rounding of the first.
  subtract_projections(x, to.basis);
  const double left = norm(x);
  if (!(left > kRedundant)) {
    to.redundant.push_back(name);
    return;
  }
  for (double& v : x) v /= left;
  subtract_projections(x, to.basis);
  const double unit = norm(x);
  for (double v : x) to.basis.push_back(v / unit);
}

}  // namespace

std::vector<Regressor> cosine_regressors(std::size_t volumes, double tr_s, double cutoff_s) {
  if (!(cutoff_s >= 0) || std::isinf(cutoff_s))
    fail("cut-off period is {} s; expected a number above 0, or 0 for no cosines", cutoff_s);
  const auto total = static_cast<double>(volumes);
  std::vector<Regressor> set = {
      {"intercept", std::vector<double>(volumes, volumes == 0 ? 0 : std::sqrt(1 / total))}};
  // Of T cosines only T - 1 differ from each other and the intercept. The nudge is for a quotient
  // that is whole but for rounding (T tr_s = 423 s and 128 s are not, 384 s are).
  const double wanted = cutoff_s == 0 ? 0 : std::floor(2 * total * tr_s / cutoff_s + 1e-9);
  const auto count = static_cast<std::size_t>(std::max(0.0, std::min(wanted, total - 1)));
  for (std::size_t k = 1; k <= count; ++k) {
    Regressor cosine{fmt::format("cosine_{}", k), std::vector<double>(volumes)};
    for (std::size_t t = 0; t < volumes; ++t)
      cosine.values[t] =
          std::sqrt(2 / total) *
          std::cos(std::numbers::pi * static_cast<double>((2 * t + 1) * k) / (2 * total));
    set.push_back(std::move(cosine));
  }
  return set;
}

std::vector<Regressor> story_time_regressors(std::size_t volumes) {
  Regressor time{"story_time", std::vector<double>(volumes)};
  Regressor square{"story_time_squared", std::vector<double>(volumes)};
  const double last = volumes > 1 ? static_cast<double>(volumes - 1) : 1;
  for (std::size_t t = 0; t < volumes; ++t) {
    time.values[t] = 2 * static_cast<double>(t) / last - 1;
    square.values[t] = time.values[t] * time.values[t];
  }
  return {time, square};
}

double freedom_left(const Nuisance& nuisance, std::size_t first, std::size_t count) {
  double left = static_cast<double>(count) - 1;
  for (std::size_t k = 1; k < nuisance.rank(); ++k)
    for (std::size_t t = first; t < first + count; ++t) {
      const double weight = nuisance.basis[k * nuisance.volumes + t];
      left -= weight * weight;
    }
  return left;
}

Nuisance make_nuisance(std::size_t volumes, std::span<const Regressor> regressors) {
  Nuisance out;
  out.volumes = volumes;
  for (const Regressor& regressor : regressors) {
    if (regressor.values.size() != volumes)
      fail("nuisance regressor '{}' has {} values; expected one for each of the {} volumes used",
           regressor.name, regressor.values.size(), volumes);
    if (!std::all_of(regressor.values.begin(), regressor.values.end(),
                     [](double v) { return std::isfinite(v); }))
      fail(
          "nuisance regressor '{}' has a value that is missing or infinite; expected numbers "
          "throughout. Fill the gaps or leave it out.",
          regressor.name);
    add(regressor.name, regressor.values, out);
  }
  return out;
}

Nuisance extended(Nuisance nuisance, const Matrix& more, const std::string& name) {
  nuisance.volumes = more.rows;
  std::vector<double> column(more.rows);
  for (std::size_t j = 0; j < more.cols; ++j) {
    for (std::size_t t = 0; t < more.rows; ++t) column[t] = more(t, j);
    add(name, column, nuisance);
  }
  return nuisance;
}

namespace {

/// Columns at a time: of a story they stay in the cache while one regressor after the other is
/// taken out.
constexpr std::size_t kTogether = 64;

/// What is left of the columns `first` and following, each of norm 1, and the squares of the norms
/// that were left.
void clean(const Matrix& unit_series, const Nuisance& nuisance, std::size_t first, Matrix& out,
           std::vector<double>& left) {
  const std::size_t volumes = unit_series.rows,
                    count = std::min(kTogether, unit_series.cols - first);
  std::vector<double> residual(volumes * count), product(count), scale(count);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t j = 0; j < count; ++j) residual[t * count + j] = unit_series(t, first + j);
  for (std::size_t k = 0; k < nuisance.rank(); ++k) {
    const double* row = nuisance.basis.data() + k * volumes;
    std::fill(product.begin(), product.end(), 0);
    for (std::size_t t = 0; t < volumes; ++t)
      for (std::size_t j = 0; j < count; ++j) product[j] += row[t] * residual[t * count + j];
    for (std::size_t t = 0; t < volumes; ++t)
      for (std::size_t j = 0; j < count; ++j) residual[t * count + j] -= row[t] * product[j];
  }
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t j = 0; j < count; ++j)
      scale[j] += residual[t * count + j] * residual[t * count + j];
  for (std::size_t j = 0; j < count; ++j) {
    left[first + j] = scale[j];
    const double norm = std::sqrt(scale[j]);
    // An empty set leaves columns as they are, to the bit.
    scale[j] = nuisance.rank() == 0 ? 1 : norm > kExplained ? 1 / norm : 0;
  }
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t j = 0; j < count; ++j)
      out(t, first + j) = static_cast<float>(residual[t * count + j] * scale[j]);
}

}  // namespace

Residuals unit_residuals(const Matrix& unit_series, const Nuisance& nuisance) {
  Threads alone(1);
  return unit_residuals(unit_series, nuisance, alone);
}

Residuals unit_residuals(const Matrix& unit_series, const Nuisance& nuisance, Threads& threads) {
  Residuals out{Matrix(unit_series.rows, unit_series.cols), {}, {}};
  std::vector<double> left(unit_series.cols);
  threads.for_each_block((left.size() + kTogether - 1) / kTogether,
                         [&](std::size_t block, std::size_t) {
                           clean(unit_series, nuisance, block * kTogether, out.values, left);
                         });
  for (std::size_t j = 0; j < left.size(); ++j) {
    out.r2.push_back(std::max(0.0, 1 - left[j]));
    if (!(std::sqrt(left[j]) > kExplained)) out.explained.push_back(j);
  }
  return out;
}

}  // namespace anbn
