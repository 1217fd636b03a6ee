// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/sentencepiece_text.h"

#include "anbn/text/tokenizers/charsmap.h"
#include "anbn/text/tokenizers/normalizers.h"
#include "anbn/text/tokenizers/piece_models.h"

#include <optional>

namespace anbn {
namespace {

constexpr std::string_view kMark = "\u2581";

/// The text as it is prepared, byte by byte, and where each byte came from.
class Prepared {
 public:
  void add(std::string_view bytes, std::size_t from) {
    text += bytes;
    from_.resize(text.size(), from);
  }
  void drop_last(std::size_t count) {
    text.resize(text.size() - count);
    from_.resize(text.size());
  }
  std::size_t from(std::size_t at) const { return from_[at]; }

  /// Characters, each of which goes on to where the next one came from; the last one to `end`.
  AlignedText aligned(std::size_t end) const {
    AlignedText out = characters(text);
    for (Character& c : out) {
      c.begin = from_[c.begin];
      c.end = c.end < text.size() ? from_[c.end] : end;
    }
    return out;
  }

  std::string text;

 private:
  std::vector<std::size_t> from_;
};

class Preparation {
 public:
  Preparation(std::shared_ptr<const SentencePieceProto> proto, const std::string& name)
      : proto_(std::move(proto)), kept_(proto_->pieces, [](const auto& piece) {
          return piece.type == SentencePieceProto::Type::user_defined;
        }) {
    if (!proto_->charsmap.empty()) charsmap_.emplace(proto_->charsmap, name);
  }

  AlignedText operator()(const AlignedText& text) const {
    const Source source(text);
    const std::string& old = source.text;
    std::size_t at = 0;
    const bool drops = proto_->drop_extra_blanks;
    while (drops && at < old.size()) {
      const Replaced next = replaced_at(old, at);
      if (next.now != " ") break;
      at += next.bytes;
    }
    if (at == old.size()) return {};
    Prepared out;
    if (proto_->mark_first) out.add(blank(), source.from(at));
    bool is_after_blank = drops;
    while (at < old.size()) {
      const Replaced next = replaced_at(old, at);
      std::string_view now = next.now;
      while (is_after_blank && now.starts_with(' ')) now.remove_prefix(1);
      for (const char& c : now)
        out.add(c == ' ' ? blank() : std::string_view(&c, 1), source.from(at));
      if (!now.empty()) is_after_blank = now.ends_with(' ');
      if (!drops) is_after_blank = false;
      at += next.bytes;
      check_longer(out.text.size(), old.size() + kMark.size());
    }
    std::size_t end = source.from(at);
    while (drops && out.text.ends_with(blank())) {
      end = out.from(out.text.size() - blank().size());
      out.drop_last(blank().size());
    }
    return out.aligned(end);
  }

 private:
  /// The bytes of the old text, and where each came from.
  struct Source {
    explicit Source(const AlignedText& old) {
      for (const Character& c : old) {
        text += utf8(c.value);
        from_.resize(text.size(), c.begin);
      }
      from_.push_back(old.empty() ? 0 : old.back().end);
    }
    std::size_t from(std::size_t at) const { return from_[at]; }

    std::string text;

   private:
    std::vector<std::size_t> from_;
  };

  struct Replaced {
    std::string_view now;
    std::size_t bytes = 0;  // of the old text
  };

  std::string_view blank() const { return proto_->blanks_are_marks ? kMark : " "; }

  Replaced replaced_at(std::string_view text, std::size_t at) const {
    if (const std::size_t kept = kept_.longest_at(text, at); kept > 0)
      return {text.substr(at, kept), kept};
    if (charsmap_)
      if (const auto found = charsmap_->longest(text.substr(at)))
        return {found->text, found->bytes};
    const std::size_t one = std::min(character_bytes(text, at), text.size() - at);
    return {text.substr(at, one), one};
  }

  std::shared_ptr<const SentencePieceProto> proto_;
  SortedPieces kept_;
  std::optional<Charsmap> charsmap_;
};

}  // namespace

Normalizer sentencepiece_normalizer(std::shared_ptr<const SentencePieceProto> proto,
                                    const std::string& name) {
  return Preparation(std::move(proto), name);
}

}  // namespace anbn
