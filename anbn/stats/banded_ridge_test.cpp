// SPDX-License-Identifier: Apache-2.0
// Ridge over stories against himalaya (tests/golden/encoding) and against a plain twin.
#include "anbn/stats/banded_ridge.h"
#include "anbn/core/nan.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/signal/standardize.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>
#include <Eigen/Dense>

#include <cmath>

namespace anbn {
namespace {

std::filesystem::path story_golden(const char* name) {
  return source_dir() / "tests/golden/encoding" / name;
}

/// Columns first .. first+count-1 of a stack of stories, one after the other.
Matrix columns_in(const NpyArray& stack, std::size_t first, std::size_t count) {
  const std::size_t rows = stack.shape[0] * stack.shape[1], all = stack.shape[2];
  Matrix out(rows, count);
  for (std::size_t t = 0; t < rows; ++t)
    for (std::size_t j = 0; j < count; ++j) out(t, j) = stack.values[t * all + first + j];
  return out;
}

BandedHeldOut solved_bands(const Matrix& wide, const Matrix& narrow, const Matrix& targets,
                           const PieceFolds& folds, const BandedPlan& plan,
                           const Machine& machine) {
  BandedScratch scratch;
  return held_out_sums(banded_model(wide, narrow, folds, plan, machine), view_of(targets),
                       machine.backend, scratch);
}

TEST(BandedRidge, EqualsHimalaya) {
  const NpyArray stories = read_npy(story_golden("stories.npy")),
                 many = read_npy(story_golden("many.npy"));
  const Table table = read_tsv(story_golden("banded.tsv"));
  const PieceFolds folds =
      piece_folds(std::vector<std::size_t>{0, 30, 60, 90, 120, 150, 180}, 5, 0);
  const BandedPlan plan{{0.3, 1, 10, 100}, {0.1, 3, 100}};
  OwnMachine machine;
  std::map<std::string, BandedHeldOut> cases;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto number = [&](const char* column) { return table.number(i, table.column(column)); };
    const std::string& name = table.rows[i][table.column("case")];
    if (!cases.contains(name))
      cases[name] = solved_bands(
          table.rows[i][table.column("features")] == "many" ? columns_in(many, 0, many.shape[2])
                                                            : columns_in(stories, 0, 14),
          columns_in(stories, 14, static_cast<std::size_t>(number("narrow"))),
          columns_in(stories, 17, 3), folds, plan, machine);
    const BandedHeldOut& found = cases[name];
    const std::size_t c = static_cast<std::size_t>(number("target")) - 1;
    const std::size_t f = static_cast<std::size_t>(number("fold")) - 1;
    EXPECT_EQ(plan.penalties[found.penalty[f * 3 + c]], number("penalty"));
    if (number("narrow") > 0) {
      EXPECT_EQ(plan.narrow_penalties[found.narrow_penalty[f * 3 + c]], number("narrow_penalty"));
    }
    EXPECT_NEAR(found.r(f, c), number("r"), 5e-6) << name;
    EXPECT_NEAR(found.r2(f, c), number("r2"), 5e-6) << name;
    EXPECT_NEAR(found.r(c), number("all_r"), 5e-6) << name;
    EXPECT_NEAR(found.r2(c), number("all_r2"), 5e-6) << name;
  }
  EXPECT_EQ(cases.size(), 3u);
}

/// One target by the normal equations of every fold, in double, without any sharing.
struct PlainTwin {
  const Matrix &wide, &narrow, &targets;
  const PieceFolds& folds;
  const BandedPlan& plan;

