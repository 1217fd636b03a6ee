// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/tokenizer.h"

#include "anbn/core/error.h"
#include "anbn/text/tokenizers/normalizers.h"

#include <algorithm>

namespace anbn {
namespace {

constexpr std::string_view kBlankShown = "\u2423";

/// The pieces of a word as pieces of the text. One that covers nothing, as the mark that is put
/// before a text, covers what comes next.
void append_aligned(const std::vector<WordPart>& parts, const std::vector<Character>& of_bytes,
                    std::vector<Piece>& out) {
  for (const WordPart& part : parts) {
    std::size_t last = part.end - 1;
    const std::size_t begin = of_bytes[part.begin].begin;
    while (of_bytes[last].end <= begin && last + 1 < of_bytes.size()) ++last;
    out.push_back({part.id, begin, of_bytes[last].end});
  }
}

}  // namespace

Tokenizer::Tokenizer(TokenizerParts parts)
    : parts_(std::move(parts)),
      normalize_(in_order(std::move(parts_.normalizers))),
      added_before_(parts_.added, AddedToken::Looks::before_normalizing, normalize_),
      added_after_(parts_.added, AddedToken::Looks::after_normalizing, normalize_) {
  parts_.vocabulary->check_whole(parts_.name);
}

void Tokenizer::refuse_added(std::string_view text) const {
  if (parts_.refused.empty()) return;
  const auto folded = [](std::string_view any) {
    std::string out;
    for (const Character& c : uncased(characters(any))) out += utf8(c.value);
    return out;
  };
  const std::string all = folded(text);
  for (const std::string& added : parts_.refused)
    if (all.find(folded(added)) != std::string::npos)
      fail(
          "{}: the text holds '{}', which the model's tokenizer leaves whole (an added token, or "
          "one that is never split); expected a text without it, since anbn does not look for such",
          parts_.name, added);
}

void Tokenizer::append_pieces(TextPart part, std::vector<Piece>& out) const {
  std::vector<TextPart> words;
  const std::size_t before = part.text.size();
  words.push_back(std::move(part));
  for (const Splitter& splitter : parts_.splitters) {
    std::vector<TextPart> cut;
    std::size_t characters = 0;
    for (TextPart& word : words)
      for (TextPart& piece : splitter(std::move(word))) {
        characters += piece.text.size();
        check_longer(characters, before);
        if (!piece.text.empty()) cut.push_back(std::move(piece));
      }
    words = std::move(cut);
  }
  std::vector<WordPart> found;
  std::vector<Character> of_bytes;
  for (const TextPart& word : words) {
    if (word.text.empty()) continue;
    std::string bytes;
    of_bytes.clear();
    for (const Character& c : word.text) {
      bytes += utf8(c.value);
      of_bytes.resize(bytes.size(), c);
    }
    found.clear();
    parts_.model->append_pieces(bytes, found);
    append_aligned(found, of_bytes, out);
  }
}

std::vector<Piece> Tokenizer::pieces(std::string_view text) const {
  refuse_added(text);
  std::vector<Piece> out;
  const auto push_added = [&](const MaybeAdded& added) {
    out.push_back({*added.id, added.part.text.front().begin, added.part.text.back().end});
  };
  for (MaybeAdded& outer : added_before_.found_in({characters(text), 0})) {
    if (outer.id) {
      push_added(outer);
      continue;
    }
    outer.part.text = normalize_(std::move(outer.part.text));
    for (MaybeAdded& inner : added_after_.found_in(outer.part)) {
      if (inner.id)
        push_added(inner);
      else
        append_pieces(std::move(inner.part), out);
    }
  }
  return out;
}

std::string Tokenizer::shown(const Piece& piece, std::string_view text) const {
  const bool is_covered = piece.id != unknown() && piece.end <= text.size();
  if (parts_.shows == TokenizerParts::Shows::vocabulary || !is_covered)
    return this->piece(piece.id);
  const std::vector<Character> all = characters(text.substr(piece.begin, piece.end - piece.begin));
  const auto shows = [](const Character& c) { return !is_white_space(c.value); };
  const auto first = std::find_if(all.begin(), all.end(), shows);
  if (first == all.end()) return std::string(kBlankShown);
  const auto last = std::find_if(all.rbegin(), all.rend(), shows);
  const std::string_view seen = text.substr(piece.begin + first->begin, last->end - first->begin);
  std::size_t before = piece.begin;
  while (before > 0 && (static_cast<unsigned char>(text[before - 1]) & 0xC0) == 0x80) --before;
  const bool goes_on =
      first == all.begin() && is_letter_or_digit(first->value) && before > 0 &&
      is_letter_or_digit(
          characters(text.substr(before - 1, piece.begin - before + 1)).front().value);
  return (goes_on ? "##" : "") + std::string(seen);
}

}  // namespace anbn
