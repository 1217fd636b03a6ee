// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/text/tokenizers/piece_models.h"

#include <queue>

namespace anbn {
namespace {

/// A piece on its way to a longer one; neighbours by their indices.
struct Symbol {
  std::int32_t id = 0;
  std::size_t begin = 0, end = 0;
  std::size_t before = 0, after = 0;  // kNone: there is none
};
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Merge {
  std::size_t rank = 0;
  std::int32_t id = 0;  // what the two become
};

/// The most urgent merge comes first, of equals the leftmost.
struct Candidate {
  Merge merge;
  std::size_t at = 0;
  friend bool operator<(const Candidate& a, const Candidate& b) {
    return a.merge.rank != b.merge.rank ? a.merge.rank > b.merge.rank : a.at > b.at;
  }
};

std::uint64_t pair_key(std::int32_t a, std::int32_t b) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << 32 |
         static_cast<std::uint32_t>(b);
}

class BytePairModel : public PieceModel {
 public:
  BytePairModel(SharedVocabulary vocabulary, BytePairParts parts, std::string_view where)
      : vocabulary_(std::move(vocabulary)), parts_(std::move(parts)) {
    for (std::size_t rank = 0; rank < parts_.merges.size(); ++rank) {
      const auto& [a, b] = parts_.merges[rank];
      const auto place = [&, &a = a, &b = b] {
        return fmt::format("{}, merge {} of '{}' and '{}'", where, rank + 1, excerpt(a),
                           excerpt(b));
      };
      const auto id_of = [&](const std::string& piece) {
        const auto id = vocabulary_->find(piece);
        return id ? *id : vocabulary_->at(piece, place());
      };
      if (a.empty() || b.empty() || b.size() < parts_.continuation.size())
        fail("{}: one of them is empty; expected two pieces", place());
      const std::int32_t first = id_of(a), second = id_of(b);
      const std::int32_t both = id_of(a + b.substr(parts_.continuation.size()));
      merges_.insert_or_assign(pair_key(first, second), Merge{rank, both});
    }
    parts_.merges.clear();
    parts_.merges.shrink_to_fit();
  }

  void append_pieces(std::string_view word, std::vector<WordPart>& out) const override {
    if (parts_.known_words == BytePairParts::KnownWords::whole) {
      if (const auto id = vocabulary_->find(word)) {
        out.push_back({*id, 0, word.size()});
        return;
      }
    }
    std::vector<Symbol> symbols = characters_of(word);
    if (symbols.empty()) return;
    merge(symbols);
    for (std::size_t at = 0; at != kNone; at = symbols[at].after)
      out.push_back({symbols[at].id, symbols[at].begin, symbols[at].end});
  }

  std::optional<std::int32_t> unknown() const override { return parts_.unknown; }

 private:
  /// The pieces of single characters, or of their bytes, or unknown ones.
  std::vector<Symbol> characters_of(std::string_view word) const {
    std::vector<Symbol> out;
    bool is_after_unknown = false;
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t end = at + character_bytes(word, at);
      const std::string_view bytes = word.substr(at, end - at);
      std::string piece = at > 0 ? parts_.continuation : "";
      piece += bytes;
      if (end == word.size()) piece += parts_.word_end;
      bool is_unknown = false;
      if (const auto id = vocabulary_->find(piece)) {
        out.push_back({*id, at, end});
      } else if (const auto single = fallback(bytes)) {
        for (std::size_t i = 0; i < single->size(); ++i)
          out.push_back({(*single)[i], at + i, at + i + 1});
      } else if (parts_.unknown) {
        is_unknown = true;
        if (is_after_unknown && parts_.unknowns == BytePairParts::Unknowns::fused)
          out.back().end = end;
        else
          out.push_back({*parts_.unknown, at, end});
      }
      is_after_unknown = is_unknown;
      at = end;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i].before = i == 0 ? kNone : i - 1;
      out[i].after = i + 1 == out.size() ? kNone : i + 1;
    }
    return out;
  }

  std::optional<std::vector<std::int32_t>> fallback(std::string_view bytes) const {
    if (parts_.fallback == BytePairParts::Fallback::none) return {};
    return byte_pieces(*vocabulary_, bytes);
  }

  const Merge* merge_at(const std::vector<Symbol>& symbols, std::size_t at) const {
    if (at == kNone || symbols[at].after == kNone) return nullptr;
    const auto found = merges_.find(pair_key(symbols[at].id, symbols[symbols[at].after].id));
    return found == merges_.end() ? nullptr : &found->second;
  }

  void merge(std::vector<Symbol>& symbols) const {
    std::priority_queue<Candidate> queue;
    const auto offer = [&](std::size_t at) {
      if (const Merge* found = merge_at(symbols, at)) queue.push({*found, at});
    };
    for (std::size_t at = 0; at < symbols.size(); ++at) offer(at);
    while (!queue.empty()) {
      const Candidate next = queue.top();
      queue.pop();
      Symbol& left = symbols[next.at];
      if (left.begin == left.end) continue;  // part of another by now
      const Merge* found = merge_at(symbols, next.at);
      if (found == nullptr || found->id != next.merge.id) continue;
      Symbol& right = symbols[left.after];
      left.id = found->id;
      left.end = right.end;
      left.after = right.after;
      if (right.after != kNone) symbols[right.after].before = next.at;
      right.begin = right.end;
      offer(left.before);
      offer(next.at);
    }
  }

  SharedVocabulary vocabulary_;
  BytePairParts parts_;
  std::unordered_map<std::uint64_t, Merge> merges_;
};

}  // namespace

std::unique_ptr<PieceModel> byte_pair_model(SharedVocabulary vocabulary, BytePairParts parts,
                                            std::string_view where) {
  return std::make_unique<BytePairModel>(std::move(vocabulary), std::move(parts), where);
}

}  // namespace anbn
