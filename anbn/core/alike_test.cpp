// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/alike.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(Sentences, AreAlikeWhateverTheirNumbersAndFiles) {
  EXPECT_EQ(gist_of("bold/pie/sub-1: 3 of 40 voxels are constant"),
            gist_of("bold/pie/sub-22: 17 of 41 voxels are constant"));
  EXPECT_NE(gist_of("3 of 40 voxels are constant"), gist_of("3 of 40 voxels are not finite"));
  EXPECT_EQ(gist_of(""), "");
}

TEST(Sentences, AreFoldedFromThreeAlikeOn) {
  const std::vector<std::string> two = {"a/1: no mask", "other", "a/2: no mask"};
  EXPECT_EQ(folded(two), two);
  EXPECT_EQ(folded({"a/1: no mask", "other", "a/2: no mask", "a/3: no mask"}),
            (std::vector<std::string>{"a/1: no mask; and 2 more like this", "other"}));
  EXPECT_TRUE(folded({}).empty());
}

}  // namespace
}  // namespace anbn
