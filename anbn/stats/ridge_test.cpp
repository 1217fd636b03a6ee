// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/ridge.h"
#include "anbn/core/random.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

Matrix scaled_noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal({seed, 3}, i) / std::sqrt(static_cast<double>(rows)));
  return x;
}

using Rows = std::vector<std::vector<double>>;
using Values = std::vector<double>;

/// The x that solves `a` x = `b`, `a` symmetric and positive.
Values solved(Rows a, Values b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = k + 1; i < n; ++i) {
      const double times = a[i][k] / a[k][k];
      for (std::size_t j = k; j < n; ++j) a[i][j] -= times * a[k][j];
      b[i] -= times * b[k];
    }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  return b;
}

/// All volumes of `x` standardized by those trained on, a feature a row.
Rows standardized(const Matrix& x, const Fold& fold) {
  const auto n = static_cast<double>(fold.training.size());
  Rows z(x.cols, Values(x.rows));
  for (std::size_t j = 0; j < x.cols; ++j) {
    double mean = 0, square = 0;
    for (std::size_t t : fold.training) mean += x(t, j) / n;
    for (std::size_t t : fold.training) square += (x(t, j) - mean) * (x(t, j) - mean) / n;
    for (std::size_t t = 0; t < x.rows; ++t) z[j][t] = (x(t, j) - mean) / std::sqrt(square);
  }
  return z;
}

/// Predictions of the held-out volumes from standardized features, by the normal equations: the
/// slow plain twin, which knows no kernels.
Values predicted(const Matrix& x, const Matrix& y, std::size_t column, const Fold& fold,
                 double penalty) {
  const Rows z = standardized(x, fold);
  double mean = 0;
  for (std::size_t t : fold.training)
    mean += y(t, column) / static_cast<double>(fold.training.size());
  Rows gram(x.cols, Values(x.cols));
  Values right(x.cols);
  for (std::size_t i = 0; i < x.cols; ++i) {
    gram[i][i] = penalty * static_cast<double>(x.cols);
    for (std::size_t t : fold.training) {
      right[i] += z[i][t] * (y(t, column) - mean);
      for (std::size_t j = 0; j < x.cols; ++j) gram[i][j] += z[i][t] * z[j][t];
    }
  }
  const Values weights = solved(gram, right);
  Values out;
  for (std::size_t t : fold.held_out) {
    out.push_back(mean);
    for (std::size_t j = 0; j < x.cols; ++j) out.back() += weights[j] * z[j][t];
  }
  return out;
}

void centre(Values& x) {
  double mean = 0;
  for (double v : x) mean += v / static_cast<double>(x.size());
  for (double& v : x) v -= mean;
}

double squared_error(const Matrix& x, const Matrix& y, std::size_t column, const Fold& fold,
                     double penalty) {
  const Values p = predicted(x, y, column, fold, penalty);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double e = y(fold.held_out[i], column) - p[i];
    sum += e * e;
  }
  return sum;
}

struct Twin {
  double correlation = 0;
  std::vector<std::size_t> penalty;
};

Twin twin(const Matrix& x, const Matrix& y, std::size_t column, const RidgePlan& plan) {
  Twin out;
  double xx = 0, yy = 0, xy = 0;
  for (const Fold& fold : contiguous_folds(all_volumes(x.rows), plan.folds, plan.gap)) {
    Values errors(plan.penalties.size());
    for (const Fold& inner : contiguous_folds(fold.training, plan.inner_folds, plan.gap))
      for (std::size_t a = 0; a < errors.size(); ++a)
        errors[a] += squared_error(x, y, column, inner, plan.penalties[a]);
    out.penalty.push_back(
        static_cast<std::size_t>(std::min_element(errors.begin(), errors.end()) - errors.begin()));
    Values p = predicted(x, y, column, fold, plan.penalties[out.penalty.back()]), o;
    for (std::size_t t : fold.held_out) o.push_back(y(t, column));
    centre(p);
    centre(o);
    for (std::size_t i = 0; i < p.size(); ++i) {
      xx += p[i] * p[i];
      yy += o[i] * o[i];
      xy += p[i] * o[i];
    }
  }
  out.correlation = xy / std::sqrt(xx * yy);
  return out;
}

