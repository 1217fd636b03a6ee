// SPDX-License-Identifier: Apache-2.0
// What is told of neurons beside the rhythm of the words.
#pragma once

#include "anbn/results/unique_variance.h"

#include <string>
#include <string_view>

namespace anbn {

/// One line: in how many networks neurons add, or what was found and no more.
std::string unique_variance_words(const UniqueVarianceResults& results);

/// What "rhythm" stands for, and what is tested.
inline constexpr std::string_view kUniqueVarianceWords =
    "Rhythm is all that the words are without their meaning: how many there are and how that "
    "changes, how many letters, whether somebody speaks, how far into a segment they stand, and "
    "the study\u2019s own regressors. Each network is predicted from it alone and from it and the "
    "neurons of a layer, in stories that neither saw; the gain is the difference of the two "
    "held-out R\u00b2. In noise a network keeps what rhythm explains of it, and the rest gets "
    "random "
    "phases. A gain says that rhythm as it is modelled here does not do: a sound that is not in "
    "it may be what the neurons follow.";

}  // namespace anbn
