// SPDX-License-Identifier: Apache-2.0
// The vectorised loops on every instruction set that this machine has, plain scalars included.
#include "anbn/backend/cpu_kernels.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

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
    simd::add_signs(0.5f, view_of(x), view_of(got));
    reference->add_signs(0.5f, view_of(x), view_of(want));
    expect_near(got, want);
    simd::soft_threshold(0.75f, view_of(got));
    reference->soft_threshold(0.75f, view_of(want));
    expect_near(got, want);
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

INSTANTIATE_TEST_SUITE_P(, EveryTarget, testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& target) { return hwy::TargetName(target.param); });

}  // namespace
}  // namespace anbn
