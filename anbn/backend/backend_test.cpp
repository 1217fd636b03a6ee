// SPDX-License-Identifier: Apache-2.0
// Every backend against the reference. A new backend is tested by being in the table.
#include "anbn/backend/backend.h"
#include "anbn/backend/panels.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/core/parallel.h"
#include "anbn/core/random.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <ostream>

namespace anbn {

static void PrintTo(const BackendKind& kind, std::ostream* out) { *out << kind.name; }

namespace {

/// Uniform in [-scale, scale).
Matrix random_matrix(std::size_t rows, std::size_t cols, std::uint64_t stream, double scale = 1) {
  Matrix m(rows, cols);
  const RandomKey key = random_key(1, "backend_test", stream);
  for (std::size_t i = 0; i < m.values.size(); ++i)
    m.values[i] = static_cast<float>(scale * (2 * uniform(key, i) - 1));
  return m;
}

void expect_near(const Matrix& got, const Matrix& want, double tolerance) {
  ASSERT_EQ(got.rows, want.rows);
  ASSERT_EQ(got.cols, want.cols);
  for (std::size_t i = 0; i < got.rows; ++i)
    for (std::size_t j = 0; j < got.cols; ++j)
      ASSERT_NEAR(got(i, j), want(i, j), tolerance) << "at (" << i << ", " << j << ")";
}

class EveryBackend : public testing::TestWithParam<BackendKind> {
 protected:
  void SetUp() override {
    if (!GetParam().create) GTEST_SKIP() << "not in this build";
    backend = GetParam().create("auto");
    reference = backend_kinds()[0].create("auto");
  }
  std::unique_ptr<Backend> backend, reference;
};

TEST_P(EveryBackend, MultipliesMatricesOfOddSizes) {
  for (auto [m, n, k] : {std::array<std::size_t, 3>{1, 1, 1},
                         {3, 5, 7},
                         {17, 1, 33},
                         {1, 19, 8},
                         {64, 65, 63},
                         {2, 3, 0}})
    for (Transpose ta : {Transpose::no, Transpose::yes})
      for (Transpose tb : {Transpose::no, Transpose::yes})
        for (float beta : {0.0f, 0.5f}) {
          const Matrix a = ta == Transpose::no ? random_matrix(m, k, 1) : random_matrix(k, m, 1);
          const Matrix b = tb == Transpose::no ? random_matrix(k, n, 2) : random_matrix(n, k, 2);
          Matrix got = random_matrix(m, n, 3), want = got;
          backend->gemm(2, view_of(a), ta, view_of(b), tb, beta, view_of(got));
          reference->gemm(2, view_of(a), ta, view_of(b), tb, beta, view_of(want));
          expect_near(got, want, 2e-6 * static_cast<double>(k + 1));
        }
}

TEST_P(EveryBackend, MultipliesPiecesOfMatricesAndLeavesTheRestAlone) {
  const Matrix a = random_matrix(9, 20, 1), b = random_matrix(11, 30, 2);
  Matrix got = random_matrix(12, 25, 3);
  const Matrix before = got;
  backend->gemm(1, columns_of(rows_of(a, 2, 5), 3, 6), Transpose::no,
                columns_of(rows_of(b, 1, 4), 7, 6), Transpose::yes, 0,
                columns_of(rows_of(got, 6, 5), 10, 4));
  Matrix want = before;
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 6; ++k)
        sum += static_cast<double>(a(2 + i, 3 + k)) * b(1 + j, 7 + k);
      want(6 + i, 10 + j) = static_cast<float>(sum);
    }
  expect_near(got, want, 1e-5);
}

TEST_P(EveryBackend, NeverReadsTheOldProductWhenBetaIsZero) {
  const Matrix a = random_matrix(4, 5, 1), b = random_matrix(5, 6, 2);
  Matrix c(4, 6);
  for (float& v : c.values) v = kFloatNan;
  backend->gemm(1, view_of(a), Transpose::no, view_of(b), Transpose::no, 0, view_of(c));
  for (float v : c.values) EXPECT_FALSE(std::isnan(v));
}

