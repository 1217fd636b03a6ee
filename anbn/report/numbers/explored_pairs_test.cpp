// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/explored_pairs.h"

#include "anbn/report/example_report.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// The example with names of its networks, and a neuron that is found.
Session named_session() {
  Session s = example_session();
  s.network_name = {"BN 1", "BN 2", "BN 3"};
  PairResult found = s.pairs[0];
  found.label = "L1H1D2";
  found.network_name = "BN 3";  // its anchor; its largest partial correlation is another
  found.phase_anchor = "BN 2";
  found.phase_p_fwe = 0.01;
  s.found = {found};
  return s;
}

TEST(ExploredPairs, AreEachNetworkWithItsAnchorAndEachNeuronFoundWithItsPartner) {
  const Session s = named_session();
  const Explored out = explored_pairs(s, nullptr, 9);
  ASSERT_EQ(out.pairs.size(), 4u);
  EXPECT_EQ(out.neurons, (std::vector<std::string>{"L1H1D1", "L2H1D1", "L1H1D2"}));
  EXPECT_EQ(out.pairs[1].network, 1u);
  EXPECT_EQ(out.pairs[1].neuron, 1u);
  EXPECT_EQ(out.pairs[1].of, "Pie Man");
  EXPECT_EQ(out.pairs[3].side, ExploredPair::Side::neuron);
  EXPECT_EQ(out.pairs[3].network, 1u);
  EXPECT_EQ(out.pairs[3].result.network_name, "BN 2");
  EXPECT_EQ(out.pairs[3].neuron, 2u);
}

TEST(ExploredPairs, AreOfManyStoriesTheLikeliestAndWhatIsNamedTogether) {
  Session s = named_session(), together = named_session();
  s.found.clear();
  s.pairs[2].phase_max_p = 0.001;
  s.pairs[0].phase_max_p = kNan;
  together.title = "All";
  together.pairs[0].phase_p_fwe = 0.02;
  together.pairs[0].phase_anchor = "L2H1D1";
  const Explored out = explored_pairs(s, &together, 2);
  ASSERT_EQ(out.pairs.size(), 4u);
  EXPECT_EQ(out.pairs[0].network, 1u);
  EXPECT_EQ(out.pairs[1].network, 2u);
  EXPECT_EQ(out.pairs[2].of, "All");
  EXPECT_EQ(out.pairs[2].result.label, "L1H1D2");
  EXPECT_EQ(out.pairs[3].result.label, "L2H1D1");
  EXPECT_EQ(out.pairs[3].network, 0u);
}

TEST(ExploredPairs, LeaveOutWhatHasNoPartner) {
  Session s = named_session();
  s.pairs[0].label = "n/a";
  s.found[0].phase_anchor = "";
  EXPECT_EQ(explored_pairs(s, nullptr, 9).pairs.size(), 2u);
}

}  // namespace
}  // namespace anbn
