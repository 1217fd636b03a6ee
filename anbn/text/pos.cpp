// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/pos.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/text/letters.h"
#include "anbn/text/unicode.h"
#include "anbn/text/universal_tags.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace anbn {
namespace {

constexpr std::size_t kColumns = 10;

/// The ten columns of a line. Throws Error if there are not ten.
std::array<std::string_view, kColumns> columns_of(std::string_view line, std::string_view file,
                                                  std::size_t number) {
  std::array<std::string_view, kColumns> columns;
  std::size_t count = 0;
  for (std::size_t at = 0; at <= line.size(); ++count) {
    const std::size_t end = std::min(line.find('\t', at), line.size());
    if (count < kColumns) columns[count] = line.substr(at, end - at);
    at = end + 1;
  }
  if (count != kColumns)
    fail("{}, line {}: {} columns; expected the 10 of CoNLL-U, separated by tabs", file, number,
         count);
  return columns;
}

/// Whether `id` numbers a word, and no range or empty node. Throws Error if it does neither.
bool is_word_id(std::string_view id, std::string_view file, std::size_t number) {
  const std::size_t digits = std::min(id.find_first_not_of("0123456789"), id.size());
  const bool joins = digits < id.size() && (id[digits] == '-' || id[digits] == '.');
  const std::string_view rest = joins ? id.substr(digits + 1) : std::string_view();
  if (digits == 0 || (digits < id.size() && !joins) ||
      (joins && (rest.empty() || rest.find_first_not_of("0123456789") != std::string_view::npos)))
    fail(
        "{}, line {}: the first column is '{}'; expected the number of a token (3), a range (3-4) "
        "or an empty node (3.1)",
        file, number, id);
  return !joins;
}

/// The characters of a text with the places of its letters, for stepping from either.
class Matcher {
 public:
  Matcher(const PosTokens& tokens, const Transcript& transcript)
      : tokens_(tokens),
        transcript_(transcript),
        text_(characters(transcript.text)),
        letters_(letters_of(transcript.text)) {}

  PosSpans match() {
    PosSpans out;
    for (const PosToken& token : tokens_.tokens) {
      const auto form = characters(token.form);
      const Letters letters = letters_of(token.form);
      PosSpan span = letters.empty() ? mark(form) : word(token, form, letters);
      if (span.begin == span.end) {
        ++out.absent_punctuation;
        continue;
      }
      done_ = span.end;
      span.upos = token.upos;
      out.spans.push_back(std::move(span));
    }
    if (next_letter_ < letters_.size())
      fail("{}: ends before '{}' of {}; expected the tokens of the whole text", tokens_.file,
           word_around(letters_[next_letter_].begin), transcript_.name);
    return out;
  }

 private:
  /// The index in text_ of the character that begins at or after the byte `position`.
  std::size_t index_of(std::size_t position) const {
    const auto found =
        std::lower_bound(text_.begin(), text_.end(), position,
                         [](const Character& c, std::size_t p) { return c.begin < p; });
    return static_cast<std::size_t>(found - text_.begin());
  }

  std::string word_around(std::size_t position) const {
    return transcript_.words[transcript_.word_at(position)].surface;
  }

  bool matches_at(const std::vector<Character>& form, std::size_t i, std::size_t limit) const {
    if (i + form.size() > text_.size() || text_[i + form.size() - 1].end > limit) return false;
    for (std::size_t k = 0; k < form.size(); ++k)
      if (plain_mark(form[k].value) != plain_mark(text_[i + k].value)) return false;
    return true;
  }

  /// A token without letters: where it is written before the next letter; empty if nowhere.
  PosSpan mark(const std::vector<Character>& form) const {
    const std::size_t limit =
        next_letter_ < letters_.size() ? letters_[next_letter_].begin : transcript_.text.size();
    for (std::size_t i = index_of(done_); i < text_.size() && text_[i].begin < limit; ++i)
      if (matches_at(form, i, limit)) return {text_[i].begin, text_[i + form.size() - 1].end, {}};
    return {};
  }

