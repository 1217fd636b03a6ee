// SPDX-License-Identifier: Apache-2.0
// What is told of an answer over several stories, and of no other.
#pragma once

#include "anbn/report/report.h"

#include <string>

namespace anbn {

/// "2 stories (14.1 min)".
std::string stories_words(const Session& pooled);

/// "Pie Man 0.412, Shapes n/a": the largest pair's correlation in each story; of many stories the
/// smallest and the largest.
std::string in_each_story(const Report& report, const Session& pooled);

/// Whether verdict and names rest on the null model `other-stories` too.
bool others_decide(const Session& s);

/// What a null model says of a session; nothing where it was not tested.
const NullSummary* null_of(const Session& s, NullRole role);

/// "p = 0.004 (5000 draws), of the largest 0.02; 12 stories change places, ...", or why not; empty
/// of one story.
std::string other_stories_words(const Session& pooled);

/// The same in sentences.
std::string other_stories_answer(const Session& pooled);

/// Whether the stories count with their reliability too, not with their volumes alone.
bool weighted_by_reliability(const Session& pooled);

/// "Pie Man 0.8, Shapes 0.5"; of many stories the smallest and the largest. Empty where they count
/// with their volumes.
std::string reliability_words(const Report& report, const Session& pooled);

/// What the correlations are of, and what follows from that; empty of one story.
std::string pooled_words(const Session& pooled);

}  // namespace anbn
