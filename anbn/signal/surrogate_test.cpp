// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/surrogate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace anbn {
namespace {

using Complex = std::complex<double>;

// The definition, in double: transform, turn the phases, transform back.
std::vector<Complex> fourier_transform(const std::vector<Complex>& x, double sign) {
  const auto n = static_cast<double>(x.size());
  std::vector<Complex> out(x.size());
  for (std::size_t f = 0; f < x.size(); ++f)
    for (std::size_t t = 0; t < x.size(); ++t)
      out[f] +=
          x[t] * std::polar(1.0, sign * 2 * std::numbers::pi * static_cast<double>(f * t) / n);
  return out;
}

std::vector<Complex> column(const Matrix& x, std::size_t j) {
  std::vector<Complex> out;
  for (std::size_t t = 0; t < x.rows; ++t) out.emplace_back(x(t, j));
  return out;
}

std::vector<Complex> surrogate_by_definition(const std::vector<Complex>& x, RandomKey key) {
  const std::size_t n = x.size();
  std::vector<Complex> spectrum = fourier_transform(x, -1);
  for (std::size_t f = 1; 2 * f < n; ++f) {
    spectrum[f] *= std::polar(1.0, 2 * std::numbers::pi * uniform(key, f));
    spectrum[n - f] = std::conj(spectrum[f]);
  }
  std::vector<Complex> out = fourier_transform(spectrum, 1);
  for (Complex& v : out) v /= static_cast<double>(n);
  return out;
}

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.cols; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < a.cols; ++k) sum += double{a(i, k)} * double{b(k, j)};
      c(i, j) = static_cast<float>(sum);
    }
  return c;
}

Matrix white_noise(std::size_t rows, std::size_t cols) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal({3, 5}, i));
  return x;
}

Matrix surrogate(const Matrix& x, RandomKey key) {
  const Matrix basis = fourier_basis(x.rows);
  Matrix turned(x.rows, x.cols);
  randomize_phases(product(basis, x), key, turned.values.data(), turned.cols);
  return product(transposed(basis), turned);
}

class Surrogates : public testing::TestWithParam<std::size_t> {};

TEST_P(Surrogates, EqualTheDefinitionByFourierTransform) {
  const Matrix x = white_noise(GetParam(), 2);
  const RandomKey key = random_key(1, "phase", 7);
  const Matrix y = surrogate(x, key);
  for (std::size_t j = 0; j < x.cols; ++j) {
    const auto want = surrogate_by_definition(column(x, j), key);
    for (std::size_t t = 0; t < x.rows; ++t) {
      EXPECT_NEAR(y(t, j), want[t].real(), 3e-6) << "volume " << t;
      EXPECT_NEAR(want[t].imag(), 0, 1e-9);
    }
  }
}

TEST_P(Surrogates, KeepTheSpectrumAndTheCrossSpectrum) {
  const Matrix x = white_noise(GetParam(), 2);
  const Matrix y = surrogate(x, random_key(1, "phase", 8));
  const auto x0 = fourier_transform(column(x, 0), -1), x1 = fourier_transform(column(x, 1), -1);
  const auto y0 = fourier_transform(column(y, 0), -1), y1 = fourier_transform(column(y, 1), -1);
  for (std::size_t f = 0; f < x.rows; ++f) {
    EXPECT_NEAR(std::abs(x0[f]), std::abs(y0[f]), 2e-5) << "frequency " << f;
    const Complex cross_x = x0[f] * std::conj(x1[f]), cross_y = y0[f] * std::conj(y1[f]);
    EXPECT_NEAR(std::abs(cross_x - cross_y), 0, 2e-4) << "frequency " << f;
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, Surrogates, testing::Values(1, 2, 3, 4, 9, 30, 47));

TEST(FourierBasis, IsOrthonormal) {
  for (std::size_t volumes : {1u, 2u, 3u, 8u, 31u, 282u}) {
    const Matrix basis = fourier_basis(volumes);
    const Matrix identity = product(basis, transposed(basis));
    for (std::size_t i = 0; i < volumes; ++i)
      for (std::size_t j = 0; j < volumes; ++j)
        ASSERT_NEAR(identity(i, j), i == j ? 1 : 0, 1e-6) << volumes << ": " << i << ", " << j;
  }
}

TEST(RandomizePhases, WritesOnlyItsOwnColumns) {
  const Matrix x = white_noise(6, 2);
  Matrix out(6, 5);
  for (float& v : out.values) v = -77;
  randomize_phases(x, random_key(1, "phase"), out.values.data() + 1, out.cols);
  for (std::size_t t = 0; t < 6; ++t) {
    EXPECT_EQ(out(t, 0), -77);
    EXPECT_NE(out(t, 1), -77);
    EXPECT_EQ(out(t, 3), -77);
  }
}

TEST(RandomizePhases, DrawsDiffer) {
  const Matrix x = white_noise(20, 1);
  EXPECT_NE(surrogate(x, random_key(1, "phase", 0)), surrogate(x, random_key(1, "phase", 1)));
}

TEST(WithoutStep, TakesOutWhatTheSetExplainsOfTheLineThroughTheEnds) {
  Matrix x(60, 2);
  for (std::size_t t = 0; t < x.rows; ++t) {
    x(t, 0) = 3 + 0.5f * static_cast<float>(t);
    x(t, 1) = static_cast<float>(normal(random_key(1, "step"), t));
  }
  std::vector<Regressor> set = cosine_regressors(60, 1.5, 60);
  Regressor line{"line", {}};
  for (std::size_t t = 0; t < x.rows; ++t) line.values.push_back(static_cast<double>(t));
  EXPECT_EQ(without_step(x, {}), x);
  // The intercept alone explains no slope.
  const Matrix level = without_step(x, make_nuisance(60, std::vector<Regressor>{set[0]}));
  EXPECT_NEAR(level(40, 0) - level(20, 0), 10, 1e-4);
  // Cosines explain nearly all of it.
  const Matrix flat = without_step(x, make_nuisance(60, set));
  EXPECT_LT(std::abs(flat(59, 0) - flat(0, 0)), 3);
  set.push_back(line);
  const Nuisance all = make_nuisance(60, set);
  const Matrix none = without_step(x, all);
  for (std::size_t t = 0; t < x.rows; ++t) EXPECT_NEAR(none(t, 0), 0, 1e-4);
  // What the set does not explain stays as it was.
  const Matrix before = unit_residuals(x, all).values, after = unit_residuals(none, all).values;
  for (std::size_t t = 0; t < x.rows; ++t) EXPECT_NEAR(before(t, 1), after(t, 1), 1e-5);
}

}  // namespace
}  // namespace anbn
