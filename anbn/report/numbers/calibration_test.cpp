// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/calibration.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

constexpr std::string_view kTable =
    "series\tlisteners\tnull\tcutoff_s\tanalyses\tmax\tglobal\tspread\n"
    "pink\tn/a\tshuffle\t128\t10\t0.9\t1\tn/a\n"
    "pink\tn/a\tphase\t0\t10\t0.8\t0.7\tn/a\n"
    "pink\tn/a\tphase\t128\t2000\t0.0535\t0.0516\tn/a\n"
    "pink\tn/a\tphase\t128\t1000\t0.6\t0.6\tn/a\n"
    "blue\tn/a\tphase\t128\t1000\t0.06\t0.06\t0.00\n"
    "brown\tn/a\tphase\t128\t300\t0.05\t0.031\tn/a\n"
    "grey\t18\tphase\t128\t500\t0.05\t0.4\tn/a\n";

TEST(Calibration, TakesTheFirstRowOfTheCalibratedTestOfEachKindOfNoise) {
  const auto rows = calibration_of(kTable);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].series, "pink");
  EXPECT_EQ(rows[0].analyses, 2000u);
  EXPECT_EQ(rows[0].global, 0.0516);
  EXPECT_EQ(calibration_words(rows), "pink 5.2 %, brown 3.1 %");
}

TEST(Calibration, IsTheTableOfTheDocs) {
  EXPECT_EQ(calibration_tsv(), read_text(source_dir() / "docs/calibration.tsv"));
  const auto rows = calibration_of(calibration_tsv());
  ASSERT_GE(rows.size(), 6u);
  for (const Calibration& row : rows) {
    EXPECT_GE(row.analyses, 1000u) << row.series;
    EXPECT_GT(row.global, 0.01) << row.series;
    EXPECT_LT(row.global, 0.1) << row.series;
  }
}

TEST(Calibration, SaysWhichColumnIsMissing) {
  EXPECT_THROW(calibration_of("series\tnull\n"), Error);
}

}  // namespace
}  // namespace anbn
