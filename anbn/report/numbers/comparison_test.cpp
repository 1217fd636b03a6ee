// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/comparison.h"

#include "anbn/report/example_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace anbn {
namespace {

ComparisonRow row(const Session& s, const std::string& quantity,
                  const Session* untrained = nullptr) {
  for (const ComparisonRow& r : compare_with_paper(s, untrained))
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
  EXPECT_EQ(row(example_session(), "best pair").here, "L2H1D1-BN2: 0.500");
  EXPECT_EQ(row(example_session(), "most neurons").here, "BN 2: 2 neurons");
}

TEST(CompareWithPaper, CountsAnchorsInTheLastLayers) {
  const ComparisonRow r = row(example_session(), "in the last");
  EXPECT_NE(r.quantity.find("last 1 of 2 layers (50.0 % if"), std::string::npos) << r.quantity;
  EXPECT_EQ(r.here, "66.7 %");
}

}  // namespace
}  // namespace anbn
