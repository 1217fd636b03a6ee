// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tagger_training.h"

#include "anbn/core/random.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>
#include <unordered_map>

namespace anbn {
namespace {

constexpr std::size_t kRounds = 4, kJoinedAnswers = 6, kLeastOccurrences = 2;
constexpr std::int64_t kMargin = 4;
// Of a model's weights: how many units an update is, and the smallest that is kept.
constexpr std::int64_t kUnits = 4, kLeastWeight = 5, kLargestWeight = 127;
// A word in the lexicon occurs this often, and a tag of it in at least one of fifty times.
constexpr std::size_t kLexiconOccurrences = 3, kRareTag = 50;

using Sums = std::array<std::int64_t, kUniversalTagCount>;

TagLexicon lexicon_of(const std::vector<TaggedSentence>& sentences) {
  std::map<TagFeature, std::array<std::size_t, kUniversalTagCount>> seen;
  for (const TaggedSentence& sentence : sentences)
    for (std::size_t i = 0; i < sentence.words.size(); ++i)
      ++seen[lexicon_key(tagged_spelling(sentence.words[i]))][sentence.tags[i]];
  TagLexicon lexicon;
  for (const auto& [word, counts] : seen) {
    std::size_t all = 0;
    for (const std::size_t count : counts) all += count;
    if (all < kLexiconOccurrences) continue;
    const auto most = std::max_element(counts.begin(), counts.end()) - counts.begin();
    std::uint32_t tags = static_cast<std::uint32_t>(most) << kUniversalTagCount;
    for (std::size_t t = 0; t < kUniversalTagCount; ++t)
      if (counts[t] * kRareTag >= all) tags |= 1u << t;
    lexicon.push_back({word, tags});
  }
  return lexicon;
}

/// The features that occur at least kLeastOccurrences times in `all`, rising.
std::vector<TagFeature> repeated(std::vector<TagFeature> all) {
  std::sort(all.begin(), all.end());
  std::vector<TagFeature> out;
  for (auto run = all.begin(); run != all.end();) {
    const auto end = std::upper_bound(run, all.end(), *run);
    if (end - run >= static_cast<std::ptrdiff_t>(kLeastOccurrences)) out.push_back(*run);
    run = end;
  }
  return out;
}

/// The weights of features, and the sum that their average is made of: each update times the number
/// of words before it.
class Perceptron {
 public:
  std::uint32_t index_of(TagFeature feature) {
    const auto [found, is_new] = index_.try_emplace(feature, weights_.size());
    if (is_new) {
      weights_.emplace_back();
      weighted_.emplace_back();
    }
    return found->second;
  }
  bool has(TagFeature feature) const { return index_.contains(feature); }

  Sums sums(const std::vector<std::uint32_t>& features) const {
    Sums out{};
    for (const std::uint32_t f : features)
      for (std::size_t t = 0; t < kUniversalTagCount; ++t) out[t] += weights_[f][t];
    return out;
  }

  /// Goes on to the next word, whose tag is `tag`; the strongest other tag is `rival`.
  void learn(const std::vector<std::uint32_t>& features, std::size_t tag, std::size_t rival,
             bool wrong) {
    ++words_;
    if (!wrong) return;
    for (const std::uint32_t f : features) {
      ++weights_[f][tag];
      --weights_[f][rival];
      weighted_[f][tag] += words_;
      weighted_[f][rival] -= words_;
    }
  }

  TaggerModel model(TagLexicon lexicon) const {
    TaggerModel out{std::move(lexicon), {}, {}, {}};
    for (const auto& [feature, index] :
         std::map<TagFeature, std::uint32_t>(index_.begin(), index_.end())) {
      std::uint8_t count = 0;
      for (std::size_t t = 0; t < kUniversalTagCount; ++t)
        if (const std::int64_t weight = average(index, t); std::abs(weight) >= kLeastWeight) {
          out.votes.push_back({static_cast<TagIndex>(t), static_cast<std::int8_t>(weight)});
          ++count;
        }
      if (count == 0) continue;
      out.features.push_back(feature);
      out.counts.push_back(count);
    }
    return out;
  }

 private:
  /// A weight's average over all words, in units, rounded.
  std::int64_t average(std::uint32_t feature, std::size_t tag) const {
    const std::int64_t sum =
        (weights_[feature][tag] * words_ - weighted_[feature][tag]) * kUnits * 2;
    const std::int64_t rounded = (std::abs(sum) + words_) / (2 * words_);
    return std::min(rounded, kLargestWeight) * (sum < 0 ? -1 : 1);
  }

