// SPDX-License-Identifier: Apache-2.0
// What a tagger sees of a word: the word, its ends, its neighbours and the tags before it.
#pragma once

#include "anbn/text/universal_tags.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// A feature's name: 32 bits of a hash, so that different features of a model rarely share one
/// (of 100,000 features one pair), which costs accuracy and nothing else.
using TagFeature = std::uint32_t;

/// The tag of what stands before the first word.
inline constexpr TagIndex kBeforeFirstWord = kUniversalTagCount;

/// The tags that a frequent word of the training text had, one bit each; above these 17 bits the
/// index of the most frequent.
struct LexiconEntry {
  TagFeature word = 0;
  std::uint32_t tags = 0;
};
/// Rising by word.
using TagLexicon = std::vector<LexiconEntry>;

/// The spelling under which a word is looked up: no case, no accents, straight quotes, numbers as
/// one of two signs (a year, another number), other digits as 0.
std::u32string tagged_spelling(std::string_view word);

/// The name of a spelling in a lexicon.
TagFeature lexicon_key(std::u32string_view spelling);

/// The features of the words of one sentence.
class SentenceFeatures {
 public:
  SentenceFeatures(std::span<const std::string> words, const TagLexicon& lexicon);

  std::size_t size() const { return views_.size() - 2 * kBorder; }

  /// Appends the features of word `i` that depend on words alone.
  void append_fixed(std::size_t i, std::vector<TagFeature>& out) const;

  /// Appends those that depend on the tags of the word before and of the one before that.
  void append_tagged(std::size_t i, TagIndex before, TagIndex second_before,
                     std::vector<TagFeature>& out) const;

 private:
  static constexpr std::size_t kBorder = 2;  // words beyond each end

  /// What is known of a word, as numbers.
  struct View {
    std::u32string spelling;
    std::uint64_t word = 0, as_written = 0, last_three = 0, tags = 0, shape = 0;
  };

  static View border(const char32_t* name);
  static View view(std::string_view word, const TagLexicon& lexicon);

  std::vector<View> views_;  // with the borders
  std::uint64_t style_ = 0;  // whether the sentence has capitals, and punctuation
};

}  // namespace anbn
