// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/sentencepiece_model.h"

#include "anbn/core/error.h"
#include "anbn/text/tokenizers/sentencepiece_text.h"

#include <algorithm>
#include <limits>
#include <queue>
#include <unordered_map>

namespace anbn {
namespace {

using Type = SentencePieceProto::Type;

constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

/// What both kinds of model share: what becomes of characters that no piece has.
class SentencePieces : public PieceModel {
 public:
  SentencePieces(std::shared_ptr<const SentencePieceProto> proto, SharedVocabulary vocabulary,
                 std::int32_t unknown)
      : proto_(std::move(proto)), vocabulary_(std::move(vocabulary)), unknown_(unknown) {}

  void append_pieces(std::string_view word, std::vector<WordPart>& out) const override {
    bool is_after_unknown = false;
    for (const WordPart& part : parts_of(word)) {
      const bool is_unknown = part.id == unknown_;
      if (is_unknown && proto_->bytes_for_unknown) {
        const auto bytes =
            byte_pieces(*vocabulary_, word.substr(part.begin, part.end - part.begin));
        for (const std::int32_t id : *bytes) out.push_back({id, part.begin, part.end});
      } else if (is_unknown && is_after_unknown) {
        out.back().end = part.end;
      } else {
        out.push_back(part);
      }
      is_after_unknown = is_unknown;
    }
  }

  std::optional<std::int32_t> unknown() const override { return unknown_; }

 protected:
  /// The pieces of a text, unknown characters one by one.
  virtual std::vector<WordPart> parts_of(std::string_view text) const = 0;

  const SentencePieceProto::Piece& piece(std::int32_t id) const {
    return proto_->pieces[static_cast<std::size_t>(id)];
  }

  std::shared_ptr<const SentencePieceProto> proto_;
  SharedVocabulary vocabulary_;
  std::int32_t unknown_;
};

bool is_of_text(const SentencePieceProto::Piece& piece) {
  return piece.type == Type::normal || piece.type == Type::user_defined;
}

class UnigramPieces final : public SentencePieces {
 public:
  UnigramPieces(std::shared_ptr<const SentencePieceProto> proto, SharedVocabulary vocabulary,
                std::int32_t unknown)
      : SentencePieces(std::move(proto), std::move(vocabulary), unknown),
        pieces_(proto_->pieces, is_of_text) {
    float least = std::numeric_limits<float>::max();
    for (const auto& piece : proto_->pieces)
      if (piece.type == Type::normal) least = std::min(least, piece.score);
    unknown_score_ = least - kUnknownPenalty;
  }

 protected:
  // The best way to each byte; sums are of floats, as ties are broken by their rounding.
  std::vector<WordPart> parts_of(std::string_view text) const override {
    std::vector<Node> best(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t one = std::min(character_bytes(text, at), text.size() - at);
      const float so_far = best[at].score;
      bool has_one = false;
      const auto offer = [&](std::size_t size, float score, std::int32_t id) {
        Node& node = best[at + size];
        if (node.begin == kNowhere || so_far + score > node.score) node = {id, so_far + score, at};
      };
      pieces_.for_each_at(text, at, [&](std::int32_t id, std::size_t size) {
        const bool is_user_defined = piece(id).type == Type::user_defined;
        const float own = 0.1f * static_cast<float>(size - 1);  // of a user-defined piece
        offer(size, is_user_defined ? own : piece(id).score, id);
        has_one = has_one || size == one;
      });
      if (!has_one) offer(one, unknown_score_, unknown_);
      at += one;
    }
    std::vector<WordPart> out;
    for (std::size_t end = text.size(); end > 0; end = best[end].begin)
      out.push_back({best[end].id, best[end].begin, end});
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  static constexpr float kUnknownPenalty = 10;
  struct Node {
    std::int32_t id = 0;
    float score = 0;
    std::size_t begin = kNowhere;
  };

  SortedPieces pieces_;
  float unknown_score_ = 0;
};

class BytePairPieces final : public SentencePieces {
 public:
  BytePairPieces(std::shared_ptr<const SentencePieceProto> proto, SharedVocabulary vocabulary,
                 std::int32_t unknown)
      : SentencePieces(std::move(proto), std::move(vocabulary), unknown),
        whole_(proto_->pieces, [](const auto& p) { return p.type == Type::user_defined; }) {
    for (std::size_t id = 0; id < proto_->pieces.size(); ++id) {
      const auto& piece = proto_->pieces[id];
      if (!is_of_text(piece) && piece.type != Type::unused) continue;
      id_of_.emplace(piece.text, static_cast<std::int32_t>(id));
      longest_ = std::max(longest_, piece.text.size());
    }
  }

