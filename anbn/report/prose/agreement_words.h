// SPDX-License-Identifier: Apache-2.0
// What is told of two models beside each other.
#pragma once

#include "anbn/report/numbers/model_pairs.h"

#include <string>
#include <string_view>

namespace anbn {

/// Whether two models couple with the same networks, and which are named in both; empty where
/// nothing could be compared.
std::string agreement_words(const ModelPair& pair);

inline constexpr std::string_view kAgreementWords =
    "Do two models couple with the same networks? Each network\u2019s largest correlation (in "
    "standard deviations of its draws) in one model is correlated with that in the other, over all "
    "networks; and likewise the share of the neurons that have their largest correlation with it. "
    "Models that hear the same words have time courses in common, and so a network\u2019s noise "
    "resembles both: the draws, in which both models stand beside the same surrogates, have that "
    "as well. p is upper, of each row alone; the hypothesis is that neither model couples. Models "
    "that both follow the rhythm of speech agree for that.";

}  // namespace anbn
