// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/consistency_words.h"

#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// As many stories as `spread` has: all of it, and the slope, moves with them.
Consistency of_stories(double products, double slope, const std::vector<double>& spread) {
  Consistency out;
  out.stories.resize(spread.size(), "fox");
  out.products.estimate = products;
  out.slope.estimate = slope;
  for (const double s : spread) {
    out.products.without.push_back(products * (1 + s));
    out.slope.without.push_back(slope * (1 - s));
  }
  out.layers = {{1, out.products}, {2, out.products}};
  return out;
}

const std::vector<double> kEight = {0.1, -0.1, 0.05, -0.05, 0.02, -0.02, 0.01, -0.01};

Session pooled_session(const Consistency& of) {
  Session s = example_session();
  s.together = {{"fox", 20}, {"den", 30}};
  s.consistency = of;
  return s;
}

TEST(ConsistencyWords, SayWhatWasFoundOnlyBeyondItsError) {
  const Consistency trained = of_stories(0.00014, 0.00002, kEight);
  EXPECT_TRUE(
      has(slope_words(trained), "coupling rises with depth (linear trend: 0.000020 a layer; "));
  EXPECT_TRUE(has(slope_words(trained), "8 stories)")) << slope_words(trained);
  EXPECT_TRUE(has(slope_words(of_stories(0.1, -0.02, kEight)), "coupling falls with depth"));
  EXPECT_TRUE(has(slope_words(of_stories(1, 1, std::vector<double>(40, 0.001))), "not shown"));
  EXPECT_EQ(jackknife_p_text(1e-28), "< 0.0001");
  EXPECT_EQ(jackknife_p_text(0.0025), "0.0025");
  const std::vector<double> wide = {2, -2, 2, -2, 2, -2, 2, -2};
  EXPECT_TRUE(has(slope_words(of_stories(0.1, 0.02, wide)), "is not shown")) << "p is large";
  const std::string words = training_words(trained, of_stories(0.00003, 0, kEight));
  EXPECT_TRUE(has(words, "the trained model couples more than the untrained one")) << words;
  EXPECT_TRUE(has(words, "0.00014 against 0.000030")) << words;
  EXPECT_TRUE(has(training_words(of_stories(0.1, 0, kEight), of_stories(0.3, 0, kEight)),
                  "couples less than the untrained one"));
}

TEST(ConsistencyWords, OnlyDescribeFewStories) {
  const Consistency few = of_stories(0.01, 0.002, {0.1, -0.1, 0});
  EXPECT_TRUE(has(slope_words(few),
                  "not tested: fewer than 8 stories (linear trend: 0.0020 a layer; 0.0018 to "
                  "0.0022 without one of the 3 stories)"))
      << slope_words(few);
  EXPECT_FALSE(has(slope_words(few), "jackknife p"));
  EXPECT_TRUE(has(slope_words(of_stories(0.01, 0.002, {})), "two stories have no error"));
  EXPECT_EQ(slope_words(Consistency()), "");
}

TEST(ConsistencyWords, AreOfSeveralStoriesAndComparedOnlyWithTheSameOnes) {
  EXPECT_EQ(beyond_stories_words(example_session(), nullptr), "");
  EXPECT_EQ(consistency_part(example_session(), nullptr), "");
  const Session trained = pooled_session(of_stories(0.00014, 0.00002, kEight));
  Session untrained = pooled_session(of_stories(0.00003, 0.000001, kEight));
  EXPECT_TRUE(has(beyond_stories_words(trained, nullptr), "Coupling rises with depth"));
  EXPECT_EQ(training_line(trained, nullptr), "");
  const std::string words = beyond_stories_words(trained, &untrained);
  EXPECT_TRUE(has(words, "The trained model couples more")) << words;
  EXPECT_TRUE(has(words, "The trend over depth is larger in the trained model")) << words;
  const std::string html = consistency_part(trained, &untrained);
  EXPECT_TRUE(has(html, "slope, a layer") && has(html, "<th scope=\"col\"") && has(html, "layer 2"))
      << html;
  EXPECT_TRUE(is_training_tested(trained, &untrained));
  untrained.consistency->layers[1].layer = 3;
  EXPECT_EQ(training_line(trained, &untrained), "");
  untrained.consistency->layers[1].layer = 2;
  untrained.consistency->stories[0] = "den";
  EXPECT_EQ(training_line(trained, &untrained), "");
  EXPECT_FALSE(is_training_tested(trained, &untrained));
}

TEST(ConsistencyWords, AreNoTestOfFewStoriesAndNothingWhereNothingWasTested) {
  const Session three = pooled_session(of_stories(0.01, 0.002, {0.1, -0.1, 0}));
  const Session other = pooled_session(of_stories(0.001, 0.001, {0.2, -0.1, 0}));
  EXPECT_FALSE(is_training_tested(three, &other));
  EXPECT_TRUE(has(training_line(three, &other), "not tested: fewer than 8 stories"));
  Consistency nothing;
  nothing.stories.resize(9);
  EXPECT_EQ(consistency_words(nothing) + slope_words(nothing) + training_words(nothing, nothing),
            "");
}

}  // namespace
}  // namespace anbn
