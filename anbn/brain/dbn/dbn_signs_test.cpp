// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_signs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// p(h | v) of one unit, and the mean of v given p.
double response(const Rbm& rbm, const std::vector<double>& v, std::size_t unit) {
  double sum = rbm.hidden_bias[unit];
  for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * rbm.weights(i, unit);
  return 1 / (1 + std::exp(-sum));
}
double reconstruction(const Rbm& rbm, const std::vector<double>& p, std::size_t i) {
  double sum = rbm.visible_bias[i];
  for (std::size_t j = 0; j < p.size(); ++j) sum += p[j] * rbm.weights(i, j);
  return sum;
}

Rbm two_units() {
  Rbm rbm;
  rbm.weights = Matrix(3, 2);
  rbm.weights.values = {0.5f, -2, 0.1f, -1, -0.2f, 0.5f};
  rbm.visible_bias = {0.1f, 0.2f, 0.3f};
  rbm.hidden_bias = {0.4f, -0.6f};
  return rbm;
}

TEST(TurnUnits, TurnsOnlyMapsThatAreMoreNegative) {
  Rbm rbm = two_units();
  Matrix product = rbm.weights;
  EXPECT_EQ(turn_units(rbm, product), 1u);
  EXPECT_EQ(product.values, (std::vector<float>{0.5f, 2, 0.1f, 1, -0.2f, -0.5f}));
  EXPECT_EQ(rbm.weights, product);
  EXPECT_EQ(turn_units(rbm, product), 0u);
}

TEST(TurnUnits, ManySmallNegativeVoxelsDoNotCount) {
  Rbm rbm = two_units();
  rbm.weights.values = {1, 0, -0.25f, 0, -0.25f, 0};
  for (int i = 0; i < 3; ++i) rbm.weights(static_cast<std::size_t>(i), 1) = 1;
  rbm.weights(1, 0) = rbm.weights(2, 0) = -0.29f;
  Matrix product(6, 2);  // one voxel of 1, five of -0.29: their sum is negative
  for (std::size_t v = 0; v < 6; ++v) {
    product(v, 0) = v == 0 ? 1 : -0.29f;
    product(v, 1) = 1;
  }
  EXPECT_EQ(turn_units(rbm, product), 0u);
}

TEST(TurnUnits, LeavesTheModelTheSame) {
  const Rbm before = two_units();
  Rbm after = before;
  Matrix product = before.weights;
  turn_units(after, product);
  const std::vector<double> v{0.7, -1.1, 2};
  const std::vector<double> p{response(before, v, 0), response(before, v, 1)};
  const std::vector<double> q{response(after, v, 0), response(after, v, 1)};
  EXPECT_NEAR(q[0], p[0], 1e-6);
  EXPECT_NEAR(q[1], 1 - p[1], 1e-6);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(reconstruction(after, q, i), reconstruction(before, p, i), 1e-6);
}

}  // namespace
}  // namespace anbn
