// SPDX-License-Identifier: Apache-2.0
#include "anbn/backend/bfloat16.h"
#include "anbn/backend/panels.h"

#include "anbn/core/random.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

Matrix normal_matrix(std::size_t rows, std::size_t cols, std::uint64_t stream) {
  Matrix m(rows, cols);
  for (std::size_t i = 0; i < m.values.size(); ++i)
    m.values[i] = static_cast<float>(normal(random_key(1, "bfloat16", stream), i));
  return m;
}

void expect_close(const Matrix& got, const Matrix& want, double tolerance) {
  for (std::size_t i = 0; i < got.values.size(); ++i)
    ASSERT_NEAR(got.values[i], want.values[i], tolerance) << "value " << i;
}

TEST(Bfloat16, RoundsWhatItMultipliesToEightBits) {
  const auto reference = make_backend("reference", "auto");
  const auto rounding = with_bfloat16_products(*reference);
  Matrix w(1, 2), h(1, 2), v(1, 1);
  w.values = {1 + 1.0f / 256, 1 + 3.0f / 256};  // both half way: to the even neighbours
  h.values = {1, 1};
  const std::vector<float> bias = {1.0f / 1024};  // not a factor: as it is
  rounding->reconstruct(view_of(h), panels_of(w), bias, view_of(v), {});
  EXPECT_EQ(v(0, 0), 1 + 1.015625f + 1.0f / 1024);
  EXPECT_EQ(rounding->isa(), "generic+bfloat16");
}

TEST(Bfloat16, NeedsWhatTheProcessorHas) {
  const auto cpu = make_backend("cpu", "auto");
  const std::string error = error_of([&] { with_bfloat16_products(*cpu); });
  if (error.empty()) {
    EXPECT_EQ(with_bfloat16_products(*cpu)->isa(), "avx512_core+amx_bf16");
  } else {
    EXPECT_TRUE(error.starts_with("--precision is bfloat16")) << error;
  }
}

TEST(Bfloat16, TheProcessorsProductsAreThoseThatAreEmulated) {
  const auto cpu = make_backend("cpu", "auto"), reference = make_backend("reference", "auto");
  if (const std::string error = error_of([&] { with_bfloat16_products(*cpu); }); !error.empty())
    GTEST_SKIP() << error;
  const auto fast = with_bfloat16_products(*cpu), plain = with_bfloat16_products(*reference);
  for (const auto [units, samples, hidden] : {std::array<std::size_t, 3>{1, 1, 1},
                                              {13, 3, 5},
                                              {16, 16, 32},
                                              {33, 17, 47},
                                              {64, 20, 48},
                                              {25, 40, 100}}) {
    const Matrix w = normal_matrix(units, hidden, 1), h = normal_matrix(2 * samples, hidden + 3, 2),
                 bias = normal_matrix(1, units, 3);
    const ConstView rows = columns_of(view_of(h), 1, hidden);
    const double tolerance = 1e-6 * static_cast<double>(units + samples + hidden);
    Matrix got = normal_matrix(units, 2 * samples + 1, 4), want = got;
    fast->reconstruct(rows_of(rows, 0, samples), panels_of(w), bias.values,
                      columns_of(view_of(got), 1, samples), {w.values});
    plain->reconstruct(rows_of(rows, 0, samples), panels_of(w), bias.values,
                       columns_of(view_of(want), 1, samples), {});
    expect_close(got, want, tolerance);

    const Matrix v = want;
    got = want = normal_matrix(samples, hidden + 1, 5);
    const ConstView some = columns_of(view_of(v), 1, samples);
    fast->add_hidden_inputs(0.5f, some, panels_of(w), columns_of(view_of(got), 1, hidden), {});
    plain->add_hidden_inputs(0.5f, some, panels_of(w), columns_of(view_of(want), 1, hidden), {});
    expect_close(got, want, 10 * tolerance);

    for (const WeightStep& step : {WeightStep{0.1f, 0.5f, 0, 0}, WeightStep{0.1f, 0, 0, 0.5f},
                                   WeightStep{0.1f, 0.2f, 0.7f, 0.1f}}) {
      Matrix got_w = w, want_w = w, got_u, want_u;
      got_w(0, 0) = want_w(0, 0) = 0;
      if (step.momentum > 0) got_u = want_u = normal_matrix(units, hidden, 6);
      const ConstView all = columns_of(view_of(v), 0, 2 * samples);
      fast->update_weights(all, rows, step, step.momentum > 0 ? panels_of(got_u) : MutablePanels(),
                           panels_of(got_w), {});
      plain->update_weights(all, rows, step,
                            step.momentum > 0 ? panels_of(want_u) : MutablePanels(),
                            panels_of(want_w), {});
      expect_close(got_w, want_w, 10 * tolerance);
      expect_close(got_u, want_u, 10 * tolerance);
    }
  }
}

// A training that has grown beyond all bounds must look like that, not like one of exact zeros.
TEST(Bfloat16, WeightsThatAreNoNumbersStayNone) {
  const auto cpu = make_backend("cpu", "auto"), reference = make_backend("reference", "auto");
  if (const std::string error = error_of([&] { with_bfloat16_products(*cpu); }); !error.empty())
    GTEST_SKIP() << error;
  const auto fast = with_bfloat16_products(*cpu), plain = with_bfloat16_products(*reference);
  const Matrix v = normal_matrix(3, 2, 1), h = normal_matrix(2, 5, 2);
  for (const float start : {std::nanf(""), HUGE_VALF}) {
    Matrix got(3, 5), want;
    got(1, 2) = start;
    want = got;
    for (const auto& [backend, w] : {std::pair(fast.get(), &got), std::pair(plain.get(), &want)})
      backend->update_weights(view_of(v), view_of(h), {0.1f, 0, 0, 0.5f}, {}, panels_of(*w), {});
    EXPECT_FALSE(std::isfinite(got(1, 2)));
    EXPECT_FALSE(std::isfinite(want(1, 2)));
    EXPECT_TRUE(std::isfinite(got(1, 1)));
  }
}

}  // namespace
}  // namespace anbn
