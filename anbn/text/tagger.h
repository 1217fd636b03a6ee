// SPDX-License-Identifier: Apache-2.0
// Parts of speech of words that have none: an averaged perceptron, from left to right.
//
// Each of a word's features (tag_features.h) votes for and against tags with whole numbers; the tag
// with the largest sum wins, and is a feature of the next two words. So a tag is a sum of integers:
// the same on every machine, with any number of threads.
// Source: M. Collins, "Discriminative training methods for hidden Markov models", EMNLP 2002.
#pragma once

#include "anbn/text/tag_features.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// How much a feature speaks for a tag.
struct TagVote {
  TagIndex tag = 0;
  std::int8_t weight = 0;
};

/// What training found.
struct TaggerModel {
  TagLexicon lexicon;
  std::vector<TagFeature> features;  // rising
  std::vector<std::uint8_t> counts;  // how many votes each feature has: 1 to 17
  std::vector<TagVote> votes;        // those of the first feature, then of the second, ...
};

/// The contents of a model's file: the 8 letters "anbn-pos"; then, as 32-bit little-endian numbers,
/// the version (1), how many words the lexicon has, how many features and how many votes; then the
/// lexicon (word and tags as 32 bits each), the features (32 bits each), their counts (a byte
/// each), and tag and weight of each vote (a byte each).
std::string bytes_of(const TaggerModel& model);

/// The model in the contents of a file; `name` is the file's, for errors.
/// Throws Error if it is no such file, is cut short or longer, or a number in it is impossible.
TaggerModel parse_tagger_model(std::string_view bytes, const std::string& name);

class Tagger {
 public:
  explicit Tagger(TaggerModel model);

  /// The tag of each word of a sentence, where a word is what Universal Dependencies count as
  /// one ("do", "n't"; "," too). May be used by several threads at once.
  std::vector<TagIndex> tags(std::span<const std::string> sentence) const;

 private:
  /// The sums of the votes of `features` are added to `sums` [17].
  void add_votes(std::span<const TagFeature> features, std::span<std::int32_t> sums) const;

  TaggerModel model_;
  std::vector<std::uint32_t> first_vote_;  // [features + 1]
  std::vector<std::uint32_t> bucket_;      // the first feature whose upper 16 bits are at least i
};

/// The tagger of English that is part of the program, made by tools/train_tagger from the training
/// part of UD English EWT (data/pos/README.md).
const Tagger& english_tagger();

}  // namespace anbn
