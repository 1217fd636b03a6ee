// SPDX-License-Identifier: Apache-2.0
// The paper's numbers beside what came out here, what noise gives and what an untrained model
// gives.
#pragma once

#include "anbn/report/report.h"

namespace anbn {

/// The share of noise neurons and networks whose largest PCC reaches the smallest one that the
/// paper's test accepts in this session; NaN where it accepts none or there are no draws.
struct PaperTest {
  double neurons = 0, networks = 0;
};
PaperTest paper_test_on_noise(const Session& session);

/// One quantity of the paper, `here` as the paper computes it and `partial` given the nuisance set,
/// as noise is. `excess` is `partial` less the mean of the draws, in their standard deviations, and
/// `untrained_excess` that of the untrained model over its own draws. All texts; `n/a` where there
/// is none.
struct ComparisonRow {
  std::string figure, quantity, pieman, shapes, here, partial, noise, untrained;
  std::string excess = "n/a", untrained_excess = "n/a";
};

/// The stories of the session's variant beside each other, or null where there is one.
const StoriesShown* stories_of(const Report& report, const Session& session);

/// The numbers of the paper's figures 4 to 10 as a table for one session (`untrained`: its control,
/// or null; `stories`: stories_of it). Of tags and profiles, `noise` is what the text's frequencies
/// give.
/// Source: Liu et al., Coupling Artificial Neurons in BERT and Biological Neurons in the Human
/// Brain, AAAI 2023.
std::vector<ComparisonRow> compare_with_paper(const Session& session, const Session* untrained,
                                              const StoriesShown* stories = nullptr);

}  // namespace anbn
