// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_means.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

// Three neurons of two layers beside two networks.
TEST(DrawMeans, AreOfTheWholeAndOfEachGroup) {
  const std::vector<std::size_t> groups = {0, 1, 1};
  const std::vector<float> neurons = {0.5f, 0.25f, 0.75f}, squares = {0.5f, 1, 0.25f},
                           networks = {0.75f, 0.25f};
  DrawMeans means(groups);
  ASSERT_EQ(DrawMeans::columns(means.groups()), 7u);
  std::vector<float> out(7);
  for (int again = 0; again < 2; ++again) {
    means.write(neurons, squares, networks, out);
    EXPECT_EQ(out[DrawMeans::kNeurons], 0.5f);
    EXPECT_EQ(out[DrawMeans::kNetworks], 0.5f);
    EXPECT_EQ(out[DrawMeans::kSquare], 1.75f / 6);
    EXPECT_EQ(out[DrawMeans::of_group(0)], 0.5f);
    EXPECT_EQ(out[DrawMeans::of_group(1)], 0.5f);
    EXPECT_EQ(out[DrawMeans::square_of_group(0, 2)], 0.25f);
    EXPECT_EQ(out[DrawMeans::square_of_group(1, 2)], 1.25f / 4);
  }
}

TEST(DrawMeans, NeedNoGroups) {
  DrawMeans means({});
  std::vector<float> out(3);
  means.write(std::vector<float>{1}, std::vector<float>{1}, std::vector<float>{1}, out);
  EXPECT_EQ(out, std::vector<float>(3, 1));
}

}  // namespace
}  // namespace anbn
