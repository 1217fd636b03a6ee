// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/wordpiece.h"

#include "anbn/core/error.h"
#include "anbn/text/unicode.h"

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kLongestWord = 100;  // characters, after the accents are gone

/// Hugging Face's list, a slip of its (2B920 for 2B820) included: parity is what counts.
bool is_cjk_ideograph(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

std::vector<Character> cleaned(std::string_view text, const TokenizerSettings& settings) {
  std::vector<Character> out;
  out.reserve(text.size());
  for (const Character& c : characters(text)) {
    if (c.value == 0 || c.value == 0xFFFD || is_control(c.value)) continue;
    const Character space{U' ', c.begin, c.begin};
    if (is_white_space(c.value)) {
      out.push_back(space);
    } else if (settings.split_ideographs && is_cjk_ideograph(c.value)) {
      out.insert(out.end(), {space, c, space});
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string_view without_line_end(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t\r\v\f");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool is_cased(const std::string& piece) {
  return piece.front() != '[' &&
         std::any_of(piece.begin(), piece.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

/// A run of characters without white space, or one punctuation mark.
struct WordPiece::Word {
  std::string text;                 // UTF-8, normalized
  std::vector<std::size_t> starts;  // where each character begins in `text`; its size at the end
  std::vector<Character> source;
};

WordPiece::WordPiece(std::string_view vocabulary, std::string_view name, TokenizerSettings settings)
    : name_(name), settings_(std::move(settings)) {
  std::size_t cased = 0;
  for (std::size_t at = 0; at < vocabulary.size();) {
    const std::size_t line_end = std::min(vocabulary.find('\n', at), vocabulary.size());
    const auto& piece =
        piece_of_.emplace_back(without_line_end(vocabulary.substr(at, line_end - at)));
    id_of_[piece] = static_cast<std::int32_t>(piece_of_.size() - 1);
    if (!piece.empty() && is_cased(piece)) ++cased;
    at = line_end + 1;
  }
  unknown_ = special("[UNK]", name);
  cls_ = special("[CLS]", name);
  sep_ = special("[SEP]", name);
  if (settings_.lower_case && !settings_.case_told && cased > piece_of_.size() / 100)
    fail(
        "{}: {} of {} pieces have capital letters, and no tokenizer_config.json beside it says "
        "do_lower_case: false; expected that file, which comes with a cased model, or the "
        "vocabulary of an uncased one",
        name, cased, piece_of_.size());
}

std::int32_t WordPiece::special(std::string_view piece, std::string_view name) const {
  const auto found = id_of_.find(piece);
  if (found == id_of_.end())
    fail(
        "{}: no {} among {} lines; expected a BERT vocabulary, one piece a line. Take vocab.txt "
        "from the model's own folder",
        name, piece, piece_of_.size());
  return found->second;
}

const std::string& WordPiece::piece(std::int32_t id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= piece_of_.size())
    fail("piece {} is not in the vocabulary; expected 0 .. {}", id, piece_of_.size() - 1);
  return piece_of_[static_cast<std::size_t>(id)];
}

std::vector<Character> WordPiece::normalized(std::string_view text) const {
  std::vector<Character> out = cleaned(text, settings_);
  if (settings_.strip_accents) out = without_accents(out);
  return settings_.lower_case ? lower_case(out) : out;
}

void WordPiece::refuse_added(std::string_view text) const {
  if (settings_.added.empty()) return;
  const auto folded = [](std::string_view any) {
    std::string out;
    for (const Character& c : uncased(characters(any))) out += utf8(c.value);
    return out;
  };
  const std::string all = folded(text);
  for (const std::string& added : settings_.added)
    if (all.find(folded(added)) != std::string::npos)
      fail(
          "{}: the text holds '{}', which the model's tokenizer leaves whole (an added token, or "
          "one "
          "that is never split); expected a text without it, since anbn does not look for such",
          name_, added);
}

std::vector<Piece> WordPiece::pieces(std::string_view text) const {
  refuse_added(text);
  std::vector<Piece> out;
  Word word;
  const auto finish = [&] {
    if (!word.source.empty()) append_pieces(word, out);
    word = {};
  };
  for (const Character& c : normalized(text)) {
    const bool alone = is_punctuation(c.value);
    if (alone || is_white_space(c.value)) finish();
    if (is_white_space(c.value)) continue;
    word.starts.push_back(word.text.size());
    word.text += utf8(c.value);
    word.source.push_back(c);
    if (alone) finish();
  }
  finish();
  return out;
}

void WordPiece::append_pieces(const Word& word, std::vector<Piece>& out) const {
  const std::size_t length = word.source.size(), before = out.size();
  const auto start = [&](std::size_t i) { return i < length ? word.starts[i] : word.text.size(); };
  const Piece whole{unknown_, word.source.front().begin, word.source.back().end};
  if (length > kLongestWord) {
    out.push_back(whole);
    return;
  }
  std::string candidate;
  for (std::size_t from = 0; from < length;) {
    std::size_t to = length;
    for (; to > from; --to) {
      candidate = from > 0 ? "##" : "";
      candidate.append(word.text, start(from), start(to) - start(from));
      const auto found = id_of_.find(candidate);
      if (found == id_of_.end()) continue;
      out.push_back({found->second, word.source[from].begin, word.source[to - 1].end});
      break;
    }
    if (to == from) {  // an unknown rest makes the whole word unknown
      out.resize(before);
      out.push_back(whole);
      return;
    }
    from = to;
  }
}

}  // namespace anbn
