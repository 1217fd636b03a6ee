// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tag_features.h"

#include "anbn/text/letters.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <initializer_list>

namespace anbn {
namespace {

constexpr std::uint64_t kFixedSeed = 77, kOneTagSeed = 78, kTwoTagsSeed = 79;
constexpr std::size_t kLongestEnd = 5, kLongestBeginning = 4;
// The bits of a word's shape.
constexpr std::uint64_t kUpper = 1, kLower = 2, kDigit = 4, kOther = 8, kFirstUpper = 16,
                        kBeyond = 64;
// Classes of words that no lexicon has; those of its own follow.
constexpr std::uint64_t kUnknownTags = 2, kBeyondTags = 1, kFirstTags = 3;

/// FNV-1a over code points.
std::uint64_t hash_of(std::u32string_view text) {
  std::uint64_t hash = 1469598103934665603u;
  for (const char32_t c : text) hash = (hash ^ c) * 1099511628211u;
  return hash;
}

/// A step like those that end splitmix64: every bit of `hash` depends on all of both.
std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9u;
  return hash ^ (hash >> 32);
}

TagFeature feature_of(std::uint64_t hash) { return static_cast<TagFeature>(hash >> 32); }

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// Digits and what is written between them: 3.5, 10,000, 7:30, 40%, $5.
bool is_number(std::u32string_view text) {
  constexpr std::u32string_view kBetween = U".,-:/%$";
  return std::any_of(text.begin(), text.end(), is_digit) &&
         std::all_of(text.begin(), text.end(), [&](char32_t c) {
           return is_digit(c) || kBetween.find(c) != std::u32string_view::npos;
         });
}

/// Numbers the kinds of features in the order in which they are named.
class Namer {
 public:
  Namer(std::uint64_t seed, std::vector<TagFeature>& out) : seed_(seed), out_(out) {}

  void operator()(std::initializer_list<std::uint64_t> parts) {
    std::uint64_t hash = mixed(seed_, ++kind_);
    for (const std::uint64_t part : parts) hash = mixed(hash, part);
    out_.push_back(feature_of(hash));
  }
  void skip() { ++kind_; }

 private:
  std::uint64_t seed_, kind_ = 0;
  std::vector<TagFeature>& out_;
};

std::uint64_t shape_of(const std::vector<Character>& word) {
  std::uint64_t shape = 0;
  for (const Character& c : word)
    shape |= is_upper_case(c.value)        ? kUpper
             : is_digit(c.value)           ? kDigit
             : is_letter_or_digit(c.value) ? kLower
                                           : kOther;
  if (!word.empty() && is_upper_case(word.front().value)) shape |= kFirstUpper;
  return shape;
}

}  // namespace

std::u32string tagged_spelling(std::string_view word) {
  std::u32string out;
  for (const Character& c : uncased(characters(word))) out += plain_mark(c.value);
  if (is_number(out))
    return out.size() == 4 && is_digit(out[0]) && is_digit(out[3]) ? U"<Y>" : U"<N>";
  for (char32_t& c : out)
    if (is_digit(c)) c = '0';
  return out;
}

TagFeature lexicon_key(std::u32string_view spelling) {
  return feature_of(mixed(0, hash_of(spelling)));
}

SentenceFeatures::View SentenceFeatures::border(const char32_t* name) {
  View view;
  view.spelling = name;
  view.word = view.as_written = view.last_three = hash_of(view.spelling);
  view.tags = kBeyondTags;
  view.shape = kBeyond;
  return view;
}

