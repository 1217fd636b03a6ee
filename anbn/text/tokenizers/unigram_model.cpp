// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/text/tokenizers/piece_models.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr double kUnknownPenalty = 10;  // below the least likely piece

class UnigramModel : public PieceModel {
 public:
  UnigramModel(SharedVocabulary vocabulary, UnigramParts parts, std::string_view where)
      : vocabulary_(std::move(vocabulary)), parts_(std::move(parts)) {
    for (std::size_t id = 0; id < parts_.scores.size(); ++id) {
      const std::string& piece = vocabulary_->piece(static_cast<std::int32_t>(id));
      if (piece.empty()) fail("{}: piece {} is empty; expected a text", where, id);
      if (!std::isfinite(parts_.scores[id]))
        fail("{}: the score of piece {} is {}; expected a number", where, id, parts_.scores[id]);
      longest_ = std::max(longest_, piece.size());
      sorted_.emplace_back(piece, static_cast<std::int32_t>(id));
    }
    std::sort(sorted_.begin(), sorted_.end());
    if (!parts_.scores.empty())
      unknown_score_ =
          *std::min_element(parts_.scores.begin(), parts_.scores.end()) - kUnknownPenalty;
  }

  void append_pieces(std::string_view word, std::vector<WordPart>& out) const override {
    const std::vector<Node> best = best_paths(word);
    std::vector<WordPart> found;  // from the end
    for (std::size_t end = word.size(); end > 0; end = best[end].begin) {
      const Node& node = best[end];
      if (node.is_unknown && !found.empty() && found.back().id == kUnknown)
        found.back().begin = node.begin;
      else
        found.push_back({node.is_unknown ? kUnknown : node.id, node.begin, end});
    }
    for (auto part = found.rbegin(); part != found.rend(); ++part) add(word, *part, out);
  }

  std::optional<std::int32_t> unknown() const override { return parts_.unknown; }

 private:
  static constexpr std::int32_t kUnknown = -1;
  /// How the best way to a byte ends.
  struct Node {
    std::int32_t id = 0;
    double score = 0;
    std::size_t begin = 0;
    bool is_reached = false, is_unknown = false;
  };

  std::vector<Node> best_paths(std::string_view word) const {
    std::vector<Node> best(word.size() + 1);
    const auto offer = [&](std::size_t begin, std::size_t end, double score, std::int32_t id,
                           bool is_unknown) {
      if (best[end].is_reached && !(score > best[end].score)) return;
      best[end] = {id, score, begin, true, is_unknown};
    };
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t one = character_bytes(word, at);
      const double so_far = best[at].score;
      bool has_one = false;
      auto first = sorted_.begin(), last = sorted_.end();
      for (std::size_t size = 1; size <= std::min(longest_, word.size() - at); ++size) {
        // Narrows [first, last) to the pieces that begin like the word here.
        const char c = word[at + size - 1];
        const auto byte_at = [size](const Sorted& piece) {
          return piece.first.size() < size ? -1
                                           : int{static_cast<unsigned char>(piece.first[size - 1])};
        };
        const int wanted = static_cast<unsigned char>(c);
        first =
            std::partition_point(first, last, [&](const Sorted& p) { return byte_at(p) < wanted; });
        last = std::partition_point(first, last,
                                    [&](const Sorted& p) { return byte_at(p) <= wanted; });
        if (first == last) break;
        if (first->first.size() != size) continue;
        const std::int32_t id = first->second;
        offer(at, at + size, so_far + parts_.scores[static_cast<std::size_t>(id)], id,
              id == parts_.unknown);
        has_one = has_one || size == one;
      }
      if (!has_one) offer(at, at + one, so_far + unknown_score_, kUnknown, true);
      at += one;
    }
    return best;
  }

  void add(std::string_view word, const WordPart& part, std::vector<WordPart>& out) const {
    if (part.id != kUnknown) {
      out.push_back(part);
      return;
    }
    const std::string_view bytes = word.substr(part.begin, part.end - part.begin);
    if (const auto id = vocabulary_->find(bytes)) {
      out.push_back({*id, part.begin, part.end});
      return;
    }
    if (parts_.fallback == BytePairParts::Fallback::bytes) {
      if (const auto single = byte_pieces(*vocabulary_, bytes)) {
        for (const std::int32_t id : *single) out.push_back({id, part.begin, part.end});
        return;
      }
    }
    if (!parts_.unknown)
      fail("'{}' is in no piece, and the vocabulary has none for what is unknown", bytes);
    out.push_back({*parts_.unknown, part.begin, part.end});
  }

  using Sorted = std::pair<std::string, std::int32_t>;
  SharedVocabulary vocabulary_;
  UnigramParts parts_;
  std::vector<Sorted> sorted_;
  std::size_t longest_ = 0;
  double unknown_score_ = 0;
};

}  // namespace

std::unique_ptr<PieceModel> unigram_model(SharedVocabulary vocabulary, UnigramParts parts,
                                          std::string_view where) {
  return std::make_unique<UnigramModel>(std::move(vocabulary), std::move(parts), where);
}

}  // namespace anbn
