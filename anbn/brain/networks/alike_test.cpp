// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/alike.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(FirstAlike, NamesTheFirstOfEachNetworkFoundAgain) {
  Matrix maps(5, 6);
  maps.values = {0, 0, 1,  2,  0,    0,   // itself
                 5, 0, 0,  0,  0,    0,   // itself
                 0, 0, 2,  4,  0.1f, 0,   // the first one again
                 3, 3, 3,  3,  3,    3,   // constant: alike to none
                 1, 1, -1, -3, 1,    1};  // the first one again, with its sign changed
  Threads one(1), three(3);
  const std::vector<std::size_t> first{0, 1, 0, 3, 0};
  EXPECT_EQ(first_alike(maps, one), first);
  EXPECT_EQ(first_alike(maps, three), first);
}

TEST(FirstAlike, LooksOnlyAtTheFirstOfEach) {
  // 0 and 1 correlate above 0.9, 1 and 2 too, 0 and 2 do not.
  Matrix maps(3, 3);
  maps.values = {1, 0, -1, 1, -0.4f, -0.6f, 1, -0.8f, -0.2f};
  Threads threads(1);
  EXPECT_EQ(first_alike(maps, threads), (std::vector<std::size_t>{0, 0, 2}));
}

}  // namespace
}  // namespace anbn
