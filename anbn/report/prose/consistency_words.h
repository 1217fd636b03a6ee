// SPDX-License-Identifier: Apache-2.0
// What is told of couplings that return in other stories.
#pragma once

#include "anbn/analysis/consistency.h"
#include "anbn/report/report.h"

#include <string>
#include <string_view>

namespace anbn {

/// That of the untrained model over the same stories; null where there is none to compare with.
const Consistency* beside_of(const Session& session, const Session* untrained);

/// "0.0025"; "< 0.0001" below: Student's tails of a jackknife tell no more.
std::string jackknife_p_text(double p);

/// Whether couplings return in other stories, with its p from kStoriesForAnError stories on. Empty
/// where nothing could be tested, like all of these.
std::string consistency_words(const Consistency& results);

/// Whether coupling rises with depth, likewise; empty where there are fewer than two layers too.
std::string slope_words(const Consistency& results);

/// Whether `trained` couples more than `untrained`, likewise; both are of the same stories.
std::string training_words(const Consistency& trained, const Consistency& untrained);

/// Whether its trend over depth is larger, likewise.
std::string depth_difference_words(const Consistency& trained, const Consistency& untrained);

/// The words on depth, and on training, of a session of several stories; empty where the stage has
/// not run, or there is nothing to compare with.
std::string depth_line(const Session& session);
std::string training_line(const Session& session, const Session* untrained);

/// Whether there is a p of the difference between the two.
bool is_training_tested(const Session& session, const Session* untrained);

/// All of that in sentences.
std::string beyond_stories_words(const Session& session, const Session* untrained);

/// What is measured, and what that is worth.
inline constexpr std::string_view kConsistencyWords =
    "Of each pair of a neuron and a network the correlations in two different stories are "
    "multiplied, and the products averaged over all pairs of stories: the mean r\u00b2 that is "
    "left "
    "where noise, which differs from story to story, gives nothing. So models and layers can be "
    "compared in it, which they cannot in r\u00b2 itself. What all stories have in common (their "
    "beginning, their drift, a rhythm of speech) returns as well and counts as coupling, and "
    "neurons that do the same count each: more of them is more coupling. p are a jackknife over "
    "stories, from 8 stories on, each by itself (not corrected for the number of rows): of a "
    "difference, the same stories are left out on both sides.";

}  // namespace anbn