TEST_P(EveryBackend, AddsARowToEveryRow) {
  Matrix x = random_matrix(3, 21, 4);
  const Matrix before = x, row = random_matrix(1, 19, 5);
  backend->add_row(columns_of(view_of(x), 1, 19), row.values);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(x(i, 0), before(i, 0));
    EXPECT_EQ(x(i, 1), before(i, 1) + row(0, 0));
    EXPECT_EQ(x(i, 19), before(i, 19) + row(0, 18));
    EXPECT_EQ(x(i, 20), before(i, 20));
  }
}

TEST_P(EveryBackend, SoftmaxSurvivesLargeValuesAtAnyWidth) {
  for (std::size_t cols : {1u, 2u, 9u, 16u, 67u, 512u}) {
    Matrix got = random_matrix(4, cols, 4, 1000), want = got;
    backend->softmax_rows(view_of(got));
    reference->softmax_rows(view_of(want));
    expect_near(got, want, 1e-6);
  }
}

TEST_P(EveryBackend, SoftmaxOfModerateValuesIsAccurate) {
  Matrix got = random_matrix(5, 301, 5, 4), want = got;
  backend->softmax_rows(view_of(got));
  reference->softmax_rows(view_of(want));
  for (std::size_t i = 0; i < got.values.size(); ++i)
    ASSERT_NEAR(got.values[i], want.values[i], 1e-6 * static_cast<double>(want.values[i]));
}

TEST_P(EveryBackend, SoftmaxLeavesWhatLiesBetweenRowsAlone) {
  Matrix x = random_matrix(3, 11, 6);
  const Matrix before = x;
  backend->softmax_rows(columns_of(view_of(x), 2, 7));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j : {0u, 1u, 9u, 10u}) EXPECT_EQ(x(i, j), before(i, j));
}

TEST_P(EveryBackend, LayerNormAgreesAwayFromZero) {
  for (std::size_t cols : {1u, 5u, 16u, 37u, 384u}) {
    Matrix got = random_matrix(3, cols, 7, 3), want;
    for (float& v : got.values) v += 20;  // a mean far from zero costs digits
    want = got;
    const Matrix gain = random_matrix(1, cols, 8), bias = random_matrix(1, cols, 9);
    backend->layer_norm_rows(view_of(got), gain.values, bias.values, 1e-12);
    reference->layer_norm_rows(view_of(want), gain.values, bias.values, 1e-12);
    if (cols > 1) expect_near(got, want, 1e-5);
    if (cols == 1) {  // no spread: only the bias is left
      for (float v : got.values) EXPECT_EQ(v, bias(0, 0));
    }
  }
}

TEST_P(EveryBackend, RmsNormAgreesAndKeepsZeros) {
  for (std::size_t cols : {1u, 5u, 16u, 37u, 384u}) {
    Matrix got = random_matrix(3, cols, 7, 3), want;
    for (float& v : got.row(1)) v = 0;
    want = got;
    const Matrix gain = random_matrix(1, cols, 8);
    backend->rms_norm_rows(view_of(got), gain.values, 1e-6);
    reference->rms_norm_rows(view_of(want), gain.values, 1e-6);
    expect_near(got, want, 1e-5);
    for (float v : got.row(1)) EXPECT_EQ(v, 0);
  }
}

TEST_P(EveryBackend, OtherActivationsAreExactToAMillionth) {
  Matrix x(1, 4001), got, want;
  for (std::size_t j = 0; j < x.cols; ++j) x(0, j) = static_cast<float>(j) / 200.0f - 10;
  got = want = x;
  backend->gelu_tanh(view_of(got));
  reference->gelu_tanh(view_of(want));
  expect_near(got, want, 2e-6);
  got = want = x;
  backend->silu(view_of(got));
  reference->silu(view_of(want));
  expect_near(got, want, 2e-6);
  Matrix huge(1, 3);
  for (auto activation : {&Backend::gelu_tanh, &Backend::silu}) {
    huge.values = {-1e30f, 0, 1e30f};
    (backend.get()->*activation)(view_of(huge));
    EXPECT_NEAR(huge.values[0], 0, 1e-6);
    EXPECT_EQ(huge.values[1], 0);
    EXPECT_EQ(huge.values[2], 1e30f);
  }
}

