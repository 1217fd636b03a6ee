// SPDX-License-Identifier: Apache-2.0
// What is told of an answer over several stories, and of no other.
#pragma once

#include "anbn/report/report.h"

#include <string>
#include <string_view>

namespace anbn {

/// "2 stories (14.1 min)".
std::string stories_words(const Session& pooled);

/// "Pie Man 0.412, Shapes n/a": the largest pair's correlation in each story; of many stories the
/// smallest and the largest.
std::string in_each_story(const Report& report, const Session& pooled);

/// What the correlations are of, and what follows from that.
inline constexpr std::string_view kPooledWords =
    "A pair\u2019s correlation is the mean of its correlations in the stories, weighted with their "
    "volumes; every draw gives the networks of each story random phases of their own. A coupling "
    "that is the same in all stories stays in this mean and noise shrinks; a coupling of one story "
    "alone counts with that story\u2019s share only.";

}  // namespace anbn
