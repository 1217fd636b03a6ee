// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/proportion.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace anbn {
namespace {

// By scipy.stats.beta.ppf.
TEST(ClopperPearson, HasTheQuantilesOfBeta) {
  struct Known {
    double share, number, low, high;
  };
  for (const Known& k :
       {Known{0.05, 60, 0.0104323, 0.1392432}, Known{0, 15, 0, 0.2180194},
        Known{1, 15, 0.7819806, 1}, Known{0.05, 15.4, 0.0004849, 0.2914263},
        Known{0.3, 1, 2.3148e-6, 0.9961533}, Known{0.5, 2000, 0.4778506, 0.5221494}}) {
    const ShareRange range = clopper_pearson(k.share, k.number);
    EXPECT_NEAR(range.low, k.low, 2e-7) << k.share << " of " << k.number;
    EXPECT_NEAR(range.high, k.high, 2e-7) << k.share << " of " << k.number;
  }
  EXPECT_EQ(clopper_pearson(0.2, 0).low, 0);
  EXPECT_EQ(clopper_pearson(0.2, 0).high, 1);
}

// Two rows and two columns, by hand: deviations 2, 0, -2, 0; rows sum to 2 and -2, columns to 0 and
// 0; 2 (4 + 4) + 0 - 8 * 4 / 3 against 8 * 4 / 3.
TEST(CrossedDesignEffect, CountsWhatRowsAndColumnsShare) {
  const std::vector<std::size_t> rows = {0, 0, 1, 1}, columns = {7, 8, 7, 8};
  EXPECT_NEAR(crossed_design_effect(std::vector<double>{5, 3, 1, 3}, rows, columns),
              (16 - 32 / 3.) / (32 / 3.), 1e-12);
  // All of a row alike: each row is one value.
  EXPECT_NEAR(crossed_design_effect(std::vector<double>{4, 4, 2, 2}, rows, columns),
              (16 - 16 / 3.) / (16 / 3.), 1e-12);
  // Without rows or columns in common all are independent.
  const std::vector<std::size_t> own = {0, 1, 2, 3};
  EXPECT_NEAR(crossed_design_effect(std::vector<double>{5, 1, 0, 2}, own, own), 1, 1e-12);
  // What is all the same tells nothing.
  EXPECT_NEAR(crossed_design_effect(std::vector<double>{0.1, 0.1, 0.1, 0.1}, rows, columns), 2,
              1e-12);
  EXPECT_EQ(crossed_design_effect(std::vector<double>{3}, std::vector<std::size_t>{0},
                                  std::vector<std::size_t>{0}),
            1);
}

// Values of twelve rows and twelve columns, each half as variable as what is the value's own: the
// variance of their mean over many tables, against that of as many independent values.
TEST(CrossedDesignEffect, IsThatOfManyTables) {
  constexpr std::size_t kSide = 12, kTables = 3000;
  std::vector<std::size_t> rows, columns;
  for (std::size_t i = 0; i < kSide; ++i)
    for (std::size_t j = 0; j < kSide; ++j)
      if (i != j) rows.push_back(i), columns.push_back(j);
  double found = 0, square = 0;
  for (std::size_t table = 0; table < kTables; ++table) {
    const auto draw = [&](std::size_t what) { return normal({table, 5}, what); };
    std::vector<double> values;
    double mean = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      values.push_back(std::sqrt(0.5) * (draw(rows[k]) + draw(100 + columns[k])) + draw(1000 + k));
      mean += values.back() / static_cast<double>(rows.size());
    }
    square += mean * mean / kTables;
    found += crossed_design_effect(values, rows, columns) / kTables;
  }
  const double known = square * static_cast<double>(rows.size()) / 2;  // each has a variance of 2
  EXPECT_NEAR(known, 1 + 10 * (0.25 + 0.25), 0.5);
  EXPECT_NEAR(found, known, 0.15 * known);
}

}  // namespace
}  // namespace anbn
