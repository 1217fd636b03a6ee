// SPDX-License-Identifier: Apache-2.0
// CoNLL-U whose MISC column has the times of the words.
#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/excerpt.h"
#include "anbn/text/word_files/word_file.h"

#include <algorithm>
#include <array>

namespace anbn {
namespace {

struct TimeNames {
  std::string_view begin, end;
  double unit_s;
};
/// Those of spoken treebanks of Universal Dependencies, and seconds under plain names.
constexpr TimeNames kTimeNames[] = {{"AlignBegin", "AlignEnd", 0.001},
                                    {"Start", "End", 1},
                                    {"start", "end", 1},
                                    {"Onset", "Offset", 1}};

std::optional<std::string_view> misc_value(std::string_view misc, std::string_view name) {
  while (!misc.empty()) {
    const std::string_view item = misc.substr(0, misc.find('|'));
    misc.remove_prefix(std::min(item.size() + 1, misc.size()));
    if (item.size() > name.size() && item.starts_with(name) && item[name.size()] == '=')
      return item.substr(name.size() + 1);
  }
  return {};
}

using ConlluLine = std::array<std::string_view, 10>;

std::optional<ConlluLine> ten_columns(std::string_view line) {
  ConlluLine out;
  for (std::size_t c = 0; c < out.size(); ++c) {
    const std::size_t tab = line.find('\t');
    if ((tab == std::string_view::npos) != (c + 1 == out.size())) return {};
    out[c] = line.substr(0, tab);
    if (tab != std::string_view::npos) line.remove_prefix(tab + 1);
  }
  return out;
}

/// The words of a file: tokens without a blank between them are one, with the marks beside them.
class TimedTokens {
 public:
  explicit TimedTokens(const std::string& file) : file_(file) {}

  void add(std::string_view line, std::size_t number) {
    if (line.empty()) {
      joins_ = false;
      parts_until_ = 0;
      return;
    }
    if (line.starts_with('#')) {
      for (const std::string_view name : {"# speaker_id = ", "# speaker = "})
        if (line.starts_with(name)) speaker_ = line.substr(name.size());
      return;
    }
    const auto columns = ten_columns(line);
    if (!columns)
      fail("{}, line {}: '{}' has not the 10 columns of CoNLL-U; expected tabs between them", file_,
           number, excerpt(line));
    add_token(*columns, number);
  }

  FileWords words() {
    FileWords out;
    for (FileWord& word : words_) add_file_word(std::move(word), out);
    return out;
  }

 private:
  void add_token(const ConlluLine& columns, std::size_t number) {
    const std::string_view id = columns[0], misc = columns[9];
    if (id.find('.') != std::string_view::npos) return;  // an empty node
    const std::size_t dash = id.find('-');
    const bool is_range = dash != std::string_view::npos;
    const auto own = number_in(id.substr(0, dash));
    const auto until = is_range ? number_in(id.substr(dash + 1)) : std::optional(0.0);
    const auto is_number = [](const std::optional<double>& v) { return v && *v >= 0 && *v <= 1e9; };
    if (!is_number(own) || !is_number(until))
      fail("{}, line {}: the token's number is '{}'; expected one such as 3 or 3-4", file_, number,
           excerpt(id));
    const auto last = static_cast<std::size_t>(*until);
    if (!is_range && static_cast<std::size_t>(*own) <= parts_until_) {
      if (static_cast<std::size_t>(*own) == parts_until_) parts_until_ = 0;
      return;  // a part of the word of several that was read
    }
    if (last > 0) parts_until_ = last;
    FileWord word;
    word.text = columns[1];
    word.speaker = speaker_;
    word.line = number;
    if (columns[3] != "_" && columns[3] != "PUNCT") word.upos = columns[3];
    set_times(misc, word);
    push(std::move(word));
    joins_ = misc_value(misc, "SpaceAfter") == "No";
  }

  void set_times(std::string_view misc, FileWord& word) const {
    for (const TimeNames& names : kTimeNames) {
      const auto begin = misc_value(misc, names.begin), end = misc_value(misc, names.end);
      if (!begin || !end) continue;
      const auto from = number_in(*begin), to = number_in(*end);
      if (!from || !to)
        fail("{}, line {}: {} and {} are '{}' and '{}'; expected numbers", file_, word.line,
             names.begin, names.end, excerpt(*begin), excerpt(*end));
      word.onset_s = *from * names.unit_s;
      word.offset_s = *to * names.unit_s;
      return;
    }
  }

  void push(FileWord word) {
    if (!joins_ || words_.empty()) {
      words_.push_back(std::move(word));
      return;
    }
    FileWord& before = words_.back();
    before.text += word.text;
    if (before.upos.empty()) before.upos = word.upos;
    if (word.offset_s && before.offset_s)
      before.offset_s = std::max(*before.offset_s, *word.offset_s);
    if (!before.onset_s) before.onset_s = word.onset_s, before.offset_s = word.offset_s;
  }

  const std::string& file_;
  std::vector<FileWord> words_;
  std::string speaker_;
  std::size_t parts_until_ = 0;  // the last part of a word of several
  bool joins_ = false;           // no blank before the next token
};

FileWords read_timed_conllu(std::string_view text, const std::string& name, const WordFileChoice&) {
  if (first_line_not_text(text)) fail("{} {}", name, not_utf8_advice(text));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  TimedTokens tokens(name);
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    tokens.add(line, ++number);
    at = end + 1;
  }
  return tokens.words();
}

bool looks_like_timed_conllu(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int lines = 0; lines < 200 && !text.empty(); ++lines) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    return ten_columns(line) && line.starts_with('1');
  }
  return false;
}

}  // namespace

extern const WordFileKind kTimedConllu = {"conllu", "CoNLL-U with times in MISC",
                                          looks_like_timed_conllu, read_timed_conllu};

}  // namespace anbn