 protected:
  // Of neighbours that make a piece those with the largest score are joined, the first of equals.
  std::vector<WordPart> parts_of(std::string_view text) const override {
    Joining work{text, symbols_of(text), {}, {}};
    for (std::size_t i = 0; i + 1 < work.symbols.size(); ++i) offer(work, i);
    while (!work.queue.empty()) {
      const Candidate next = work.queue.top();
      work.queue.pop();
      Symbol& left = work.symbols[next.left];
      if (left.is_gone || left.after == kNowhere) continue;
      Symbol& right = work.symbols[left.after];
      if (right.end - left.begin != next.size) continue;
      left.end = right.end;
      right.is_gone = true;
      left.after = right.after;
      if (left.after != kNowhere) work.symbols[left.after].before = next.left;
      offer(work, left.before);
      offer(work, next.left);
    }
    std::vector<WordPart> out;
    for (std::size_t at = text.empty() ? kNowhere : 0; at != kNowhere; at = work.symbols[at].after)
      append_used(work, work.symbols[at].begin, work.symbols[at].end, out);
    return out;
  }

 private:
  struct Symbol {
    std::size_t begin = 0, end = 0, before = kNowhere, after = kNowhere;
    bool stays = false, is_gone = false;  // stays: a user-defined piece
  };
  struct Candidate {
    float score = 0;
    std::size_t left = 0, size = 0;  // bytes of both together
    bool operator<(const Candidate& other) const {
      return score < other.score || (score == other.score && left > other.left);
    }
  };
  struct Joining {
    std::string_view text;
    std::vector<Symbol> symbols;
    std::priority_queue<Candidate> queue;
    /// Where a piece that is not used was joined: bytes of its first part.
    std::unordered_map<std::string_view, std::size_t> cut;
  };

  std::vector<Symbol> symbols_of(std::string_view text) const {
    std::vector<Symbol> out;
    for (std::size_t at = 0; at < text.size(); at = out.back().end) {
      Symbol symbol{at, at + whole_.longest_at(text, at), kNowhere, kNowhere, true, false};
      if (symbol.end == at) {
        symbol.end = at + std::min(character_bytes(text, at), text.size() - at);
        symbol.stays = false;
      }
      if (!out.empty()) {
        symbol.before = out.size() - 1;
        out.back().after = out.size();
      }
      out.push_back(symbol);
    }
    return out;
  }

  void offer(Joining& work, std::size_t left) const {
    if (left == kNowhere || work.symbols[left].after == kNowhere) return;
    const Symbol &a = work.symbols[left], &b = work.symbols[a.after];
    const std::size_t size = b.end - a.begin;
    if (a.stays || b.stays || size > longest_) return;
    const std::string_view both = work.text.substr(a.begin, size);
    const auto found = id_of_.find(both);
    if (found == id_of_.end()) return;
    const auto& made = piece(found->second);
    work.queue.push({made.score, left, size});
    if (made.type == Type::unused) work.cut.insert_or_assign(both, a.end - a.begin);
  }

  /// The piece [begin, end) of the text, or what it was joined from where it is not used.
  void append_used(const Joining& work, std::size_t begin, std::size_t end,
                   std::vector<WordPart>& out) const {
    std::vector<std::pair<std::size_t, std::size_t>> left = {{begin, end}};
    while (!left.empty()) {
      const auto [from, to] = left.back();
      left.pop_back();
      const std::string_view bytes = work.text.substr(from, to - from);
      const auto id = vocabulary_->find(bytes);
      const auto cut = work.cut.find(bytes);
      const bool is_used = id && piece(*id).type != Type::unused;
      if (id && !is_used && cut != work.cut.end()) {
        left.push_back({from + cut->second, to});
        left.push_back({from, from + cut->second});
      } else {
        out.push_back({is_used ? *id : unknown_, from, to});
      }
    }
  }

  SortedPieces whole_;
  std::unordered_map<std::string_view, std::int32_t> id_of_;
  std::size_t longest_ = 0;
};

std::int32_t unknown_piece(const SentencePieceProto& proto, const std::string& name) {
  std::int32_t unknown = -1;
  for (std::size_t id = 0; id < proto.pieces.size(); ++id) {
    if (proto.pieces[id].type != Type::unknown) continue;
    if (unknown >= 0)
      fail("{}: pieces {} and {} both stand for what is unknown; expected one", name, unknown, id);
    unknown = static_cast<std::int32_t>(id);
  }
  if (unknown < 0) fail("{}: no piece stands for what is unknown; expected one", name);
  return unknown;
}

}  // namespace

TokenizerParts sentencepiece_parts(std::shared_ptr<const SentencePieceProto> proto,
                                   const std::string& name) {
  TokenizerParts parts;
  parts.name = name;
  for (std::size_t id = 0; id < proto->pieces.size(); ++id)
    parts.vocabulary->add(proto->pieces[id].text, static_cast<std::int64_t>(id), name);
  const std::int32_t unknown = unknown_piece(*proto, name);
  if (proto->bytes_for_unknown)
    for (unsigned byte = 0; byte < 256; ++byte)
      parts.vocabulary->at(fmt::format("<0x{:02X}>", byte), name);
  parts.normalizers.push_back(sentencepiece_normalizer(proto, name));
  if (proto->model == SentencePieceProto::Model::unigram)
    parts.model = std::make_unique<UnigramPieces>(proto, parts.vocabulary, unknown);
  else
    parts.model = std::make_unique<BytePairPieces>(proto, parts.vocabulary, unknown);
  return parts;
}

}  // namespace anbn