  std::unordered_map<TagFeature, std::uint32_t> index_;
  std::vector<std::array<std::int32_t, kUniversalTagCount>> weights_;
  std::vector<Sums> weighted_;
  std::int64_t words_ = 0;
};

/// The features of each word of a sentence that depend on words alone, as indices.
using FixedIndices = std::vector<std::vector<std::uint32_t>>;

std::vector<FixedIndices> index_fixed(const std::vector<SentenceFeatures>& sentences,
                                      Perceptron& perceptron) {
  std::vector<TagFeature> all, active;
  for (const SentenceFeatures& sentence : sentences)
    for (std::size_t i = 0; i < sentence.size(); ++i) sentence.append_fixed(i, all);
  for (const TagFeature feature : repeated(std::move(all))) perceptron.index_of(feature);
  std::vector<FixedIndices> out;
  for (const SentenceFeatures& sentence : sentences) {
    FixedIndices& indices = out.emplace_back(sentence.size());
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      active.clear();
      sentence.append_fixed(i, active);
      for (const TagFeature feature : active)
        if (perceptron.has(feature)) indices[i].push_back(perceptron.index_of(feature));
    }
  }
  return out;
}

void learn_sentence(const SentenceFeatures& sentence, const FixedIndices& fixed,
                    const std::vector<TagIndex>& tags, Perceptron& perceptron) {
  TagIndex before = kBeforeFirstWord, second_before = kBeforeFirstWord;
  std::vector<TagFeature> tagged;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    std::vector<std::uint32_t> active = fixed[i];
    tagged.clear();
    sentence.append_tagged(i, before, second_before, tagged);
    for (const TagFeature feature : tagged) active.push_back(perceptron.index_of(feature));
    const Sums sums = perceptron.sums(active);
    const std::size_t tag = tags[i];
    std::size_t rival = tag == 0 ? 1 : 0;
    for (std::size_t t = 0; t < kUniversalTagCount; ++t)
      if (t != tag && sums[t] > sums[rival]) rival = t;
    // What the tagger will see is its own tags, right or wrong.
    second_before = before;
    before = static_cast<TagIndex>(std::max_element(sums.begin(), sums.end()) - sums.begin());
    perceptron.learn(active, tag, rival, sums[tag] <= sums[rival] + kMargin);
  }
}

/// `sentence` with a filler somewhere, tagged as an interjection; `number` says which and where.
TaggedSentence with_filler(TaggedSentence sentence, std::size_t number) {
  constexpr const char* kFillers[] = {"um", "uh", "um",  "uh",  "hmm",
                                      "mm", "er", "erm", "huh", "mhm"};
  const auto place = static_cast<std::ptrdiff_t>(number % (sentence.words.size() + 1));
  sentence.words.insert(sentence.words.begin() + place, kFillers[number % std::size(kFillers)]);
  sentence.tags.insert(sentence.tags.begin() + place, universal_tag_index("INTJ"));
  return sentence;
}

void append_joined(const std::vector<TaggedSentence>& parts, std::vector<TaggedSentence>& out) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i % kJoinedAnswers == 0) out.emplace_back();
    const TaggedSentence part = i % 2 == 1 ? with_filler(parts[i], i / 2) : parts[i];
    out.back().words.insert(out.back().words.end(), part.words.begin(), part.words.end());
    out.back().tags.insert(out.back().tags.end(), part.tags.begin(), part.tags.end());
  }
}

}  // namespace

std::vector<TaggedSentence> tagged_sentences(const PosTokens& tokens) {
  std::vector<TaggedSentence> out;
  std::size_t last = 0;
  for (const PosToken& token : tokens.tokens) {
    if (token.upos.empty()) continue;
    if (out.empty() || token.sentence != last) out.emplace_back();
    last = token.sentence;
    out.back().words.push_back(token.form);
    out.back().tags.push_back(universal_tag_index(token.upos));
  }
  return out;
}

TaggedSentence without_punctuation(const TaggedSentence& sentence) {
  constexpr TagIndex kPunctuation = universal_tag_index("PUNCT");
  TaggedSentence out;
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    if (sentence.tags[i] == kPunctuation) continue;
    out.words.push_back(sentence.words[i]);
    out.tags.push_back(sentence.tags[i]);
  }
  return out;
}

TaggedSentence without_case(const TaggedSentence& sentence) {
  TaggedSentence out = sentence;
  for (std::string& word : out.words) {
    std::string plain;
    for (const Character& c : uncased(characters(word))) plain += utf8(c.value);
    if (!plain.empty()) word = std::move(plain);
  }
  return out;
}

std::vector<TaggedSentence> with_bare_copies(const std::vector<TaggedSentence>& sentences) {
  std::vector<TaggedSentence> out = sentences, bare, cased;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const std::size_t place = i % 8;
    if (place < 3)
      out.push_back(without_case(without_punctuation(sentences[i])));
    else if (place < 6)
      bare.push_back(without_case(without_punctuation(sentences[i])));
    else if (place < 7)
      cased.push_back(without_punctuation(sentences[i]));
    else
      out.push_back(without_case(sentences[i]));
  }
  append_joined(bare, out);
  append_joined(cased, out);
  std::erase_if(out, [](const TaggedSentence& s) { return s.words.empty(); });
  return out;
}

TaggerModel train_tagger(const std::vector<TaggedSentence>& sentences, std::uint64_t seed) {
  TagLexicon lexicon = lexicon_of(sentences);
  std::vector<SentenceFeatures> features;
  for (const TaggedSentence& sentence : sentences) features.emplace_back(sentence.words, lexicon);
  Perceptron perceptron;
  const std::vector<FixedIndices> fixed = index_fixed(features, perceptron);
  for (std::size_t round = 0; round < kRounds; ++round)
    for (const std::size_t s :
         random_permutation(random_key(seed, "tagger", round), sentences.size()))
      learn_sentence(features[s], fixed[s], sentences[s].tags, perceptron);
  return perceptron.model(std::move(lexicon));
}

double TagAccuracy::percent() const {
  return words == 0 ? 0 : 100 * static_cast<double>(right) / static_cast<double>(words);
}

TagAccuracy accuracy_of(const Tagger& tagger, std::span<const TaggedSentence> sentences) {
  TagAccuracy out;
  for (const TaggedSentence& sentence : sentences) {
    const std::vector<TagIndex> tags = tagger.tags(sentence.words);
    for (std::size_t i = 0; i < tags.size(); ++i) out.right += tags[i] == sentence.tags[i];
    out.words += tags.size();
  }
  return out;
}

}  // namespace anbn
