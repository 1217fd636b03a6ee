// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/labels.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

using Names = std::vector<std::string>;

TEST(BidsLabels, AreLettersAndDigits) {
  EXPECT_EQ(bids_label("pie-man_2"), "pieman2");
  EXPECT_EQ(bids_label("Käse \"x\" 🧀\n+"), "Ksex");
  EXPECT_EQ(bids_label("---"), "");
}

TEST(BidsLabels, AreEachThereOnce) {
  EXPECT_EQ(bids_labels({}), Names{});
  EXPECT_EQ(bids_labels({"pieman", "tunnel"}), (Names{"pieman", "tunnel"}));
  EXPECT_EQ(bids_labels({"a-b", "ab", "a_b", "ab2", "--", "_"}),
            (Names{"ab3", "ab", "ab4", "ab2", "x", "x2"}));
  // A disk may not tell letters by their case.
  EXPECT_EQ(bids_labels({"Dog", "dog", "d-og"}), (Names{"Dog", "dog2", "dog3"}));
}

}  // namespace
}  // namespace anbn