TEST_P(EveryBackend, MultipliesValueByValue) {
  const Matrix x = random_matrix(3, 21, 4), before = random_matrix(3, 21, 5);
  Matrix y = before;
  backend->multiply(columns_of(view_of(x), 0, 19), columns_of(view_of(y), 1, 19));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(y(i, 0), before(i, 0));
    for (std::size_t j = 0; j < 19; ++j) EXPECT_EQ(y(i, j + 1), before(i, j + 1) * x(i, j));
    EXPECT_EQ(y(i, 20), before(i, 20));
  }
}

TEST_P(EveryBackend, GeluIsExactToAMillionth) {
  Matrix got(1, 4001), want;
  for (std::size_t j = 0; j < got.cols; ++j) got(0, j) = static_cast<float>(j) / 200.0f - 10;
  want = got;
  backend->gelu(view_of(got));
  reference->gelu(view_of(want));
  expect_near(got, want, 1e-6);
}

TEST_P(EveryBackend, GeluOfHugeValuesIsThemOrZero) {
  Matrix x(1, 3);
  x.values = {-1e30f, 0, 1e30f};
  backend->gelu(view_of(x));
  EXPECT_EQ(x.values, (std::vector<float>{0, 0, 1e30f}));
}

TEST_P(EveryBackend, SigmoidIsExactToAMillionth) {
  Matrix got(1, 4001), want;
  for (std::size_t j = 0; j < got.cols; ++j) got(0, j) = static_cast<float>(j) / 100.0f - 20;
  want = got;
  backend->sigmoid(view_of(got));
  reference->sigmoid(view_of(want));
  expect_near(got, want, 1e-6);
}

TEST_P(EveryBackend, SigmoidOfHugeValuesIsZeroOrOne) {
  Matrix x(1, 5);
  x.values = {-1e30f, -200, 0, 200, 1e30f};
  backend->sigmoid(view_of(x));
  EXPECT_EQ(x.values[0], 0);
  EXPECT_NEAR(x.values[1], 0, 1e-30);
  EXPECT_EQ(x.values[2], 0.5f);
  EXPECT_EQ(x.values[3], 1);
  EXPECT_EQ(x.values[4], 1);
}

TEST_P(EveryBackend, AddsPiecesAtAnyWidth) {
  for (std::size_t cols : {1u, 7u, 16u, 37u}) {
    const Matrix x = random_matrix(3, cols + 2, 21);
    Matrix got = random_matrix(3, cols + 1, 22), want = got;
    backend->add(columns_of(view_of(x), 1, cols), columns_of(view_of(got), 1, cols));
    reference->add(columns_of(view_of(x), 1, cols), columns_of(view_of(want), 1, cols));
    EXPECT_EQ(got, want);
  }
}

TEST_P(EveryBackend, ShrinksWeightsToExactZeros) {
  const Matrix still(1, 2), hidden(2, 5);  // no product: nothing moves but by the threshold
  Matrix w(1, 5);
  w.values = {2, -2, 0.5f, -0.25f, 0.75f};
  backend->update_weights(view_of(still), view_of(hidden), {0.1f, 0, 0, 0.5f}, {}, panels_of(w),
                          {});
  EXPECT_EQ(w.values, (std::vector<float>{1.5f, -1.5f, 0, 0, 0.25f}));
  EXPECT_FALSE(std::signbit(w.values[3]));
}

TEST_P(EveryBackend, MaximaGoOnFromEarlierOnes) {
  for (std::size_t cols : {1u, 8u, 33u}) {
    const Matrix x = random_matrix(13, cols + 2, 10);
    const ConstView piece = columns_of(view_of(x), 1, cols);
    std::vector<float> got(cols, 0.5f), want = got;
    backend->column_maxima(piece, got);
    reference->column_maxima(piece, want);
    EXPECT_EQ(got, want);
    got.assign(13, -0.9f);
    want = got;
    backend->row_maxima(piece, got);
    reference->row_maxima(piece, want);
    EXPECT_EQ(got, want);
  }
}

