// SPDX-License-Identifier: Apache-2.0
// Stories of parts of speech alone, for tests of profiles.
#pragma once

#include "anbn/core/random.h"
#include "anbn/interpret/shifted_classes.h"

#include <string>
#include <vector>

namespace anbn {

/// Segments of `words` words between [CLS] and [SEP]; each word is a NOUN, DET, VERB or PUNCT with
/// chances of .4, .2, .3 and .1, and has one of `vocabulary` pieces of its class.
struct TaggedStory {
  std::vector<std::string> upos, pieces;
  std::vector<std::size_t> segment_sizes;
  TokenCategories categories;

  TaggedStory(std::size_t segments, std::size_t words, std::uint64_t seed,
              std::size_t vocabulary = 20) {
    const RandomKey key = random_key(seed, "test/story");
    for (std::size_t s = 0; s < segments; ++s) {
      add("[CLS]", "[CLS]");
      for (std::size_t i = 0; i < words; ++i) {
        const std::size_t at = 2 * (s * words + i);
        const double u = uniform(key, at);
        const std::string tag = u < 0.4 ? "NOUN" : u < 0.6 ? "DET" : u < 0.9 ? "VERB" : "PUNCT";
        const auto word =
            static_cast<std::size_t>(uniform(key, at + 1) * static_cast<double>(vocabulary));
        add(tag, tag + std::to_string(word));
      }
      add("[SEP]", "[SEP]");
      segment_sizes.push_back(words + 2);
    }
    categories = token_categories(upos);
  }

  std::size_t tokens() const { return upos.size(); }
  std::size_t begin_of(std::size_t segment) const { return segment * segment_sizes[0]; }

 private:
  void add(const std::string& tag, const std::string& piece) {
    upos.push_back(tag);
    pieces.push_back(piece);
  }
};

inline std::size_t category_of(std::string_view name) { return pos_category(name).value(); }

}  // namespace anbn
