// SPDX-License-Identifier: Apache-2.0
// How a tagger's model is made from tagged sentences, and how good it is.
#pragma once

#include "anbn/text/pos.h"
#include "anbn/text/tagger.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace anbn {

struct TaggedSentence {
  std::vector<std::string> words;
  std::vector<TagIndex> tags;  // of each word
};

/// The sentences of CoNLL-U, without words that have no tag.
std::vector<TaggedSentence> tagged_sentences(const PosTokens& tokens);

/// A sentence as aligners write it: without tokens tagged PUNCT, or without case and accents.
TaggedSentence without_punctuation(const TaggedSentence& sentence);
TaggedSentence without_case(const TaggedSentence& sentence);

/// Every sentence as it is, and once more: of eight in a row, six without punctuation and case, one
/// without punctuation, one without case. Half of those that have neither, and those without
/// punctuation, are joined six by six: words without punctuation do not say where sentences end.
/// Every second of those that are joined gets a filler ("um"), which speakers say and treebanks of
/// written English lack.
std::vector<TaggedSentence> with_bare_copies(const std::vector<TaggedSentence>& sentences);

/// The averaged perceptron of `sentences`, in four rounds through them in random orders keyed by
/// `seed`. A word whose tag is right by no more than a margin counts as wrong. Features that depend
/// on words alone must occur twice; small weights are left out. All in whole numbers, so that the
/// same sentences and seed give the same model everywhere.
TaggerModel train_tagger(const std::vector<TaggedSentence>& sentences, std::uint64_t seed);

/// How many words get the tag that they have.
struct TagAccuracy {
  std::size_t right = 0, words = 0;
  double percent() const;
};
TagAccuracy accuracy_of(const Tagger& tagger, std::span<const TaggedSentence> sentences);

}  // namespace anbn