  /// A token with letters, and the punctuation that it has around them: "'s", "Mr.".
  PosSpan word(const PosToken& token, const std::vector<Character>& form, const Letters& letters) {
    for (std::size_t k = 0; k < letters.size(); ++k)
      if (next_letter_ + k >= letters_.size() ||
          letters_[next_letter_ + k].value != letters[k].value)
        fail_at(token);
    const std::size_t first = next_letter_, last = first + letters.size() - 1;
    next_letter_ = last + 1;
    PosSpan span{std::max(letters_[first].begin, done_), letters_[last].end, {}};
    span.end = std::max(span.end, span.begin);
    std::size_t i = index_of(letters_[first].begin);
    for (std::size_t k = index_in(form, letters.front().begin); k-- > 0; --i) {
      if (i == 0 || text_[i - 1].begin < done_ ||
          plain_mark(text_[i - 1].value) != plain_mark(form[k].value))
        break;
      span.begin = text_[i - 1].begin;
    }
    const std::size_t limit =
        next_letter_ < letters_.size() ? letters_[next_letter_].begin : transcript_.text.size();
    std::size_t j = index_of(letters_[last].end);
    for (std::size_t k = index_in(form, letters.back().end); k < form.size(); ++k, ++j) {
      if (j >= text_.size() || text_[j].end > limit ||
          plain_mark(text_[j].value) != plain_mark(form[k].value))
        break;
      span.end = text_[j].end;
    }
    return span;
  }

  static std::size_t index_in(const std::vector<Character>& form, std::size_t position) {
    std::size_t k = 0;
    while (k < form.size() && form[k].begin < position) ++k;
    return k;
  }

  [[noreturn]] void fail_at(const PosToken& token) const {
    constexpr auto kAdvice = "expected the tokens of the story's text in their order";
    if (next_letter_ >= letters_.size())
      fail("{}, line {}: '{}' comes after the end of {}; {}", tokens_.file, token.line, token.form,
           transcript_.name, kAdvice);
    const std::size_t position = letters_[next_letter_].begin;
    fail("{}, line {}: '{}' does not match word {} '{}' of {}; {}", tokens_.file, token.line,
         token.form, transcript_.word_at(position) + 1, word_around(position), transcript_.name,
         kAdvice);
  }

  const PosTokens& tokens_;
  const Transcript& transcript_;
  std::vector<Character> text_;
  Letters letters_;
  std::size_t next_letter_ = 0;  // the first letter that no token has
  std::size_t done_ = 0;         // the byte after the last token
};

}  // namespace

bool is_universal_pos(std::string_view tag) {
  return universal_tag_index(tag) < kUniversalTagCount;
}

std::string universal_pos_list() {
  std::string out;
  for (const std::string_view tag : kUniversalTags) out.append(out.empty() ? "" : " ").append(tag);
  return out;
}

PosTokens parse_conllu(std::string_view text, const std::string& name) {
  PosTokens out{name, {}};
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::size_t number = 0, sentence = 0;
  for (std::size_t at = 0; at < text.size();) {
    ++number;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) ++sentence;
    if (line.empty() || line.front() == '#') continue;
    const auto columns = columns_of(line, name, number);
    const std::string_view form = columns[1], tag = columns[3];
    if (!is_word_id(columns[0], name, number) || tag == "SPACE") continue;
    if (form.empty() || first_line_not_text(form))
      fail("{}, line {}: the second column is empty or not UTF-8; expected the form of the token",
           name, number);
    if (tag != "_" && !is_universal_pos(tag))
      fail("{}, line {}: the part of speech is '{}'; expected a universal one ({}) or _", name,
           number, tag, universal_pos_list());
    out.tokens.push_back({std::string(form), std::string(tag == "_" ? "" : tag), number, sentence});
  }
  if (out.tokens.empty())
    fail("{}: no tokens; expected CoNLL-U, one token a line in 10 columns", name);
  return out;
}

PosTokens read_conllu(const std::filesystem::path& file) {
  return parse_conllu(read_text(file), file.string());
}

std::string_view PosSpans::at(std::size_t position) const {
  const auto after =
      std::upper_bound(spans.begin(), spans.end(), position,
                       [](std::size_t p, const PosSpan& span) { return p < span.begin; });
  if (after == spans.begin() || std::prev(after)->end <= position) return {};
  return std::prev(after)->upos;
}

PosSpans match_pos(const PosTokens& tokens, const Transcript& transcript) {
  return Matcher(tokens, transcript).match();
}

}  // namespace anbn
