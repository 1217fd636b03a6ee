// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/folds.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

using Volumes = std::vector<std::size_t>;

TEST(ContiguousFolds, LeaveAGapOnBothSides) {
  const auto folds = contiguous_folds(all_volumes(12), 3, 2);
  ASSERT_EQ(folds.size(), 3u);
  EXPECT_EQ(folds[0].held_out, (Volumes{0, 1, 2, 3}));
  EXPECT_EQ(folds[0].training, (Volumes{6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(folds[1].held_out, (Volumes{4, 5, 6, 7}));
  EXPECT_EQ(folds[1].training, (Volumes{0, 1, 10, 11}));
}

TEST(ContiguousFolds, HoldOutEveryVolumeOnce) {
  Volumes seen;
  for (const Fold& fold : contiguous_folds(all_volumes(23), 5, 1))
    seen.insert(seen.end(), fold.held_out.begin(), fold.held_out.end());
  EXPECT_EQ(seen, all_volumes(23));
}

TEST(ContiguousFolds, MeasureTheGapInVolumesEvenAcrossAHole) {
  const Volumes with_hole = {0, 1, 2, 3, 10, 11, 12, 13};
  const auto folds = contiguous_folds(with_hole, 2, 6);
  EXPECT_EQ(folds[0].held_out, (Volumes{0, 1, 2, 3}));
  EXPECT_EQ(folds[0].training, (Volumes{10, 11, 12, 13}));
  EXPECT_EQ(contiguous_folds(with_hole, 2, 7)[0].training, (Volumes{11, 12, 13}));
}

TEST(ContiguousFolds, RefuseWhatLeavesNothingToLearnFrom) {
  EXPECT_EQ(error_of([] { contiguous_folds(all_volumes(12), 1, 0); }),
            "found 1 folds; expected at least 2");
  EXPECT_NE(error_of([] {
              contiguous_folds(all_volumes(12), 3, 6);
            }).find("fold 1 of 3 holds out 4 of 12 volumes and is trained on 2"),
            std::string::npos);
  EXPECT_NE(error_of([] { contiguous_folds(all_volumes(3), 2, 0); }).find("holds out 1 of 3"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
