// SPDX-License-Identifier: Apache-2.0
// What a list of those that pass a threshold is worth, in words.
#pragma once

#include "anbn/report/report.h"

#include <string>
#include <string_view>

namespace anbn {

/// "61 of 2304 neurons reach a partial r of 0.21; of noise 3.1 do on average, and at most 9 in 95 %
/// of its draws ...": at the threshold that the draws choose (rarely_passed). Empty where there is
/// none.
/// @param what  "neuron" or "network"
std::string false_discovery_words(const std::vector<PassedThreshold>& thresholds,
                                  std::size_t tested, std::string_view what, std::string_view r);

/// Where other stories decide as well: what the noise behind these words is not.
inline constexpr const char* kRandomPhasesAlone =
    "This noise has random phases: what all stories have in common is not in it.";

/// "partial r", "r", or "|r|": what the thresholds are of.
std::string threshold_words(const Session& session);

}  // namespace anbn
