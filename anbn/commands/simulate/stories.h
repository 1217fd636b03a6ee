// SPDX-License-Identifier: Apache-2.0
// The stories that `anbn simulate` tells, and how a speaker paces them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// A story as a speaker tells it: words with their punctuation, each followed by '/' and its
/// universal part of speech; an empty line ends a paragraph. A contraction has the tag of its
/// first part ("hasn't": AUX).
struct SpokenStory {
  std::string_view name, title, text;
};

/// A word with its punctuation, when it was said and how long it took.
struct SpokenWord {
  std::string text, upos;
  double onset_s = 0, duration_s = 0;
};

/// Every story, in the order in which a study holds them.
std::span<const SpokenStory> spoken_stories();

/// The words of `story` as said by a speaker who begins `start_s` after the audio does: a word
/// takes the longer the more letters and syllables it has; pauses follow commas, longer ones
/// sentences and paragraphs, and now and then one of several seconds, so that some volumes are
/// silent. Times are in steps of 10 ms, as aligners give them. A function of `seed` and the
/// story's name.
std::vector<SpokenWord> spoken_words(const SpokenStory& story, double start_s, std::uint64_t seed);

}  // namespace anbn
