// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/tokens.h"

#include "anbn/core/error.h"
#include "anbn/results/columns.h"
#include "anbn/text/letters.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct TokenRows {
  TokensResults& results;

  template <class V>
  void columns(V&& column) {
    std::vector<Token>& tokens = results.table.tokens;
    column.numbered("token", tokens.size());
    column("id", members(tokens, &Token::id));
    column("piece", results.pieces);
    column("word", ordinals(members(tokens, &Token::word), results.words.size()));
    column.derived("onset_s", tokens.size(),
                   [&](std::size_t i) { return time(i, &Word::onset_s); });
    column.derived("duration_s", tokens.size(),
                   [&](std::size_t i) { return time(i, &Word::duration_s); });
    column("volume", members(tokens, &Token::volume));
    column("segment", ordinals(members(tokens, &Token::segment)));
    column("upos", texts(members(tokens, &Token::upos)));
    column("upos_from", members(tokens, &Token::upos_from));
    for (const NamedColumn& of : results.columns)
      column.derived(of.name, tokens.size(),
                     [&](std::size_t i) { return word_value(results, of, i); });
  }

  /// Of the token's word.
  std::optional<double> time(std::size_t token, double Word::*field) const {
    const auto word = results.table.tokens[token].word;
    return word ? std::optional(results.words[*word].*field) : std::nullopt;
  }
};

struct WordRows {
  TokensResults& results;

  template <class V>
  void columns(V&& column) {
    std::vector<Word>& words = results.words;
    column.numbered("word", words.size());
    column("text", members(words, &Word::text));
    column("onset_s", members(words, &Word::onset_s));
    column("duration_s", members(words, &Word::duration_s));
    column("timed", members(words, &Word::timing));
    column("volume", results.table.word_volumes);
    column.others(results.columns);
  }
};

struct VolumeRows {
  TokensResults& results;

  template <class V>
  void columns(V&& column) {
    column.derived("volume", results.time_s.size(), [](std::size_t i) { return i; });
    column("time_s", results.time_s);
    column("tokens", results.table.tokens_in);
    column("words", results.table.words_in);
  }
};

/// The sizes of the segments; throws Error unless the rows of tokens.tsv are whole.
std::vector<std::size_t> checked_segments(const TokensResults& results, const fs::path& file) {
  if (results.table.tokens.empty()) fail("{}: no tokens; expected at least one row", file.string());
  std::vector<std::size_t> sizes;
  std::size_t line = 1;
  for (const Token& token : results.table.tokens) {
    ++line;
    const auto expect = [&](const char* name, auto value, auto least, auto most) {
      if (value < least || value > most)
        fail("{}, line {}: {} is {}; expected {} to {}", file.string(), line, name, value, least,
             most);
    };
    expect("id", token.id, 0, INT32_MAX);
    // Segments count from 1 in the file.
    expect("segment", token.segment + 1, std::max<std::size_t>(1, sizes.size()), sizes.size() + 1);
    if (token.volume.has_value() != token.word.has_value())
      fail(
          "{}, line {}: volume is {}; expected a number for a token of a word, and n/a for others. "
          "Run `anbn tokens` again",
          file.string(), line, token.volume ? std::to_string(*token.volume) : "n/a");
    if (token.segment == sizes.size()) sizes.push_back(0);
    ++sizes.back();
  }
  return sizes;
}

}  // namespace

std::span<const std::string_view> own_token_columns() {
  static constexpr std::string_view kNames[] = {"token",   "id",         "piece",  "word",
                                                "onset_s", "duration_s", "volume", "segment",
                                                "upos",    "upos_from",  "text",   "timed"};
  return kNames;
}

std::optional<std::string> word_value(const TokensResults& tokens, const NamedColumn& column,
                                      std::size_t token) {
  const auto word = tokens.table.tokens[token].word;
  if (!word || column.values[*word].empty() || letters_of(tokens.pieces[token]).empty()) return {};
  return column.values[*word];
}

void write(const TokensResults& given, const fs::path& folder) {
  TokensResults& results = visited(given);
  write_columns(folder / "tokens.tsv", TokenRows{results});
  write_columns(folder / "words.tsv", WordRows{results});
  write_columns(folder / "volumes.tsv", VolumeRows{results});
}

TokensResults read_tokens(const fs::path& folder) {
  TokensResults results;
  read_columns(folder / "words.tsv", WordRows{results});
  read_columns(folder / "volumes.tsv", VolumeRows{results});
  read_columns(folder / "tokens.tsv", TokenRows{results});
  results.table.segment_sizes = checked_segments(results, folder / "tokens.tsv");
  return results;
}

}  // namespace anbn
