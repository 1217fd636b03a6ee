// SPDX-License-Identifier: Apache-2.0
// What is told of wrong pairings of a study's own stories.
#pragma once

#include "anbn/report/report.h"

#include <string>
#include <string_view>

namespace anbn {

/// What is known of the stories of `session`; null for a session that is of one story.
const SelfCalibrationShown* self_calibration_of(const Report& report, const Session& session);

/// "3 of 60, worth about 15 independent ones; 95 % range 1.0 to 20.3 %"; of none tested that.
std::string called_words(const CalledPairings& called);

/// The count for the verdict, and what follows from it: which rates are excluded, or that there are
/// too few stories. A sentence or two.
std::string self_calibration_words(const SelfCalibrationResults& results);

/// The warning where wrong pairings are called too often; empty where they are not.
std::string too_often_words(const SelfCalibrationResults& results);

/// What is tested, and what that is worth.
inline constexpr std::string_view kSelfCalibrationWords =
    "The words of one story beside the brain of another, both from their first used volume and cut "
    "to the shorter, are tested as a single story is. Nothing in them can follow what the words "
    "mean, so of pairings that are called more than one in twenty is a fault of the test with "
    "these "
    "data. Pairings that share words or a brain are not independent: the range is that of the "
    "number of independent ones that they are worth. It is of single stories; of all stories "
    "together it tells nothing.";

}  // namespace anbn
