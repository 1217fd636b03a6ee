// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/profile_words.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(ProfileWords, TellTheTagBesideWhatTheTextGives) {
  NeuronProfile profile;
  EXPECT_EQ(tag_words(profile), "");
  profile.tag = PosTag{7, 14, 0.302};
  EXPECT_EQ(tag_words(profile), "NOUN \u2192 VERB, 30 %");
  profile.tag_expected = 0.0512;
  EXPECT_EQ(tag_words(profile), "NOUN \u2192 VERB, 30 % (the text gives 5.1 %)");
}

TEST(ProfileWords, TellTheClassItsShareAndItsWord) {
  Enrichment side;
  side.words = 3;
  EXPECT_EQ(side_words(side), "");
  side = {5, 0.62, 0.2, 1.9, 0.001, 0.01, 58, 1, "the", 0.91};
  EXPECT_EQ(side_words(side),
            "DET 62 %, 3.1 \u00d7 the text\u2019s 20 % (q 0.01); 91 % of these \u201cthe\u201d; "
            "1 different piece among all");
  side.word.clear();
  side.words = 34;
  EXPECT_EQ(side_words(side),
            "DET 62 %, 3.1 \u00d7 the text\u2019s 20 % (q 0.01); 34 different "
            "pieces among all");
}

}  // namespace
}  // namespace anbn
