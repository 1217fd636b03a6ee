// SPDX-License-Identifier: Apache-2.0
// The contract of every null model: being listed means being tested.
#include "anbn/core/error.h"
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/nulls/null.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

Matrix unit_noise(std::size_t rows, std::size_t cols) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal({1, 2}, i));
  return unit_columns(x).values;
}

double product(const Matrix& x, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t t = 0; t < x.rows; ++t) sum += double{x(t, i)} * double{x(t, j)};
  return sum;
}

class EveryNull : public testing::TestWithParam<NullModel> {
 protected:
  static Matrix draw(const Matrix& x, std::uint64_t number) {
    Matrix out(x.rows, x.cols);
    GetParam().draw(x, random_key(1, GetParam().name, number), view_of(out));
    return out;
  }
  // Coordinates in the model's basis.
  static Matrix coordinates(const Matrix& x) {
    if (GetParam().basis == NullBasis::time) return x;
    const Matrix basis = fourier_basis(x.rows);
    Matrix out(x.rows, x.cols);
    for (std::size_t f = 0; f < x.rows; ++f)
      for (std::size_t t = 0; t < x.rows; ++t)
        for (std::size_t j = 0; j < x.cols; ++j) out(f, j) += basis(f, t) * x(t, j);
    return out;
  }
};

TEST_P(EveryNull, KeepsNormsAndCorrelationsBetweenNetworks) {
  for (std::size_t volumes : {3u, 4u, 31u}) {
    const Matrix x = coordinates(unit_noise(volumes, 3)), y = draw(x, 0);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(product(x, i, j), product(y, i, j), 1e-6);
  }
}

TEST_P(EveryNull, IsAPureFunctionOfItsKey) {
  const Matrix x = coordinates(unit_noise(20, 3));
  EXPECT_EQ(draw(x, 5), draw(x, 5));
  EXPECT_NE(draw(x, 5), draw(x, 6));
}

TEST_P(EveryNull, TakesCouplingAway) {
  const Matrix x = coordinates(unit_noise(200, 1));
  double sum = 0, squares = 0;
  for (std::uint64_t p = 0; p < 200; ++p) {
    const Matrix y = draw(x, p);
    double r = 0;
    for (std::size_t t = 0; t < x.rows; ++t) r += double{x(t, 0)} * double{y(t, 0)};
    sum += r / 200;
    squares += r * r / 200;
  }
  // The same series twice: random phases leave sqrt(2 / T), random order sqrt(1 / T).
  EXPECT_NEAR(sum, 0, 0.025);
  EXPECT_GT(std::sqrt(squares), 0.05);
  EXPECT_LT(std::sqrt(squares), 0.13);
}

INSTANTIATE_TEST_SUITE_P(, EveryNull, testing::ValuesIn(null_models().begin(), null_models().end()),
                         [](const auto& model) { return std::string(model.param.name); });

TEST(Shuffle, MovesWholeVolumes) {
  Matrix x(6, 2);
  for (std::size_t t = 0; t < 6; ++t) {
    x(t, 0) = static_cast<float>(t);
    x(t, 1) = static_cast<float>(10 * t);
  }
  Matrix y(6, 2);
  null_model_named("shuffle").draw(x, random_key(1, "shuffle"), view_of(y));
  std::vector<float> seen;
  for (std::size_t t = 0; t < 6; ++t) {
    EXPECT_EQ(y(t, 1), 10 * y(t, 0));
    seen.push_back(y(t, 0));
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST(NullModelNamed, NamesTheNearest) {
  try {
    null_model_named("shufle");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'shuffle'"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace anbn