class Ridge : public testing::Test {
 protected:
  HeldOut held_out(const Matrix& x, const Matrix& y, const RidgePlan& plan) const {
    const RidgeModel model = ridge_model(x, plan, *machine);
    RidgeScratch scratch;
    return held_out_correlations(model, view_of(y), machine->backend, scratch);
  }
  std::unique_ptr<OwnMachine> machine = std::make_unique<OwnMachine>("reference");
};

TEST_F(Ridge, EqualsTheNormalEquations) {
  const Matrix x = scaled_noise(60, 17, 1);
  Matrix y = scaled_noise(60, 3, 2);
  for (std::size_t t = 0; t < 60; ++t) y(t, 1) += x(t, 3) - x(t, 9);
  const RidgePlan plan{4, 3, 2, {0.01, 0.1, 1, 10}};
  const HeldOut found = held_out(x, y, plan);
  for (std::size_t c = 0; c < 3; ++c) {
    const Twin expected = twin(x, y, c, plan);
    EXPECT_NEAR(found.correlation[c], expected.correlation, 2e-5);
    for (std::size_t f = 0; f < plan.folds; ++f)
      EXPECT_EQ(found.penalty[f * 3 + c], expected.penalty[f]);
  }
  EXPECT_GT(found.correlation[1], 0.5);
}

TEST_F(Ridge, PredictsFromFarMoreFeaturesThanVolumes) {
  const Matrix x = scaled_noise(50, 120, 4);
  const Matrix y = scaled_noise(50, 2, 5);
  const RidgePlan plan{3, 2, 1, {0.1, 3}};
  const HeldOut found = held_out(x, y, plan);
  for (std::size_t c = 0; c < 2; ++c)
    EXPECT_NEAR(found.correlation[c], twin(x, y, c, plan).correlation, 2e-5);
}

TEST_F(Ridge, ATargetThatIsConstantHasNoCorrelation) {
  const HeldOut found = held_out(scaled_noise(40, 5, 1), Matrix(40, 1), {2, 2, 0, {1}});
  EXPECT_TRUE(std::isnan(found.correlation[0]));
}

TEST_F(Ridge, FeaturesThatAreConstantPredictNothing) {
  Matrix x(40, 2);
  for (float& v : x.values) v = 0.3f;
  EXPECT_TRUE(std::isnan(held_out(x, scaled_noise(40, 1, 1), {2, 2, 0, {1}}).correlation[0]));
}

TEST_F(Ridge, AFeatureThatIsConstantInATrainingSetIsLeftOutThere) {
  Matrix x = scaled_noise(40, 2, 6);
  Matrix burst = x;
  // It moves in the second half only: the fold trained on the first half must not know of it.
  for (std::size_t t = 0; t < 40; ++t) burst(t, 1) = t < 20 ? 0 : x(t, 1);
  const HeldOut found = held_out(burst, scaled_noise(40, 1, 7), {2, 2, 0, {1}});
  EXPECT_TRUE(std::isfinite(found.correlation[0]));
  EXPECT_LT(std::abs(found.correlation[0]), 0.9);
}

TEST_F(Ridge, IsTheSameForAnyNumberOfThreads) {
  const Matrix x = scaled_noise(60, 300, 1), y = scaled_noise(60, 2, 2);
  const RidgePlan plan{4, 3, 2, {0.1, 1, 10}};
  const HeldOut two = held_out(x, y, plan);
  machine = std::make_unique<OwnMachine>("reference", 1);
  EXPECT_EQ(held_out(x, y, plan).correlation, two.correlation);
}

TEST_F(Ridge, RefusesPenaltiesThatDoNotRise) {
  const Matrix x = scaled_noise(40, 2, 1);
  for (const std::vector<double>& wrong :
       {std::vector<double>{}, {0}, {1, 1}, {2, 1}, {std::nan("")}, {INFINITY}})
    EXPECT_NE(error_of([&] {
                ridge_model(x, {2, 2, 0, wrong}, *machine);
              }).find("above 0"),
              std::string::npos);
}

}  // namespace
}  // namespace anbn
