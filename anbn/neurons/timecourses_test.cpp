// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/timecourses.h"

#include "anbn/core/random.h"
#include "anbn/signal/hrf.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

/// One neuron with activity 2 and 6 in the volumes 1 and 3, over `count` volumes from `first` on.
std::vector<float> filled(EmptyVolumes empty, std::int64_t first = 0, std::size_t count = 5) {
  Matrix spoken(2, 1);
  spoken.values = {2, 6};
  return with_empty_volumes(spoken, std::vector<std::int64_t>{1, 3}, first, count, empty).values;
}
using Values = std::vector<float>;

TEST(WithEmptyVolumes, DoesAsItIsTold) {
  EXPECT_EQ(filled(EmptyVolumes::zero), (Values{0, 2, 0, 6, 0}));
  EXPECT_EQ(filled(EmptyVolumes::hold), (Values{0, 2, 2, 6, 6}));
  EXPECT_EQ(filled(EmptyVolumes::interpolate), (Values{2, 2, 4, 6, 6}));
  EXPECT_EQ(filled(EmptyVolumes::mean), (Values{4, 2, 4, 6, 4}));
}

TEST(WithEmptyVolumes, KnowsTheVolumesThatItIsNotAskedFor) {
  for (EmptyVolumes empty :
       {EmptyVolumes::zero, EmptyVolumes::hold, EmptyVolumes::interpolate, EmptyVolumes::mean}) {
    const Values all = filled(empty, -2, 8);
    for (std::int64_t first = -2; first < 6; ++first)
      EXPECT_EQ(filled(empty, first, 1)[0], all[static_cast<std::size_t>(first + 2)]) << first;
  }
}

TEST(WithEmptyVolumes, LeavesSilenceSilent) {
  for (EmptyVolumes empty :
       {EmptyVolumes::zero, EmptyVolumes::hold, EmptyVolumes::interpolate, EmptyVolumes::mean})
    EXPECT_EQ(with_empty_volumes(Matrix(0, 2), {}, -1, 3, empty), Matrix(3, 2));
}

/// A story of two layers with four neurons each, whose tokens come in bursts; its volumes are those
/// of the scan from `first` on.
class PredictedTimecourses : public testing::Test {
 protected:
  static constexpr std::size_t kTokens = 200, kScan = 120;

  HeardStory story(std::int64_t first, std::size_t volumes) const {
    HeardStory heard{.layers = 2, .read = layer, .volume_of_token = {}, .volumes = volumes};
    for (std::size_t i = 0; i < kTokens; ++i) {
      // Volumes 4 .. 103 of the scan, some of them without a token; a special among the tokens.
      const auto at = static_cast<std::int64_t>(4 + i / 2 - i / 2 % 5);
      heard.volume_of_token.push_back(i % 50 == 49 ? std::nullopt : std::optional(at - first));
    }
    return heard;
  }
  static Matrix layer(std::size_t number, std::string_view part) {
    Matrix x(kTokens, 4);
    for (std::size_t i = 0; i < x.values.size(); ++i)
      x.values[i] = static_cast<float>(normal(random_key(number, std::string(part)), i));
    return x;
  }
  Matrix predicted(const HeardStory& heard) {
    Threads threads(1);
    SilentProgress progress;
    return predicted_timecourses(find_neuron_kind("attention_qk"), heard, plan, threads, progress);
  }

  TimecoursesPlan plan{.hrf = double_gamma_hrf(1.5)};
};

TEST_F(PredictedTimecourses, OfAStoryCutInItsMiddleAreThoseOfTheWholeOne) {
  for (EmptyVolumes empty :
       {EmptyVolumes::zero, EmptyVolumes::hold, EmptyVolumes::interpolate, EmptyVolumes::mean}) {
    plan.empty = empty;
    const Matrix whole = predicted(story(0, kScan));
    for (const std::size_t first : {3u, 50u, 101u}) {
      const Matrix cut = predicted(story(static_cast<std::int64_t>(first), 19));
      for (std::size_t t = 0; t < cut.rows; ++t)
        for (std::size_t j = 0; j < cut.cols; ++j)
          ASSERT_EQ(cut(t, j), whole(first + t, j))
              << name_of(empty) << ", volume " << first + t << ", neuron " << j;
    }
  }
}

TEST_F(PredictedTimecourses, HoldWhatWasHeardBeforeTheScan) {
  const Matrix late = predicted(story(0, kScan)), early = predicted(story(60, 20));
  // What is predicted of the first volume after 60 was said before it.
  const auto largest_of = [](std::span<const float> x) {
    return std::abs(*std::max_element(x.begin(), x.end(),
                                      [](float a, float b) { return std::abs(a) < std::abs(b); }));
  };
  EXPECT_GT(largest_of(early.row(0)), 0.05f * largest_of(late.values));
  EXPECT_EQ(early(0, 0), late(60, 0));
}

}  // namespace
}  // namespace anbn
