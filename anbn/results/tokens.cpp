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

struct WindowRows {
  TokensResults& results;

  template <class V>
  void columns(V&& column) {
    std::vector<Window>& windows = results.table.windows;
    const std::size_t tokens = results.table.tokens.size();
    column.numbered("window", windows.size());
    column("first_token", ordinals(members(windows, &Window::begin), tokens));
    column("first_read", ordinals(members(windows, &Window::read), tokens));
    column("last_token", members(windows, &Window::end));
  }
};

struct DifferenceRows {
  std::vector<TranscriptDifference>& differences;

  template <class V>
  void columns(V&& column) {
    column("word", ordinals(members(differences, &TranscriptDifference::word)));
    column("words", texts(members(differences, &TranscriptDifference::words)));
    column("line", members(differences, &TranscriptDifference::line));
    column("transcript", texts(members(differences, &TranscriptDifference::text)));
  }
};

/// A special that stands before the tokens of each window, or after them.
struct WindowSpecial {
  enum class Side { before, after } side = Side::before;
  std::int32_t id = 0;
};
constexpr auto names_of(WindowSpecial::Side) { return named("before", "after"); }

struct SpecialRows {
  std::vector<WindowSpecial>& specials;

  template <class V>
  void columns(V&& column) {
    column("side", members(specials, &WindowSpecial::side));
    column("id", members(specials, &WindowSpecial::id));
  }
};

constexpr const char *kWindowsFile = "windows.tsv", *kSpecialsFile = "window_specials.tsv",
                     *kDifferencesFile = "transcript_differences.tsv";

void write_windows(TokensResults& results, const fs::path& folder) {
  std::vector<WindowSpecial> specials;
  for (const std::int32_t id : results.table.before_window)
    specials.push_back({WindowSpecial::Side::before, id});
  for (const std::int32_t id : results.table.after_window)
    specials.push_back({WindowSpecial::Side::after, id});
  write_columns(folder / kWindowsFile, WindowRows{results});
  write_columns(folder / kSpecialsFile, SpecialRows{specials});
}

/// Throws Error unless each token is read in one window, in order.
void read_windows(TokensResults& results, const fs::path& folder) {
  TokenTable& table = results.table;
  read_columns(folder / kWindowsFile, WindowRows{results});
  std::size_t read = 0;
  const bool are_in_order =
      std::all_of(table.windows.begin(), table.windows.end(), [&](const Window& window) {
        const bool follows = window.read == read && window.begin <= read && window.end > read;
        read = window.end;
        return follows;
      });
  if (!are_in_order || read != table.tokens.size() || table.segment_sizes.size() != 1)
    fail(
        "{}: its windows do not read the {} tokens of tokens.tsv one after another, each once; run "
        "`anbn tokens` again",
        (folder / kWindowsFile).string(), table.tokens.size());
  std::vector<WindowSpecial> specials;
  read_columns(folder / kSpecialsFile, SpecialRows{specials});
  for (const WindowSpecial& special : specials)
    (special.side == WindowSpecial::Side::before ? table.before_window : table.after_window)
        .push_back(special.id);
}

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
  if (!results.table.windows.empty()) write_windows(results, folder);
  if (!results.differences.empty())
    write_columns(folder / kDifferencesFile, DifferenceRows{results.differences});
}

TokensResults read_tokens(const fs::path& folder) {
  TokensResults results;
  read_columns(folder / "words.tsv", WordRows{results});
  read_columns(folder / "volumes.tsv", VolumeRows{results});
  read_columns(folder / "tokens.tsv", TokenRows{results});
  results.table.segment_sizes = checked_segments(results, folder / "tokens.tsv");
  if (fs::exists(folder / kWindowsFile)) read_windows(results, folder);
  if (fs::exists(folder / kDifferencesFile))
    read_columns(folder / kDifferencesFile, DifferenceRows{results.differences});
  return results;
}

}  // namespace anbn
