// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/hrf.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>

namespace anbn {
namespace {

TEST(DoubleGammaHrf, SumsToOneAtEveryTr) {
  for (double tr_s : {0.1, 0.72, 1.0, 1.5, 2.0, 3.0, 16.0}) {
    const auto h = double_gamma_hrf(tr_s);
    EXPECT_NEAR(std::accumulate(h.begin(), h.end(), 0.0), 1.0, 1e-12) << "TR " << tr_s;
  }
}

TEST(DoubleGammaHrf, PeaksFiveSecondsAfterOnset) {
  const auto h = double_gamma_hrf(0.1);
  EXPECT_EQ(std::max_element(h.begin(), h.end()) - h.begin(), 50);
}

TEST(DoubleGammaHrf, StartsAtZeroAndUndershoots) {
  const auto h = double_gamma_hrf(1.0);
  EXPECT_EQ(h.size(), 33u);
  EXPECT_EQ(h.front(), 0.0);
  EXPECT_LT(h[15], 0.0);
}

TEST(DoubleGammaHrf, HasTheKnownTapsAtTheTrOfNarratives) {
  const auto h = double_gamma_hrf(1.5);
  const double expected[] = {0,          .025414794,  .181465663, .307458715,
                             .288841485, .195169993,  .103474600, .039581486,
                             .001215760, -.019134516, -.027245135};
  ASSERT_EQ(h.size(), 22u);
  for (std::size_t i = 0; i < std::size(expected); ++i) EXPECT_NEAR(h[i], expected[i], 1e-9);
}

TEST(DoubleGammaHrf, StartsLaterWithAnOnset) {
  HrfShape late;
  late.onset_s = 3;
  const auto h = double_gamma_hrf(1.5, late);
  EXPECT_EQ(h[0], 0.0);
  EXPECT_EQ(h[1], 0.0);
  EXPECT_EQ(h[2], 0.0);
  EXPECT_GT(h[3], 0.0);
}

TEST(DoubleGammaHrf, IsSpmsForEveryParameterSet) {
  const auto file = source_dir() / ".." / "shared" / "data" / "hrf" / "spm_hrfs.txt";
  std::ifstream in(file);
  if (!in) GTEST_SKIP() << "no SPM reference values in " << file;
  int sets = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream numbers(line);
    double tr_s = 0;
    char bar = 0;
    HrfShape s;
    ASSERT_TRUE(numbers >> tr_s >> s.peak_delay_s >> s.undershoot_delay_s >> s.peak_dispersion_s >>
                s.undershoot_dispersion_s >> s.peak_to_undershoot >> bar)
        << line;
    const auto h = double_gamma_hrf(tr_s, s);
    std::size_t i = 0;
    for (double expected; numbers >> expected; ++i) {
      ASSERT_LT(i, h.size());
      ASSERT_NEAR(h[i], expected, 1e-9) << "sample " << i << " of set " << sets + 1;
    }
    EXPECT_EQ(i, h.size());
    ++sets;
  }
  EXPECT_EQ(sets, 54);
}

TEST(DoubleGammaHrf, RejectsImpossibleTr) {
  for (double tr_s : {0.0, -1.0, 1500.0, kNan})
    EXPECT_THROW(double_gamma_hrf(tr_s), Error) << "TR " << tr_s;
  HrfShape flat;
  flat.peak_dispersion_s = 0;
  EXPECT_THROW(double_gamma_hrf(1.5, flat), Error);
}

TEST(ConvolveThenCut, ShiftsAnImpulseIntoTheKernel) {
  Matrix x(7, 2);
  x(4, 0) = 1;
  const double kernel[] = {0.5, 0.25, 0.125, 9.0};  // the last falls off the scan
  Threads threads(1);
  const Matrix y = convolve_then_cut(x, kernel, threads);
  EXPECT_EQ(y(0, 0), 0.0f);
  EXPECT_EQ(y(1, 0), 0.5f);
  EXPECT_EQ(y(2, 0), 0.25f);
  EXPECT_EQ(y(3, 0), 0.125f);
  EXPECT_EQ(y(3, 1), 0.0f);
}

TEST(ConvolveThenCut, GivesTheSameBytesForAnyNumberOfThreads) {
  Matrix x(40, 1300);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(i * 7919 % 1000) / 999;
  Threads one(1), three(3);
  const auto h = double_gamma_hrf(1.5);
  EXPECT_EQ(convolve_then_cut(x, h, one), convolve_then_cut(x, h, three));
}

TEST(ConvolveThenCut, KeepsTheResponseToWhatIsCutOff) {
  Matrix x(5, 1);
  x.values = {1, 0, 2, 0, 4};
  const double kernel[] = {0.5, 0.25, 0.125};
  EXPECT_EQ(history_of(kernel), 2u);
  Threads threads(1);
  EXPECT_EQ(convolve_then_cut(x, kernel, threads).values, (std::vector<float>{1.125, 0.5, 2.25}));
}

TEST(ConvolveThenCut, AcceptsAnEmptyScan) {
  const double kernel[] = {1.0};
  Threads threads(1);
  EXPECT_EQ(convolve_then_cut(Matrix(), kernel, threads).rows, 0u);
}

}  // namespace
}  // namespace anbn
