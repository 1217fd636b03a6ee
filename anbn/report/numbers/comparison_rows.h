// SPDX-License-Identifier: Apache-2.0
// What the files that compare with the paper share.
#pragma once

#include "anbn/report/numbers/comparison.h"

#include <functional>

namespace anbn {

using Number = std::function<double(const Anchors&)>;

/// "0.31 (0.29 to 0.33)"; n/a of NaN.
std::string spread_text(const Spread& spread, std::string (*text)(double));

std::string whole_text(double value);

/// A quantity that is one number of a coupling: the same for what was observed, plain and partial,
/// for noise and untrained; with how far it lies above noise, and that of the untrained session
/// (or null) above its own.
ComparisonRow row_of(const Session& session, const Session* untrained, const Number& number,
                     std::string (*text)(double));

/// Its figure, its words and what the paper has.
ComparisonRow with(ComparisonRow row, std::string figure, std::string quantity, std::string pieman,
                   std::string shapes);

/// Figures 7a to 7c: the tags of all neurons.
std::vector<ComparisonRow> compare_tags_with_paper(const Session& session, const Session* untrained,
                                                   const StoriesShown* stories);

/// Figures 8 to 10: the best pairs of the layers, and the profile of the best of all.
std::vector<ComparisonRow> compare_pairs_with_paper(const Session& session,
                                                    const Session* untrained);

}  // namespace anbn
