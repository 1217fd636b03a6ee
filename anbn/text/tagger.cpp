// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tagger.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <array>

namespace anbn {
namespace {

constexpr std::string_view kMagic = "anbn-pos";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 24, kBytesPerWord = 8, kBytesPerFeature = 5, kBytesPerVote = 2;
constexpr unsigned kBucketShift = 16;
constexpr std::size_t kBuckets = std::size_t{1} << (32 - kBucketShift);

void append(std::string& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out += static_cast<char>((value >> shift) & 0xFF);
}

/// Takes numbers from the front of bytes whose length was checked before.
struct Cursor {
  std::string_view bytes;

  std::uint8_t byte() {
    const auto value = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    return value;
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) value |= std::uint32_t{byte()} << shift;
    return value;
  }
};

/// Throws Error unless keys rise, counts and tags are possible, and counts sum to the votes.
void check(const TaggerModel& model, const std::string& name) {
  const auto rises = [](const auto& all, auto key) {
    return std::adjacent_find(all.begin(), all.end(), [&](const auto& a, const auto& b) {
             return key(a) >= key(b);
           }) == all.end();
  };
  if (!rises(model.lexicon, [](const LexiconEntry& e) { return e.word; }) ||
      !rises(model.features, [](TagFeature f) { return f; }))
    fail("{}: words or features of the tagger do not rise; is the file damaged?", name);
  std::size_t votes = 0;
  for (const std::uint8_t count : model.counts) {
    if (count < 1 || count > kUniversalTagCount)
      fail("{}: a feature of the tagger has {} votes; expected 1 to {}", name, count,
           kUniversalTagCount);
    votes += count;
  }
  if (votes != model.votes.size())
    fail("{}: the tagger's features have {} votes together; the file has {}", name, votes,
         model.votes.size());
  for (const TagVote& vote : model.votes)
    if (vote.tag >= kUniversalTagCount)
      fail("{}: a vote of the tagger is for tag {}; expected 0 to {}", name, vote.tag,
           kUniversalTagCount - 1);
}

}  // namespace

std::string bytes_of(const TaggerModel& model) {
  std::string out(kMagic);
  append(out, kVersion);
  for (const std::size_t count : {model.lexicon.size(), model.features.size(), model.votes.size()})
    append(out, static_cast<std::uint32_t>(count));
  for (const LexiconEntry& entry : model.lexicon) {
    append(out, entry.word);
    append(out, entry.tags);
  }
  for (const TagFeature feature : model.features) append(out, feature);
  for (const std::uint8_t count : model.counts) out += static_cast<char>(count);
  for (const TagVote& vote : model.votes) {
    out += static_cast<char>(vote.tag);
    out += static_cast<char>(vote.weight);
  }
  return out;
}

TaggerModel parse_tagger_model(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kHeaderBytes || bytes.substr(0, kMagic.size()) != kMagic)
    fail("{}: no model of a tagger; expected a file that begins with {}", name, kMagic);
  Cursor in{bytes.substr(kMagic.size())};
  const std::uint32_t version = in.number();
  if (version != kVersion)
    fail("{}: version {} of a tagger's model; expected {}", name, version, kVersion);
  const std::size_t words = in.number(), features = in.number(), votes = in.number();
  const std::size_t expected =
      kHeaderBytes + words * kBytesPerWord + features * kBytesPerFeature + votes * kBytesPerVote;
  if (bytes.size() != expected)
    fail("{}: {} bytes; expected {} for {} words, {} features and {} votes", name, bytes.size(),
         expected, words, features, votes);
  TaggerModel model;
  model.lexicon.resize(words);
  for (LexiconEntry& entry : model.lexicon) {
    entry.word = in.number();
    entry.tags = in.number();
  }
  model.features.resize(features);
  for (TagFeature& feature : model.features) feature = in.number();
  model.counts.resize(features);
  for (std::uint8_t& count : model.counts) count = in.byte();
  model.votes.resize(votes);
  for (TagVote& vote : model.votes) {
    vote.tag = in.byte();
    vote.weight = static_cast<std::int8_t>(in.byte());
  }
  check(model, name);
  return model;
}

Tagger::Tagger(TaggerModel model) : model_(std::move(model)) {
  first_vote_.reserve(model_.features.size() + 1);
  std::uint32_t votes = 0;
  for (const std::uint8_t count : model_.counts) {
    first_vote_.push_back(votes);
    votes += count;
  }
  first_vote_.push_back(votes);
  bucket_.assign(kBuckets + 1, static_cast<std::uint32_t>(model_.features.size()));
  for (std::size_t i = model_.features.size(); i-- > 0;)
    bucket_[model_.features[i] >> kBucketShift] = static_cast<std::uint32_t>(i);
  for (std::size_t b = kBuckets; b-- > 0;) bucket_[b] = std::min(bucket_[b], bucket_[b + 1]);
}

void Tagger::add_votes(std::span<const TagFeature> features, std::span<std::int32_t> sums) const {
  for (const TagFeature feature : features) {
    const std::size_t bucket = feature >> kBucketShift, end = bucket_[bucket + 1];
    std::size_t i = bucket_[bucket];
    while (i < end && model_.features[i] < feature) ++i;
    if (i == end || model_.features[i] != feature) continue;
    for (std::size_t v = first_vote_[i]; v < first_vote_[i + 1]; ++v)
      sums[model_.votes[v].tag] += model_.votes[v].weight;
  }
}

std::vector<TagIndex> Tagger::tags(std::span<const std::string> sentence) const {
  const SentenceFeatures features(sentence, model_.lexicon);
  std::vector<TagIndex> out;
  std::vector<TagFeature> active;
  TagIndex before = kBeforeFirstWord, second_before = kBeforeFirstWord;
  for (std::size_t i = 0; i < features.size(); ++i) {
    active.clear();
    features.append_fixed(i, active);
    features.append_tagged(i, before, second_before, active);
    std::array<std::int32_t, kUniversalTagCount> sums{};
    add_votes(active, sums);
    second_before = before;
    before = static_cast<TagIndex>(std::max_element(sums.begin(), sums.end()) - sums.begin());
    out.push_back(before);
  }
  return out;
}

}  // namespace anbn
