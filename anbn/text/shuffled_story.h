// SPDX-License-Identifier: Apache-2.0
// A control: the same words at the same times, in random order.
#pragma once

#include "anbn/core/names.h"
#include "anbn/core/random.h"
#include "anbn/text/story.h"

namespace anbn {

/// Words as they were spoken, or in random order.
enum class WordOrder { spoken, shuffled };
constexpr auto names_of(WordOrder) { return named("spoken", "shuffled"); }

/// `story` with its words in random order over their times: word i begins, lasts and is timed as
/// word i did, and is another word of the story, with its pieces, their parts of speech and the
/// punctuation that belongs to it. What is spoken when, and how much of it, stays; the text goes.
/// It has no sentences left, so that segments may be cut at every word end.
Story with_shuffled_words(const Story& story, RandomKey key);

}  // namespace anbn