SentenceFeatures::View SentenceFeatures::view(std::string_view word, const TagLexicon& lexicon) {
  View view;
  view.spelling = tagged_spelling(word);
  const std::u32string_view spelling = view.spelling;
  const auto written = characters(word);
  std::u32string as_written;
  for (const Character& c : written) as_written += c.value;
  view.word = hash_of(spelling);
  view.as_written = hash_of(as_written);
  view.last_three = hash_of(spelling.substr(spelling.size() > 3 ? spelling.size() - 3 : 0));
  view.shape = shape_of(written);
  const TagFeature key = lexicon_key(spelling);
  const auto found =
      std::lower_bound(lexicon.begin(), lexicon.end(), key,
                       [](const LexiconEntry& e, TagFeature k) { return e.word < k; });
  view.tags =
      found != lexicon.end() && found->word == key ? kFirstTags + found->tags : kUnknownTags;
  return view;
}

SentenceFeatures::SentenceFeatures(std::span<const std::string> words, const TagLexicon& lexicon) {
  bool capitals = false, punctuation = false;
  views_.assign(kBorder, border(U"<S>"));
  for (const std::string& word : words) {
    views_.push_back(view(word, lexicon));
    capitals |= (views_.back().shape & kUpper) != 0;
    punctuation |= word == "." || word == "," || word == "?" || word == "!";
  }
  views_.insert(views_.end(), kBorder, border(U"</S>"));
  style_ = (capitals ? 1u : 0u) + (punctuation ? 2u : 0u);
}

void SentenceFeatures::append_fixed(std::size_t i, std::vector<TagFeature>& out) const {
  const View* here = &views_[i + kBorder];
  const View &w = here[0], &before = here[-1], &after = here[1];
  const View &second_before = here[-2], &second_after = here[2];
  const std::uint64_t first = i == 0 ? 1 : 0;
  const std::u32string_view spelling = w.spelling;
  Namer name(kFixedSeed, out);
  name({});
  name({w.word});
  name({before.word});
  name({after.word});
  name({second_before.word});
  name({second_after.word});
  name({before.word, w.word});
  name({w.word, after.word});
  name({before.word, after.word});
  name({w.as_written, style_});
  for (std::size_t n = 1; n <= kLongestEnd; ++n)
    if (n <= spelling.size())
      name({hash_of(spelling.substr(spelling.size() - n))});
    else
      name.skip();
  for (std::size_t n = 1; n <= kLongestBeginning; ++n)
    if (n <= spelling.size())
      name({hash_of(spelling.substr(0, n))});
    else
      name.skip();
  name({w.shape, style_, first});
  name({w.shape, before.shape & kFirstUpper, after.shape & kFirstUpper, style_, first});
  name({w.shape, w.last_three, style_, first});
  name({w.tags});
  name({before.tags});
  name({after.tags});
  name({w.tags, after.tags});
  name({before.tags, w.tags});
  name({before.tags, w.tags, after.tags});
  name({after.tags, second_after.tags});
  name({w.tags, after.tags, second_after.tags});
  name({second_before.tags, before.tags, w.tags});
  name({w.last_three, after.last_three});
  name({before.last_three, w.last_three});
  name({after.last_three});
  name({before.last_three});
  name({w.last_three, after.tags});
  name({w.word, after.tags});
  name({before.tags, w.word});
  name({w.shape, w.tags, style_});
  name({after.shape, style_});
}

void SentenceFeatures::append_tagged(std::size_t i, TagIndex before, TagIndex second_before,
                                     std::vector<TagFeature>& out) const {
  const View* here = &views_[i + kBorder];
  const View &w = here[0], &previous = here[-1], &after = here[1];
  const std::uint64_t one = before, two = before * 32u + second_before;
  Namer name(kOneTagSeed, out);
  name({one});
  name({one, w.word});
  name({one, w.tags});
  name({one, after.word});
  name({one, w.last_three});
  name({one, w.tags, after.tags});
  name({one, after.tags});
  name({one, w.shape, style_});
  name({one, previous.word});
  Namer longer(kTwoTagsSeed, out);
  longer({two});
  longer({two, w.word});
  longer({two, w.tags});
  longer({two, after.tags});
  longer({two, w.tags, after.tags});
  longer({two, w.last_three});
}

}  // namespace anbn
