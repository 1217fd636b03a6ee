// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/piece_models.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {

std::optional<std::vector<std::int32_t>> byte_pieces(const Vocabulary& vocabulary,
                                                     std::string_view text) {
  std::vector<std::int32_t> out;
  for (const char c : text) {
    const auto id = vocabulary.find(fmt::format("<0x{:02X}>", static_cast<unsigned char>(c)));
    if (!id) return {};
    out.push_back(*id);
  }
  return out;
}

std::size_t character_bytes(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

namespace {

class WordPieceModel : public PieceModel {
 public:
  WordPieceModel(SharedVocabulary vocabulary, WordPieceParts parts)
      : vocabulary_(std::move(vocabulary)), parts_(std::move(parts)) {}

  void append_pieces(std::string_view word, std::vector<WordPart>& out) const override {
    std::vector<std::size_t> starts;  // of the characters, and the word's end
    for (std::size_t at = 0; at < word.size(); at += character_bytes(word, at))
      starts.push_back(at);
    starts.push_back(word.size());
    const std::size_t length = starts.size() - 1, before = out.size();
    std::size_t from = length > parts_.longest_word ? length : 0;
    bool is_whole = from == 0;
    std::string candidate;
    while (is_whole && from < length) {
      std::size_t to = length;
      std::optional<std::int32_t> found;
      for (; to > from; --to) {
        candidate = from > 0 ? parts_.continuation : "";
        candidate.append(word, starts[from], starts[to] - starts[from]);
        if ((found = vocabulary_->find(candidate))) break;
      }
      is_whole = found.has_value();
      if (found) out.push_back({*found, starts[from], starts[to]});
      from = to;
    }
    if (is_whole) return;
    out.resize(before);  // an unknown rest makes the whole word unknown
    out.push_back({parts_.unknown, 0, word.size()});
  }

  std::optional<std::int32_t> unknown() const override { return parts_.unknown; }

 private:
  SharedVocabulary vocabulary_;
  WordPieceParts parts_;
};

}  // namespace

std::unique_ptr<PieceModel> word_piece_model(SharedVocabulary vocabulary, WordPieceParts parts) {
  return std::make_unique<WordPieceModel>(std::move(vocabulary), std::move(parts));
}

}  // namespace anbn
