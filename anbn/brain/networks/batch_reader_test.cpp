// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/batch_reader.h"

#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace anbn {
namespace {

/// 5 + 3 samples of four numbers in two files; number j of sample i is 10 i + j.
class TwoFiles : public ::testing::Test {
 protected:
  TwoFiles() {
    for (std::size_t file = 0, i = 0; file < 2; ++file) {
      Matrix x(file == 0 ? 5 : 3, 4);
      for (std::size_t row = 0; row < x.rows; ++row, ++i)
        for (std::size_t j = 0; j < 4; ++j) x(row, j) = static_cast<float>(10 * i + j);
      write_npy(scratch / names[file], x);
      samples.append(scratch / names[file]);
    }
  }

  ScratchFolder scratch;
  const char* names[2] = {"a.npy", "b.npy"};
  Samples samples;
};

TEST_F(TwoFiles, AreNumberedThrough) {
  EXPECT_EQ(samples.count(), 8u);
  EXPECT_EQ(samples.cols(), 4u);
  const std::size_t which[] = {7, 0, 5, 4};
  EXPECT_EQ(samples.read(which).values,
            (std::vector<float>{70, 71, 72, 73, 0, 1, 2, 3, 50, 51, 52, 53, 40, 41, 42, 43}));
  EXPECT_EQ(samples.read(4, 2).values, (std::vector<float>{40, 41, 42, 43, 50, 51, 52, 53}));
  EXPECT_EQ(Samples().count(), 0u);
}

TEST_F(TwoFiles, HaveTheMomentsOfAllOfThem) {
  const Matrix moments = moments_of(samples);  // of 0 .. 7: mean 3.5, variance 5.25
  EXPECT_EQ(moments.values, (std::vector<float>{35, 36, 37, 38, 525, 525, 525, 525}));
  Threads threads(1);
  const Matrix all = samples.read(0, 8);
  EXPECT_EQ(moments, visible_moments(row_pointers(all), 4, threads));
}

TEST_F(TwoFiles, ComeInTheOrderOfThePlan) {
  BatchReader reader(samples, {3, 300, 3, [](std::size_t step) {
                                 std::vector<std::size_t> which = {step % 8, (7 * step) % 8};
                                 if (step % 2 == 0) which.push_back(5);
                                 return which;
                               }});
  for (std::size_t step = 3; step < 300; ++step) {
    const Rows batch = reader.batch(step);
    const Rows next = step + 1 < 300 ? reader.batch(step + 1) : batch;
    ASSERT_EQ(batch.size(), step % 2 == 0 ? 3u : 2u);
    EXPECT_EQ(batch[0][1], static_cast<float>(10 * (step % 8) + 1));
    EXPECT_EQ(batch[1][3], static_cast<float>(10 * (7 * step % 8) + 3));
    const std::size_t shown_next = step + 1 < 300 ? step + 1 : step;
    EXPECT_EQ(next[0][0], static_cast<float>(10 * (shown_next % 8)));
  }
}

TEST_F(TwoFiles, CutShortMeanwhileGiveAnErrorAndNoSignal) {
  std::filesystem::resize_file(scratch / "b.npy", 128 + 40);  // two and a half of its samples
  BatchReader reader(
      samples, {0, 4, 2, [](std::size_t step) { return std::vector<std::size_t>{2 * step}; }});
  for (std::size_t step = 0; step < 3; ++step)
    EXPECT_EQ(reader.batch(step)[0][0], 20 * static_cast<float>(step));
  const std::size_t last[] = {7};
  EXPECT_EQ(error_of([&] { samples.read(last); }),
            (scratch / "b.npy").string() +
                ": ends after 168 bytes; expected 8 more, as when it was opened. Was it cut short "
                "meanwhile? Get it again");
  BatchReader late(samples, {0, 1, 1, [](std::size_t) { return std::vector<std::size_t>{7}; }});
  EXPECT_NE(error_of([&] { late.batch(0); }).find("b.npy: ends after"), std::string::npos);
}

TEST_F(TwoFiles, MayBeMoreThanAProcessHasOpen) {
  Samples many;
  for (int i = 0; i < 3000; ++i) many.append(scratch / "b.npy");
  EXPECT_EQ(many.count(), 9000u);
  const std::size_t which[] = {8999, 1};
  EXPECT_EQ(many.read(which).values, (std::vector<float>{70, 71, 72, 73, 60, 61, 62, 63}));
}

}  // namespace
}  // namespace anbn
