// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/volumes.h"

#include "anbn/io/file.h"
#include "anbn/io/nifti.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

double sd(const std::vector<double>& x) {
  double sum = 0, squares = 0;
  for (double v : x) {
    sum += v;
    squares += v * v;
  }
  const auto n = static_cast<double>(x.size());
  return std::sqrt(squares / n - sum / n * sum / n);
}

TEST(ListenerActivity, IsTheSignalByAsMuchAsIsShared) {
  Matrix signals(400, 2);
  for (std::size_t t = 0; t < 400; ++t)
    signals(t, 1) = static_cast<float>(std::sqrt(2) * std::sin(0.7 * static_cast<double>(t)));
  const ListenerOptions o{.shared = 0.3, .tr_s = 1.5, .seed = 4, .story = "s", .listener = 2};
  const Matrix x = listener_activity(signals, o);
  for (std::size_t m = 0; m < 2; ++m) {
    const std::vector<double> own = own_activity(400, m, o);
    for (std::size_t t = 0; t < 400; ++t)
      EXPECT_NEAR(
          x(t, m),
          m == 0 ? own[t]
                 : std::sqrt(0.7) * own[t] + std::sqrt(0.3) * static_cast<double>(signals(t, m)),
          1e-5);
  }
}

class ListenerScans : public testing::Test {
 protected:
  /// [volumes x V] of one listener, in parts of the mean, its gain taken out.
  Matrix changes(const Matrix& signals, const ListenerOptions& o) const {
    ListenerScan scan(brain_, smooth_, maps_, signals, o);
    Matrix x(scan.volumes(), brain_.mask.size());
    for (std::size_t t = 0; t < x.rows; ++t) scan.next(x.row(t));
    double gain = 0;
    for (std::size_t t = 0; t < x.rows; ++t)
      for (std::size_t v = 0; v < x.cols; ++v)
        gain +=
            static_cast<double>(x(t, v)) / brain_.mean[v] / static_cast<double>(x.values.size());
    EXPECT_NEAR(gain, 1, 0.11);
    for (std::size_t t = 0; t < x.rows; ++t)
      for (std::size_t v = 0; v < x.cols; ++v)
        x(t, v) = static_cast<float>(x(t, v) / brain_.mean[v] / gain - 1);
    return x;
  }

  SimulatedBrain brain_ = simulated_brain();
  SmoothNoise smooth_{brain_.mask, kNoiseFwhm_mm};
  std::vector<PlantedMap> maps_ = {{Blob{{35, -38, 46}, {18, 18, 18}}}};
};

TEST_F(ListenerScans, HaveNoiseOfOnePercentThatRemembersAndDrifts) {
  const Matrix x = changes(Matrix(160, 1), {.snr = 0, .tr_s = 1.5, .seed = 1, .story = "s"});
  double power = 0, steps = 0;
  for (std::size_t t = 1; t < x.rows; ++t)
    for (std::size_t v = 0; v < x.cols; ++v) {
      power += std::pow(x(t, v), 2) / static_cast<double>(x.values.size());
      steps += std::pow(x(t, v) - x(t - 1, v), 2) / static_cast<double>(x.values.size());
    }
  EXPECT_GT(std::sqrt(power), 0.0103);  // the drift comes on top
  EXPECT_LT(std::sqrt(power), 0.0135);
  // The drift hardly moves from one volume to the next: what is left is 2 (1 - phi) of the noise.
  EXPECT_NEAR(steps, 2 * (1 - 0.4) * 1e-4, 0.03e-4);
}

TEST_F(ListenerScans, HaveActivityOfSnrTimesTheNoiseInThePeakVoxel) {
  double ratio = 0;
  for (std::size_t listener = 0; listener < 20; ++listener) {
    const ListenerOptions o{.snr = 0.8, .tr_s = 1.5, .seed = 1, .story = "s", .listener = listener};
    ListenerOptions silent = o;
    silent.snr = 0;
    const Matrix with = changes(Matrix(60, 1), o), without = changes(Matrix(60, 1), silent);
    double largest = 0;
    for (std::size_t v = 0; v < with.cols; ++v) {
      std::vector<double> added;
      for (std::size_t t = 0; t < with.rows; ++t) added.push_back(with(t, v) - without(t, v));
      largest = std::max(largest, sd(added));
    }
    ratio += largest / 0.01 / 20;
  }
  EXPECT_NEAR(ratio, 0.8, 0.08);
}

TEST_F(ListenerScans, DifferBetweenListenersAndStoriesAndNotFromThemselves) {
  const auto first_volume = [&](std::size_t listener, const char* story) {
    ListenerScan scan(brain_, smooth_, maps_, Matrix(3, 1),
                      {.tr_s = 1.5, .seed = 1, .story = story, .listener = listener});
    std::vector<float> x(brain_.mask.size());
    scan.next(x);
    return x;
  };
  EXPECT_EQ(first_volume(0, "s"), first_volume(0, "s"));
  EXPECT_NE(first_volume(0, "s"), first_volume(1, "s"));
  EXPECT_NE(first_volume(0, "s"), first_volume(0, "t"));
}

TEST_F(ListenerScans, AreNotWrittenWhereTheyWouldBeClipped) {
  const ScratchFolder folder;
  const ListenerOptions o{.snr = 1000, .tr_s = 1.5, .seed = 1, .story = "tale"};
  ListenerScan scan(brain_, smooth_, maps_, Matrix(20, 1), o);
  const std::string error = error_of([&] { write_scan(folder / "x.nii.gz", brain_, scan, o); });
  EXPECT_NE(error.find("expected 8191.75 at most"), std::string::npos) << error;
}

TEST_F(ListenerScans, AreWrittenAsBidsScans) {
  const ScratchFolder folder;
  const ListenerOptions o{.tr_s = 1.5, .seed = 1, .story = "tale"};
  const std::filesystem::path file = folder / "sub-01_task-tale_bold.nii.gz";
  ListenerScan written(brain_, smooth_, maps_, Matrix(3, 1), o);
  write_scan(file, brain_, written, o);
  EXPECT_EQ(read_text(folder / "sub-01_task-tale_bold.json"),
            "{\n \"RepetitionTime\": 1.5,\n \"TaskName\": \"tale\"\n}\n");
  NiftiReader reader(file);
  EXPECT_EQ(reader.header().volumes, 3u);
  EXPECT_EQ(reader.header().tr_s, 1.5);
  EXPECT_EQ(reader.header().datatype, "int16");
  EXPECT_EQ(reader.header().grid.size, brain_.mask.grid.size);
  ListenerScan scan(brain_, smooth_, maps_, Matrix(3, 1), o);
  std::vector<float> volume(brain_.mask.grid.voxels()), read(brain_.mask.size()),
      expected(brain_.mask.size());
  for (std::size_t t = 0; t < 3; ++t) {
    reader.read(volume);
    gather(brain_.mask, volume, read);
    scan.next(expected);
    for (std::size_t v = 0; v < read.size(); ++v) ASSERT_NEAR(read[v], expected[v], 0.126);
  }
}

}  // namespace
}  // namespace anbn
