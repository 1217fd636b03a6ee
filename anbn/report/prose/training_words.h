// SPDX-License-Identifier: Apache-2.0
// What is told of the trained model among untrained ones.
#pragma once

#include "anbn/analysis/training.h"
#include "anbn/report/report.h"

#include <string>
#include <string_view>

namespace anbn {

/// Whether the trained model couples more than untrained ones, by the mean of r^2; with a p of its
/// rank from kSeedsForAP untrained models on, and below that where it lies beside their range.
/// Empty where nothing could be tested, like the next.
std::string rank_words(const Training& training);

/// Whether its layers' excess rises more with depth, likewise.
std::string rank_slope_words(const Training& training);

/// Both in sentences; empty of a session without untrained models.
std::string training_answer(const Session& session);

/// "7.3"; "n/a".
std::string excess_text(double excess);

/// What is compared, and what that is worth.
inline constexpr std::string_view kTrainingWords =
    "Models with untrained weights, each of another seed, read the same stories and are laid "
    "beside "
    "the same draws of random phases as the trained one. Each figure is told as an excess: how "
    "many "
    "standard deviations of its own model\u2019s draws it lies above their mean, since what noise "
    "gives differs between models. Rank and p say where the trained model\u2019s excess stands "
    "among those of the untrained ones, p = (b + 1) / (n + 1), from 19 untrained models on. "
    "Untrained models resemble each other and answer to the same accidents of one brain: where "
    "nothing couples they lie close together and the trained model falls beside them easily. "
    "\u201cp by noise\u201d therefore says in how many of the draws it lies as far above their "
    "mean "
    "as it was observed to; more is claimed only where both are at most 0.05. The sentence rests "
    "on "
    "the mean of r\u00b2, chosen beforehand; the other rows are not corrected for their number. An "
    "excess is no size of coupling: of two models that couple equally strongly, the one whose "
    "draws "
    "scatter less has the larger one.";

}  // namespace anbn
