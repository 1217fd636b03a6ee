// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"

#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

Session with_profiles() {
  Session s = example_session();
  s.network_name = {"<b>1", "BN 2"};
  s.profiles.queries_tested = s.profiles.keys_tested = 4;
  s.profiles.queries_called = 3;
  s.profiles.tags = {{TagDirection::directed, 14, 7, 9, 0.9, 1, 0, 2},
                     {TagDirection::folded, 5, 7, 1, 0.1, 2.6, 1, 4},
                     {TagDirection::folded, 7, 14, 3, 0.3, 1.2, 0, 2}};
  s.profiles.networks = {{0, 2, TagSide::query, 5, kNoIndex, 0.6, 0.2, 0.01, 1.8, 0.002, 0.04},
                         {1, 2, TagSide::key, kNoIndex, 14, 0.2, 0.21, 0, -0.1, 0.6, 0.7}};
  return s;
}

TEST(ProfilesOnThePage, StandBesideShiftedTexts) {
  const std::string html = profiles_part(with_profiles());
  EXPECT_TRUE(has(html, "Of 3 neurons the queries are of some part of speech more often"));
  EXPECT_TRUE(has(html, "of 0 neurons the keys (4 tested)"));
  EXPECT_TRUE(has(html, "does not tell a part of speech from a word"));
  EXPECT_LT(html.find("NOUN \u2013 VERB"), html.find("DET \u2013 NOUN"));  // the most first
  EXPECT_FALSE(has(html, "VERB \u2013 NOUN"));                             // directed
  EXPECT_TRUE(has(html, "1 to 4"));
  EXPECT_TRUE(has(html, "DET queries"));
  EXPECT_FALSE(has(html, "VERB keys"));  // q .7
  EXPECT_TRUE(has(html, "&lt;b&gt;1"));
  EXPECT_FALSE(has(html, "<b>1"));
}

TEST(ProfilesOnThePage, SayByWhichColumn) {
  Session s = with_profiles();
  s.profiles.classes.column = "<entity>";
  s.profiles.classes.names[7] = "a person";
  s.profiles.numbers = {{"frequency", 4, 3, 2, 1, 0, 1}};
  const std::string html = profiles_part(s);
  EXPECT_TRUE(has(html, "<h3>Classes of &lt;entity&gt;</h3>"));
  EXPECT_TRUE(has(html, "are of some class of &lt;entity&gt; more often"));
  EXPECT_TRUE(has(html, "a person \u2013 VERB"));
  EXPECT_FALSE(has(html, "part of speech"));
  EXPECT_FALSE(has(html, "parts of speech"));
  EXPECT_FALSE(has(html, "<entity>"));
  EXPECT_TRUE(
      has(html,
          "frequency: the queries of 2 neurons have more of it than the text gives, of 1 "
          "less (q \u2264 0.05; 4 tested); the keys of 0 neurons more, of 1 less (3 tested)"));
}

TEST(ProfilesOnThePage, SayWhatWasNotFound) {
  Session s = with_profiles();
  s.profiles.networks.erase(s.profiles.networks.begin());
  EXPECT_TRUE(has(profiles_part(s),
                  "none of them differ from all other neurons in any part of "
                  "speech by q \u2264 0.05 (1 tests)"));
  EXPECT_EQ(profiles_part(example_session()), "");
}

}  // namespace
}  // namespace anbn
