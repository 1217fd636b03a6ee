// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

Session with_profiles() {
  Session s = example_session();
  s.network_name = {"<b>1", "BN 2"};
  s.profiles.queries.tested = s.profiles.keys.tested = 4;
  s.profiles.queries.called = 3;
  s.profiles.tags = {{TagDirection::directed, 14, 7, 9, 0.9, 1, 0, 2},
                     {TagDirection::folded, 5, 7, 1, 0.1, 2.6, 1, 4},
                     {TagDirection::folded, 7, 14, 3, 0.3, 1.2, 0, 2}};
  return s;
}

TEST(ProfilesOnThePage, StandBesideShiftedTexts) {
  const std::string html = profiles_part(with_profiles());
  EXPECT_TRUE(
      has(html, "Of 3 neurons the queries lie on one class, or on words of it, more often"));
  EXPECT_TRUE(has(html, "of 0 neurons the keys (4 tested)"));
  EXPECT_TRUE(has(html, "does not tell a part of speech from a word"));
  EXPECT_LT(html.find("NOUN \u2013 VERB"), html.find("DET \u2013 NOUN"));  // the most first
  EXPECT_FALSE(has(html, "VERB \u2013 NOUN"));                             // directed
  EXPECT_TRUE(has(html, "1 to 4"));
  EXPECT_FALSE(has(html, "Networks by tags"));  // the stage `layers` has not run
  EXPECT_EQ(profiles_part(example_session()), "");
}

TEST(ProfilesOnThePage, SayWhereTooFewDrawsCanCallNothing) {
  Session s = with_profiles();
  EXPECT_FALSE(has(profiles_part(s), "draws no q"));
  s.profiles.keys.tested = 200;  // 39 draws: the smallest p is 1 / 40, and q of one neuron is 5
  s.profiles.draws = 39;
  EXPECT_TRUE(has(profiles_part(s),
                  "With 39 draws no q \u2264 0.05 exists for keys unless 100 neurons have"));
  EXPECT_FALSE(has(profiles_part(s), "exists for queries"));  // some are called
  s.profiles.draws = 4000;
  EXPECT_FALSE(has(profiles_part(s), "draws no q"));
  add_layers(s);  // two noise draws
  EXPECT_TRUE(has(profiles_part(s), "With 2 noise draws no p \u2264 0.05 exists."));
}

TEST(ProfilesOnThePage, HaveARowANetworkAndNameWhatStandsOutOfNoise) {
  Session s = with_profiles();
  add_layers(s);
  const std::string html = profiles_part(s);
  EXPECT_TRUE(has(html, "of 2 that neurons are anchored to, the neurons of 1 are named"));
  EXPECT_TRUE(has(html, "Tested against networks with random phases"));
  EXPECT_TRUE(has(html, "NOUN \u2192 VERB"));
  EXPECT_TRUE(has(html, "<b class=found>DET queries</b>"));
  EXPECT_TRUE(has(html, ">NOUN queries<"));  // p .8: stands out most, and is not named
  EXPECT_FALSE(has(html, "VERB keys"));
  EXPECT_TRUE(has(html, "&lt;b&gt;1"));
  EXPECT_FALSE(has(html, "<b>1"));
}

TEST(ProfilesOnThePage, SayByWhichColumn) {
  Session s = with_profiles();
  s.profiles.classes.column = "<entity>";
  s.profiles.classes.names[7] = "a person";
  add_layers(s);
  s.layer_pairs->results.classes = s.profiles.classes;
  s.profiles.numbers = {{"frequency", 4, 3, 2, 1, 0, 1}};
  const std::string html = profiles_part(s);
  EXPECT_TRUE(has(html, "<h3>Classes of &lt;entity&gt;</h3>"));
  EXPECT_TRUE(has(html, "its classes of &lt;entity&gt; shifted over the words"));
  EXPECT_TRUE(has(html, "does not tell a class of &lt;entity&gt; from a word, so"));
  EXPECT_TRUE(has(html, "a person \u2013 VERB"));
  EXPECT_TRUE(has(html, "are named for a class of &lt;entity&gt; that they pair"));
  EXPECT_TRUE(has(html, "a person \u2192 VERB"));
  EXPECT_FALSE(has(html, "part of speech"));
  EXPECT_FALSE(has(html, "parts of speech"));
  EXPECT_FALSE(has(html, "<entity>"));
  EXPECT_TRUE(
      has(html,
          "frequency: the queries of 2 neurons have more of it than the text gives, of 1 "
          "less (q \u2264 0.05; 4 tested); the keys of 0 neurons more, of 1 less (3 tested)"));
}

TEST(ProfilesOnThePage, SayThatNetworksOfNoiseHaveNeuronsToo) {
  Session s = with_profiles();
  add_layers(s);
  EXPECT_NE(verdict_of(s), Verdict::coupling);
  EXPECT_TRUE(has(profiles_part(s), "Each network has neurons, in noise as well."));
  s.tests.global.p = s.tests.omnibus.p = 0.001;
  EXPECT_EQ(verdict_of(s), Verdict::coupling);
  EXPECT_FALSE(has(profiles_part(s), "Each network has neurons, in noise as well."));
}

}  // namespace
}  // namespace anbn
