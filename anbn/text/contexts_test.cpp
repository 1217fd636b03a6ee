// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/contexts.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(Contexts, AVolumeIsAWindow) {
  const std::vector<std::int64_t> volumes = {-1, -1, 0, 2, 2, 2, 1};
  EXPECT_EQ(volume_windows(volumes, 3),
            (std::vector<Window>{{0, 0, 2}, {2, 2, 3}, {3, 3, 6}, {6, 6, 7}}));
  EXPECT_EQ(error_of([&] { volume_windows(volumes, 2); }),
            "volume 2 (from the first one used) has 3 tokens; expected at most 2 beside the "
            "specials. Set --max-segment-tokens, or take another --context");
}

TEST(Contexts, EachPieceIsReadWhereItHasMostBeforeIt) {
  // Windows 0-3, 2-5, 4-7, 6-8: piece 5 lies in the second, third (from 4 on) and no other.
  EXPECT_EQ(sliding_windows(9, 4, 2),
            (std::vector<Window>{{0, 0, 4}, {2, 4, 6}, {4, 6, 8}, {6, 8, 9}}));
  EXPECT_EQ(sliding_windows(4, 4, 2), (std::vector<Window>{{0, 0, 4}}));
  EXPECT_EQ(sliding_windows(5, 4, 4), (std::vector<Window>{{0, 0, 4}, {4, 4, 5}}));
  for (const std::int64_t stride : {0, 5})
    EXPECT_NE(error_of([&] {
                sliding_windows(9, 4, stride);
              }).find("expected 1 to 4, the tokens of a window beside the specials"),
              std::string::npos);
}

}  // namespace
}  // namespace anbn