  Eigen::VectorXd predicted(const Fold& fold, double p, double q, std::size_t c) const {
    const auto rows = [&](const std::vector<std::size_t>& volumes) {
      Eigen::MatrixXd z(volumes.size(), wide.cols + narrow.cols);
      for (std::size_t t = 0; t < volumes.size(); ++t)
        for (std::size_t j = 0; j < wide.cols + narrow.cols; ++j)
          z(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(j)) =
              j < wide.cols ? wide(volumes[t], j) / std::sqrt(p * static_cast<double>(wide.cols))
                            : narrow(volumes[t], j - wide.cols) /
                                  std::sqrt(q * static_cast<double>(narrow.cols));
      return z;
    };
    Eigen::VectorXd y(fold.training.size());
    for (std::size_t t = 0; t < fold.training.size(); ++t)
      y(static_cast<Eigen::Index>(t)) = targets(fold.training[t], c);
    const Eigen::MatrixXd z = rows(fold.training);
    const Eigen::MatrixXd products =
        z.transpose() * z + Eigen::MatrixXd::Identity(z.cols(), z.cols());
    return rows(fold.held_out) * products.ldlt().solve(z.transpose() * y);
  }
  double error(const PieceFold& fold, double p, double q, std::size_t c) const {
    const Fold volumes = volumes_of(fold, folds.pieces);
    const Eigen::VectorXd found = predicted(volumes, p, q, c);
    double sum = 0;
    for (std::size_t h = 0; h < volumes.held_out.size(); ++h) {
      const double e = targets(volumes.held_out[h], c) - found(static_cast<Eigen::Index>(h));
      sum += e * e;
    }
    return sum;
  }
  /// R^2 of target c over all folds.
  double r2(std::size_t c) const {
    double error_sum = 0, square = 0;
    for (const NestedPieceFold& fold : folds.folds) {
      double least = std::numeric_limits<double>::infinity(), p = 0, q = 0;
      for (const double a : plan.penalties)
        for (const double b : plan.narrow_penalties) {
          double sum = 0;
          for (const PieceFold& inner : fold.inner) sum += error(inner, a, b, c);
          if (sum < least) least = sum, p = a, q = b;
        }
      error_sum += error(fold.outer, p, q, c);
      for (const std::size_t t : volumes_of(fold.outer, folds.pieces).held_out)
        square += double{targets(t, c)} * targets(t, c);
    }
    return 1 - error_sum / square;
  }
};

Matrix standardized_noise(std::size_t volumes, std::size_t count, std::uint64_t key) {
  return zscored_columns(smooth_noise(volumes, count, {key, 9})).values;
}

class BandedRidgeTest : public testing::Test {
 protected:
  BandedRidgeTest() {
    for (std::size_t t = 0; t < targets.rows; ++t) {
      targets(t, 0) += 2 * narrow(t, 1) + wide(t, 2) - wide(t, 5);
      targets(t, 1) += wide(t, 1);
    }
    targets = zscored_columns(targets).values;
  }
  Matrix wide = standardized_noise(160, 12, 1), narrow = standardized_noise(160, 2, 2),
         targets = standardized_noise(160, 4, 3);
  BandedPlan plan{{1, 10, 100}, {0.3, 30}};
  OwnMachine machine;
};

TEST_F(BandedRidgeTest, EqualsItsPlainTwinWithStoriesAndWithGaps) {
  for (const auto& [blocks, gap] :
       {std::pair(std::vector<std::size_t>{0, 30, 75, 120, 160}, 0u), {equal_blocks(160, 5), 6u}}) {
    const PieceFolds folds = piece_folds(blocks, 2, gap);
    const BandedHeldOut found = solved_bands(wide, narrow, targets, folds, plan, machine);
    const PlainTwin twin{wide, narrow, targets, folds, plan};
    for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(found.r2(c), twin.r2(c), 1e-5) << c;
    EXPECT_GT(found.r2(0), 0.3);
  }
}

TEST_F(BandedRidgeTest, HasTheSameBytesWithAnyThreads) {
  const PieceFolds folds = piece_folds(equal_blocks(160, 4), 2, 0);
  OwnMachine one("cpu", 1), three("cpu", 3);
  const BandedHeldOut a = solved_bands(wide, narrow, targets, folds, plan, one);
  const BandedHeldOut b = solved_bands(wide, narrow, targets, folds, plan, three);
  EXPECT_EQ(a.both, b.both);
  EXPECT_EQ(a.predicted, b.predicted);
}

TEST_F(BandedRidgeTest, ATargetThatIsNothingHasNoFigure) {
  for (std::size_t t = 0; t < 160; ++t) targets(t, 2) = 0;
  const BandedHeldOut found =
      solved_bands(wide, {}, targets, piece_folds(equal_blocks(160, 4), 2, 0), plan, machine);
  EXPECT_TRUE(std::isnan(found.r(2)));
  EXPECT_TRUE(std::isnan(found.r2(2)));
  EXPECT_TRUE(std::isfinite(found.r(0)));
}

TEST_F(BandedRidgeTest, RefusesOtherLengthsAndPenaltiesThatDoNotRise) {
  const PieceFolds folds = piece_folds(equal_blocks(150, 4), 2, 0);
  EXPECT_NE(error_of([&] {
              banded_model(wide, narrow, folds, plan, machine);
            }).find("have 160 and 160 volumes, the folds 150"),
            std::string::npos);
  plan.penalties = {1, 1};
  EXPECT_NE(error_of([&] {
              banded_model(wide, narrow, piece_folds(equal_blocks(160, 4), 2, 0), plan, machine);
            }).find("penalty 2 of 2 is 1"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
