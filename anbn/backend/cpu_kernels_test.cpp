// SPDX-License-Identifier: Apache-2.0
// The vectorised loops on every instruction set that this machine has, plain scalars included.
#include "anbn/backend/cpu_kernels.h"

#include "anbn/backend/cpu_targets.h"
#include "anbn/core/random.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <array>
#include <cmath>

namespace anbn {
namespace {

class EveryTarget : public testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }

  static Matrix random_matrix(std::size_t rows, std::size_t cols) {
    Matrix m(rows, cols);
    for (std::size_t i = 0; i < m.values.size(); ++i)
      m.values[i] = static_cast<float>(3 * normal(random_key(1, "kernels"), i));
    return m;
  }
  static void expect_near(const Matrix& got, const Matrix& want) {
    for (std::size_t i = 0; i < got.values.size(); ++i)
      ASSERT_NEAR(got.values[i], want.values[i], 3e-6) << "value " << i;
  }
  std::unique_ptr<Backend> reference = make_backend("reference", "auto");
};

TEST_P(EveryTarget, AgreesWithTheReferenceAtEveryWidth) {
  for (std::size_t cols = 1; cols <= 40; ++cols) {
    const Matrix x = random_matrix(3, cols);
    const std::vector<float> gain(cols, 0.5f), bias(cols, 0.25f);
    Matrix got = x, want = x;
    simd::add_row(view_of(got), bias);
    reference->add_row(view_of(want), bias);
    expect_near(got, want);
    simd::gelu(view_of(got));
    reference->gelu(view_of(want));
    expect_near(got, want);
    simd::softmax_rows(view_of(got));
    reference->softmax_rows(view_of(want));
    expect_near(got, want);
    if (cols > 1) {
      got = want = x;
      simd::layer_norm_rows(view_of(got), gain, bias, 1e-12);
      reference->layer_norm_rows(view_of(want), gain, bias, 1e-12);
      expect_near(got, want);
    }
    got = want = x;
    simd::rms_norm_rows(view_of(got), gain, 1e-6);
    reference->rms_norm_rows(view_of(want), gain, 1e-6);
    expect_near(got, want);
    got = want = x;
    simd::gelu_tanh(view_of(got));
    reference->gelu_tanh(view_of(want));
    expect_near(got, want);
    got = want = x;
    simd::silu(view_of(got));
    reference->silu(view_of(want));
    expect_near(got, want);
    simd::multiply(view_of(x), view_of(got));
    reference->multiply(view_of(x), view_of(want));
    for (std::size_t i = 0; i < got.values.size(); ++i)
      ASSERT_NEAR(got.values[i], want.values[i], 3e-6 * (1 + std::abs(x.values[i])));
    got = want = x;
    simd::add(view_of(x), view_of(got));
    reference->add(view_of(x), view_of(want));
    expect_near(got, want);
    simd::sigmoid(view_of(got));
    reference->sigmoid(view_of(want));
    expect_near(got, want);
    std::vector<float> got_columns(cols, 0), want_columns(cols, 0), got_rows(3, 0), want_rows(3, 0);
    simd::column_maxima(view_of(x), got_columns);
    reference->column_maxima(view_of(x), want_columns);
    EXPECT_EQ(got_columns, want_columns);
    simd::row_maxima(view_of(x), got_rows);
    reference->row_maxima(view_of(x), want_rows);
    EXPECT_EQ(got_rows, want_rows);
  }
}

/// Every tile, and what is left beside it: units, samples and hidden units of odd numbers.
TEST_P(EveryTarget, TrainingProductsAgreeWithTheReferenceAtOddSizes) {
  for (const auto [units, samples, hidden] : {std::array<std::size_t, 3>{1, 1, 1},
                                              {13, 3, 5},
                                              {12, 4, 16},
                                              {7, 10, 33},
                                              {64, 20, 48},
                                              {25, 27, 100},
                                              {5, 6, 513}}) {
    const Matrix w = random_matrix(units, hidden), h = random_matrix(2 * samples, hidden + 3),
                 bias = random_matrix(1, units);
    const ConstView rows = columns_of(view_of(h), 1, hidden);
    const double tolerance = 3e-5 * static_cast<double>(units + samples + hidden);
    const auto expect_close = [&](const Matrix& got, const Matrix& want) {
      for (std::size_t i = 0; i < got.values.size(); ++i)
        ASSERT_NEAR(got.values[i], want.values[i], tolerance)
            << units << " x " << samples << " x " << hidden << ", value " << i;
    };
    Matrix got = random_matrix(units, 2 * samples + 1), want = got;
    simd::reconstruct(rows_of(rows, 0, samples), panels_of(w), bias.values,
                      columns_of(view_of(got), 1, samples), {w.values});
    reference->reconstruct(rows_of(rows, 0, samples), panels_of(w), bias.values,
                           columns_of(view_of(want), 1, samples), {});
    expect_close(got, want);

    const Matrix v = want;
    got = want = random_matrix(samples, hidden + 1);
    simd::add_hidden_inputs(0.5f, columns_of(view_of(v), 1, samples), panels_of(w),
                            columns_of(view_of(got), 1, hidden), {});
    reference->add_hidden_inputs(0.5f, columns_of(view_of(v), 1, samples), panels_of(w),
                                 columns_of(view_of(want), 1, hidden), {});
    expect_close(got, want);

    for (const WeightStep& step : {WeightStep{0.1f, 0.5f, 0, 0}, WeightStep{0.1f, 0, 0, 0.5f},
                                   WeightStep{0.1f, 0.2f, 0.7f, 0.1f}}) {
      Matrix got_w = w, want_w = w, got_u, want_u;
      got_w(0, 0) = want_w(0, 0) = 0;
      if (step.momentum > 0) got_u = want_u = random_matrix(units, hidden);
      const ConstView v2 = columns_of(view_of(v), 0, 2 * samples);
      simd::update_weights(v2, rows, step, step.momentum > 0 ? panels_of(got_u) : MutablePanels(),
                           panels_of(got_w), {});
      reference->update_weights(v2, rows, step,
                                step.momentum > 0 ? panels_of(want_u) : MutablePanels(),
                                panels_of(want_w), {});
      expect_close(got_w, want_w);
      expect_close(got_u, want_u);
    }

    std::vector<float> got_rows(units), want_rows(units);
    simd::row_sums(columns_of(view_of(v), 0, samples), got_rows);
    reference->row_sums(columns_of(view_of(v), 0, samples), want_rows);
    for (std::size_t u = 0; u < units; ++u) ASSERT_NEAR(got_rows[u], want_rows[u], tolerance);
    simd::row_square_sums(columns_of(view_of(v), 0, samples), got_rows);
    reference->row_square_sums(columns_of(view_of(v), 0, samples), want_rows);
    for (std::size_t u = 0; u < units; ++u)
      ASSERT_NEAR(got_rows[u], want_rows[u], 1e-5 * (1 + want_rows[u]));
    std::vector<double> got_sums(units * hidden, 0.5), want_sums = got_sums;
    simd::add_to_sums(view_of(w), got_sums);
    reference->add_to_sums(view_of(w), want_sums);
    EXPECT_EQ(got_sums, want_sums);
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryTarget, testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& target) { return hwy::TargetName(target.param); });

}  // namespace
}  // namespace anbn
