// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/corrections.h"

#include "anbn/core/nan.h"
#include "anbn/io/table.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

namespace anbn {
namespace {

TEST(PermutationP, IsNeverZeroAndAtMostOne) {
  EXPECT_EQ(permutation_p(0, 4999), 1 / 5000.0);
  EXPECT_EQ(permutation_p(4999, 4999), 1.0);
  EXPECT_EQ(permutation_p(0, 1), 0.5);
}

TEST(BenjaminiHochberg, MatchesTheWorkedExample) {
  const double p[] = {0.04, 0.01, 0.03, 0.5};
  const auto q = benjamini_hochberg(p);
  EXPECT_DOUBLE_EQ(q[1], 0.04);      // 4/1 * 0.01
  EXPECT_DOUBLE_EQ(q[2], 0.16 / 3);  // 4/2 * 0.03 = 0.06, lowered by the next one
  EXPECT_DOUBLE_EQ(q[0], 0.16 / 3);  // 4/3 * 0.04
  EXPECT_DOUBLE_EQ(q[3], 0.5);
}

TEST(BenjaminiHochberg, EqualPHaveEqualQ) {
  const double p[] = {0.02, 0.02, 0.9};
  const auto q = benjamini_hochberg(p);
  EXPECT_DOUBLE_EQ(q[0], 0.03);
  EXPECT_DOUBLE_EQ(q[1], 0.03);
}

TEST(BenjaminiHochberg, NanIsInNoFamily) {
  const double p[] = {kNan, 0.01, 0.5};
  const auto q = benjamini_hochberg(p);
  EXPECT_TRUE(std::isnan(q[0]));
  EXPECT_DOUBLE_EQ(q[1], 0.02);  // of two tests, not three
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

TEST(Corrections, EqualMulttestOfR) {
  const auto file = source_dir() / "../shared/data/fdr/fdr_r_multtest_vectors.tsv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no shared data at " << file.string();
  // Its first line is a remark above the header.
  const std::string text = read_text(file);
  const Table table = parse_tsv(text.substr(text.find('\n') + 1), file.string());
  std::vector<double> p;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    p.push_back(table.number(i, table.column("rawp")));
  ASSERT_GE(p.size(), 10u);
  const auto bh = benjamini_hochberg(p), by = benjamini_yekutieli(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_NEAR(bh[i], table.number(i, table.column("BH")), 1e-11) << "row " << i;
    EXPECT_NEAR(by[i], table.number(i, table.column("BY")), 1e-11) << "row " << i;
  }
}

TEST(SmallestQ, NeedsManyTestsAtThePapersSize) {
  EXPECT_EQ(smallest_q(9216, 5000), 1.0);
  EXPECT_EQ(smallest_q(128, 5000), 128 / 5001.0);
  EXPECT_EQ(tests_needed_for_q(9216, 5000, 0.01), 185u);
  EXPECT_EQ(tests_needed_for_q(100, 99, 0.01), 100u);  // exactly all of them
  EXPECT_FALSE(tests_needed_for_q(100, 98, 0.01));
  EXPECT_FALSE(tests_needed_for_q(0, 5000, 0.01));
}

TEST(Counts, LeaveNanOut) {
  const double values[] = {0.01, kNan, 0.02};
  EXPECT_EQ(count_at_most(values, 0.01), 1u);
  EXPECT_EQ(count_below(values, 0.01), 0u);
}

}  // namespace
}  // namespace anbn
