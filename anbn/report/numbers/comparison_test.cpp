// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/comparison.h"

#include "anbn/report/example_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace anbn {
namespace {

ComparisonRow row(const Session& s, const std::string& quantity, const Session* untrained = nullptr,
                  const StoriesShown* stories = nullptr) {
  for (const ComparisonRow& r : compare_with_paper(s, untrained, stories))
    if (r.quantity.find(quantity) != std::string::npos) return r;
  throw std::invalid_argument(quantity);
}

TEST(CompareWithPaper, SharesTheNetworksMeanWithNoise) {
  const ComparisonRow r = row(example_session(), "mean \u00b1 sd");
  EXPECT_EQ(r.pieman, "0.4364 \u00b1 0.0473");
  EXPECT_EQ(r.here, "0.300 \u00b1 0.200");
  EXPECT_EQ(r.partial, "0.310 \u00b1 0.201");    // 0.08, 0.40, 0.45
  EXPECT_EQ(r.noise, "0.233 (0.233 to 0.233)");  // (0.2 + 0.4 + 0.1) / 3 and (0.3 + 0.2 + 0.2) / 3
  EXPECT_EQ(r.untrained, "n/a");
}

TEST(CompareWithPaper, CountsThePapersTestHereAndInNoise) {
  const ComparisonRow r = row(example_session(), "neurons significant");
  EXPECT_EQ(r.here, "2 = 66.7 %");
  EXPECT_EQ(r.noise, "33.3 % (33.3 % to 33.3 %)");
  Session untrained = example_session();
  untrained.tests.neurons.shuffle_pair_q = 3;
  EXPECT_EQ(row(example_session(), "neurons significant", &untrained).untrained, "3 = 100.0 %");
}

TEST(CompareWithPaper, HasNothingToSayOfNoiseWhereThePapersTestAcceptsNobody) {
  Session s = example_session();
  s.tests.neurons.noise_accepted.share = {std::nan(""), std::nan(""), std::nan("")};
  EXPECT_EQ(row(s, "neurons significant").noise, "n/a");
}

TEST(CompareWithPaper, FollowsTheMeanIntoTheDepth) {
  EXPECT_EQ(row(example_session(), "depth with a layer\u2019s mean").here, "+1.00");
  EXPECT_EQ(row(example_session(), "share below 0.25").here, "-1.00");
  Session one_layer = example_session();
  one_layer.input.neuron_layer = {1, 1, 1, 1};
  EXPECT_EQ(row(one_layer, "depth with a layer\u2019s mean").here, "n/a");
}

TEST(CompareWithPaper, NamesTheBestPairAndTheNetworkWithMostNeurons) {
  EXPECT_EQ(row(example_session(), "best pair over").here, "L2H1D1-BN2: 0.500");
  EXPECT_EQ(row(example_session(), "most neurons").here, "BN 2: 2 neurons");
}

TEST(CompareWithPaper, CountsAnchorsInTheLastLayers) {
  const ComparisonRow r = row(example_session(), "in the last");
  EXPECT_NE(r.quantity.find("last 1 of 2 layers (50.0 % if"), std::string::npos) << r.quantity;
  EXPECT_EQ(r.here, "66.7 %");
}

TEST(CompareWithPaper, TellsHowFarEachModelLiesAboveItsOwnDraws) {
  Session untrained = example_session();
  untrained.input.partial->network_neuron = {3, 3, 3};
  const ComparisonRow r = row(example_session(), "in the last", &untrained);
  // Draws: none and all of three in the last layer, so 0.5 and a deviation of 0.707; observed 1/3.
  EXPECT_EQ(r.excess, "-0.2");
  EXPECT_EQ(r.untrained_excess, "+0.7");
  EXPECT_EQ(row(example_session(), "in the last").untrained_excess, "n/a");
  EXPECT_EQ(row(example_session(), "mean \u00b1 sd").excess,
            "n/a");  // both draws have the same mean
  EXPECT_EQ(row(example_session(), "neurons significant").excess, "n/a");
}

TEST(CompareWithPaper, HasTheMostFrequentTagsBesideShiftedTexts) {
  Session s = example_session();
  s.profiles.tags = {{TagDirection::directed, 7, 5, 90, 0.9, 1, 0, 2},
                     {TagDirection::folded, 5, 7, 20, 0.2, 12.4, 8, 17},
                     {TagDirection::folded, 7, 14, 30, 0.3, 31, 25, 36},
                     {TagDirection::folded, 0, 0, 1, 0.01, 0, 0, 0},
                     {TagDirection::folded, 14, 14, 20, 0.2, 9, 5, 12},
                     {TagDirection::folded, 1, 1, 0, 0, 9, 5, 12}};
  Session untrained = s;
  untrained.profiles.tags.resize(2);
  const ComparisonRow r = row(s, "most frequent tags of all neurons", &untrained);
  EXPECT_EQ(r.figure, "7a\u2013b");
  EXPECT_EQ(r.here,
            "NOUN\u2013VERB 30 = 30.0 %; DET\u2013NOUN 20 = 20.0 %; VERB\u2013VERB 20 = 20.0 %");
  EXPECT_EQ(r.noise,
            "NOUN\u2013VERB 31 (25 to 36); DET\u2013NOUN 12 (8 to 17); VERB\u2013VERB 9 (5 to 12)");
  EXPECT_EQ(r.untrained, "DET\u2013NOUN 20 = 20.0 %");
  EXPECT_EQ(row(example_session(), "most frequent tags").here, "n/a");
}

TEST(CompareWithPaper, SaysInWhichTagsStoriesDiffer) {
  StoriesShown stories;
  stories.titles = {"Pie Man", "Shapes", "Third"};
  stories.results.stories = {"pieman", "shapes", "third"};
  stories.results.tags = {
      {0,
       1,
       {20, {{5, 7, 30, 33, 0.3, 0.33, -0.03, -0.025}, {7, 14, 9, 4, 0.09, 0.04, 0.05, 0.01}}}},
      {1, 2, {252, {}}}};
  ComparisonRow r = row(example_session(), "Pie Man minus Shapes", nullptr, &stories);
  EXPECT_EQ(r.here, "NOUN\u2013VERB +5.0 points; DET\u2013NOUN -3.0 points");
  EXPECT_EQ(r.noise, "NOUN\u2013VERB +1.0; DET\u2013NOUN -2.5");
  EXPECT_THROW(row(example_session(), "Shapes minus Third", nullptr, &stories),
               std::invalid_argument);  // none of this session's
  stories.results.tags[0].comparison.tags[1].p_family = 0.02;
  r = row(example_session(), "Pie Man minus Shapes", nullptr, &stories);
  EXPECT_EQ(r.here, "NOUN\u2013VERB +5.0 points (p 0.02, family); DET\u2013NOUN -3.0 points");
}

TEST(CompareWithPaper, HasTheBestPairOfEachLayerAndTheNetworkOfMost) {
  Session s = example_session();
  ComparisonRow r = row(s, "best pair of each layer");
  EXPECT_EQ(r.here, "L1H1D2-BN2 0.300; L2H1D1-BN2 0.500");
  EXPECT_EQ(r.partial, "L1H1D2-BN2 0.250; L2H1D1-BN3 0.450");
  r = row(s, "have the same network");
  EXPECT_EQ(r.here, "BN 2 in 2 of 2");
  EXPECT_EQ(r.partial, "BN 2 in 1 of 2");
  EXPECT_EQ(r.noise, "2 (1 to 2)");  // networks 1 and 3; 3 and 3
  s.input.untrained = Anchors{{0.3, 0.1, 0.2, 0.1}, {3, 1, 1, 1}, {}, {}};
  EXPECT_EQ(row(s, "have the same network").untrained, "BN 1 in 1 of 2");
  EXPECT_EQ(row(s, "best pair of each layer").untrained, "L1H1D1-BN3 0.300; L2H1D1-BN1 0.200");
}

TEST(CompareWithPaper, HasTheProfileOfTheBestPairsNeuron) {
  Session s = example_session();
  EXPECT_EQ(row(s, "profile of").here, "n/a");
  add_layers(s);
  // Of a layer without a pair.
  s.layer_pairs->results.profiles.push_back({2, 12, {0.9, 0, 0}, {0.9, 0, 0}});
  const ComparisonRow r = row(s, "profile of L1H1D2");
  EXPECT_EQ(r.here, "queries NOUN 30.2 %; keys VERB 23.1 %");
  EXPECT_EQ(r.noise, "queries NOUN 18.0 %; keys VERB 11.0 %");
}

}  // namespace
}  // namespace anbn