TEST_P(EveryBackend, AddsUpTheSquaresOfRows) {
  for (std::size_t cols : {1u, 8u, 33u}) {
    const Matrix x = random_matrix(13, cols + 2, 10);
    const ConstView piece = columns_of(view_of(x), 1, cols);
    std::vector<float> got(13, 7.0f);  // what was there is no part of it
    backend->row_square_sums(piece, got);
    for (std::size_t i = 0; i < 13; ++i) {
      double want = 0;
      for (std::size_t j = 1; j <= cols; ++j) want += static_cast<double>(x(i, j)) * x(i, j);
      EXPECT_NEAR(got[i], want, 1e-5 * (1 + want));
    }
  }
}

TEST_P(EveryBackend, GivesTheSameBytesFromAnyThread) {
  const Matrix a = random_matrix(96, 200, 11), b = random_matrix(150, 200, 12);
  const auto product = [&](int thread_count) {
    Matrix c(96, 150);
    Threads threads(thread_count);
    threads.for_each_block(3, [&](std::size_t block, std::size_t) {
      backend->gemm(1, rows_of(a, 32 * block, 32), Transpose::no, view_of(b), Transpose::yes, 0,
                    rows_of(c, 32 * block, 32));
    });
    return c;
  };
  EXPECT_EQ(product(1), product(3));
}

INSTANTIATE_TEST_SUITE_P(, EveryBackend,
                         testing::ValuesIn(backend_kinds().begin(), backend_kinds().end()),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST(MakeBackend, NamesWhatThereIs) {
  EXPECT_EQ(error_of([] { make_backend("cpux", "auto"); }),
            "there is no backend 'cpux'; expected one of reference, cpu; did you mean 'cpu'?");
  EXPECT_NE(error_of([] { make_backend("cpu", "avx3"); }).find("expected one of auto, sse41"),
            std::string::npos);
}

TEST(MakeBackend, IsaOfAutoCanBeAskedForAgain) {
  const std::string isa = make_backend("cpu", "auto")->isa();
  EXPECT_EQ(make_backend("cpu", isa)->isa(), isa);
}

// The choice lasts as long as the process, so these run in processes of their own.

/// Exits with 0 if a pin holds and a second one is refused.
[[noreturn]] void pin_twice() {
  const std::string pinned = make_backend("cpu", "sse41")->isa();
  const std::string then = make_backend("cpu", "auto")->isa();
  const std::string second = error_of([] { make_backend("cpu", "avx2"); });
  const bool refused = second.find("computes with 'sse41' already") != std::string::npos ||
                       second.find("lacks") != std::string::npos;  // an old processor
  std::exit(pinned == "sse41" && then == "sse41" && refused ? 0 : 1);
}

/// Exits with 0 if `isa` is used and right, or is missing and said to be.
[[noreturn]] void compute_with(const std::string& isa) {
  const std::string refusal = error_of([&] { make_backend("cpu", isa); });
  if (refusal.find("lacks") != std::string::npos) std::exit(0);
  const Matrix a = random_matrix(40, 70, 1), b = random_matrix(50, 70, 2);
  const auto compute = [&](const Backend& backend) {
    Matrix out(40, 50);
    backend.gemm(1, view_of(a), Transpose::no, view_of(b), Transpose::yes, 0, view_of(out));
    backend.gelu(view_of(out));
    backend.softmax_rows(view_of(out));
    return out;
  };
  const auto cpu = make_backend("cpu", isa);
  const Matrix got = compute(*cpu), want = compute(*make_backend("reference", "auto"));
  for (std::size_t i = 0; i < got.values.size(); ++i)
    if (!(std::abs(got.values[i] - want.values[i]) < 1e-5f)) std::exit(1);
  std::exit(cpu->isa() == isa ? 0 : 2);
}

TEST(MakeBackendDeathTest, PinsAndRefusesASecondPin) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(pin_twice(), testing::ExitedWithCode(0), "");
}

TEST(MakeBackendDeathTest, EveryInstructionSetAgreesWithTheReference) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const std::string isa : {"sse41", "avx2", "avx512_core"})
    EXPECT_EXIT(compute_with(isa), testing::ExitedWithCode(0), "") << isa;
}

}  // namespace
}  // namespace anbn
