// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/shown_networks.h"

#include "anbn/report/example_report.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

std::vector<int> numbers(const std::vector<ShownNetwork>& networks) {
  std::vector<int> all;
  for (const ShownNetwork& network : networks) all.push_back(network.network);
  return all;
}

// Two neurons exceed 0.25 at network 2; p rises from network 1 to 3.
TEST(ChosenNetworks, BeginWithThoseThatMostNeuronsAreAnchoredTo) {
  const auto chosen = choose_networks(example_session());
  EXPECT_EQ(numbers(chosen), (std::vector<int>{2, 1, 3}));
  EXPECT_EQ(chosen[0].why, "2 neurons anchored to it with PCC > 0.25; second smallest p");
  EXPECT_EQ(chosen[1].why, "smallest p of all networks");
  EXPECT_EQ(chosen[0].label, "L2H1D1");
}

TEST(ChosenNetworks, AreAtMostFour) {
  Session s = example_session();
  for (int j = 4; j <= 9; ++j) {
    s.pairs.push_back(s.pairs[0]);
    s.pairs.back().network = j;
    s.input.observed.network_correlation.push_back(0.1);
  }
  EXPECT_EQ(choose_networks(s).size(), 4u);
}

TEST(ChosenNetworks, ShowAMapThatWasFoundTwiceOnce) {
  Session s = example_session();
  s.pairs[2].alike = 1;
  EXPECT_EQ(numbers(choose_networks(s)), (std::vector<int>{2, 1}));
}

TEST(ChosenNetworks, LeaveOutConstantOnes) {
  Session s = example_session();
  s.pairs[0].correlation = s.pairs[0].phase_max_p = NAN;
  EXPECT_EQ(numbers(choose_networks(s)), (std::vector<int>{2, 3}));
}

TEST(ShownCourse, IsStandardizedAndFlippedWithItsMap) {
  const std::vector<float> series = {1, 3, 1, 3};
  EXPECT_EQ(shown_course(series, 1), (std::vector<double>{-1, 1, -1, 1}));
  EXPECT_EQ(shown_course(series, -1), (std::vector<double>{1, -1, 1, -1}));
  EXPECT_TRUE(std::isnan(shown_course(std::vector<float>{2, 2}, 1)[0]));
}

TEST(CourseFigure, HasARowAVolume) {
  Report report = example_report();
  add_volumes(report);
  report.sessions[0].shown[0].sign = -1;
  const Figure figure = course_figure(report.sessions[0], report.sessions[0].shown[0]);
  EXPECT_EQ(figure.id, "6bc_course_2.main.pieman");
  ASSERT_EQ(figure.table.rows.size(), 3u);
  EXPECT_EQ(figure.table.rows[1].values, (std::vector<double>{1.5, 0, 0, 1}));
  EXPECT_EQ(figure.table.rows[2].values, (std::vector<double>{3, 1, -1, 1}));
}

}  // namespace
}  // namespace anbn
