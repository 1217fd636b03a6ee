// SPDX-License-Identifier: Apache-2.0
// TextGrid of Praat, long or short, in UTF-8 or UTF-16.
#include "anbn/core/error.h"
#include "anbn/io/encoding.h"
#include "anbn/io/excerpt.h"
#include "anbn/text/word_files/word_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

constexpr std::string_view kMark = "ooTextFile";

/// In UTF-8 without byte order mark, whatever the encoding was.
std::string textgrid_text(std::string_view bytes) {
  if (is_utf16(bytes)) return utf8_of_utf16(bytes);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return std::string(bytes);
}

/// Praat reads the numbers, texts in quotes and <flags> that stand free in a file, one after the
/// other; all else is there for people. Source: Praat's manual, "TextGrid file formats".
class FreeValues {
 public:
  FreeValues(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::string text() {
    const std::string_view found = next();
    if (!found.starts_with('"')) wrong(found, "a text in quotes");
    std::string out;
    for (std::size_t i = 1; i + 1 < found.size(); ++i) {
      out += found[i];
      if (found[i] == '"') ++i;  // two of them stand for one
    }
    return out;
  }

  double number() {
    const std::string_view found = next();
    const auto value = number_in(found);
    if (!value) wrong(found, "a number");
    return *value;
  }

  /// How many of something follow, each of which takes `least_bytes` of the file or more.
  std::size_t count(std::size_t least_bytes) {
    const double found = number();
    const std::size_t most = (text_.size() - at_) / least_bytes + 1;
    if (!(found >= 0) || found > static_cast<double>(most) ||
        found != static_cast<double>(static_cast<std::size_t>(found)))
      fail(
          "{}, line {}: says that {} entries follow; expected 0 to {}, for which there is room in "
          "the file. Is it cut short?",
          file_, line_, found, most);
    return static_cast<std::size_t>(found);
  }

  bool flag_exists() {
    const std::string_view found = next();
    if (!found.starts_with('<')) wrong(found, "<exists> or <absent>");
    return found == "<exists>";
  }

  std::size_t line() const { return line_; }

 private:
  [[noreturn]] void wrong(std::string_view found, std::string_view expected) const {
    fail("{}, line {}: found '{}'; expected {}. Is the TextGrid cut short?", file_, line_,
         excerpt(found), expected);
  }

  std::string_view next() {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) line_ += text_[at_++] == '\n' ? 1 : 0;
      if (at_ >= text_.size()) return {};
      if (text_[at_] == '"') return quoted();
      if (text_[at_] == '!') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      const std::size_t begin = at_;
      while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
      const std::string_view word = text_.substr(begin, at_ - begin);
      if (number_in(word) || (word.starts_with('<') && word.ends_with('>'))) return word;
    }
  }

  std::string_view quoted() {
    const std::size_t begin = at_++;
    while (at_ < text_.size()) {
      line_ += text_[at_] == '\n' ? 1 : 0;
      if (text_[at_++] != '"') continue;
      if (at_ >= text_.size() || text_[at_] != '"') return text_.substr(begin, at_ - begin);
      ++at_;
    }
    fail("{}, line {}: a quote is not closed; expected \" at its end. Is the TextGrid cut short?",
         file_, line_);
  }

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0, line_ = 1;
};

struct Tier {
  std::string name;
  bool has_intervals = false;
  std::vector<FileWord> entries;
};

Tier next_tier(FreeValues& values, const std::string& file) {
  constexpr std::size_t kBytesOfInterval = 6, kBytesOfPoint = 4;  // `0 1""`, `0""`
  Tier out;
  const std::string kind = values.text();
  out.has_intervals = kind == "IntervalTier";
  if (!out.has_intervals && kind != "TextTier")
    fail("{}, line {}: a tier is a '{}'; expected an IntervalTier or a TextTier", file,
         values.line(), excerpt(kind));
  out.name = values.text();
  values.number(), values.number();  // when it begins and ends
  const std::size_t count = values.count(out.has_intervals ? kBytesOfInterval : kBytesOfPoint);
  for (std::size_t i = 0; i < count; ++i) {
    FileWord entry;
    entry.onset_s = values.number();
    entry.offset_s = out.has_intervals ? values.number() : *entry.onset_s;
    entry.text = values.text();
    entry.line = values.line();
    if (out.has_intervals) out.entries.push_back(std::move(entry));
  }
  return out;
}

std::vector<Tier> tiers_in(std::string_view text, const std::string& file) {
  FreeValues values(text, file);
  if (!values.text().starts_with(kMark) || values.text() != "TextGrid")
    fail("{}: is no TextGrid; expected ooTextFile and TextGrid at its beginning", file);
  values.number(), values.number();
  std::vector<Tier> out;
  if (!values.flag_exists()) return out;
  constexpr std::size_t kBytesOfTier = 16;
  const std::size_t count = values.count(kBytesOfTier);
  for (std::size_t i = 0; i < count; ++i) out.push_back(next_tier(values, file));
  return out;
}

/// "words", or "ann - words" of the speaker ann; the speaker's name, if the tier is one of words.
std::optional<std::string> speaker_of(const Tier& tier) {
  const std::string name = plain_name(tier.name);
  const std::size_t dash = name.rfind(" - ");
  const std::string kind = dash == std::string::npos ? name : name.substr(dash + 3);
  constexpr std::string_view kWords[] = {"word", "words", "ort", "ort-mau", "tokens"};
  if (!tier.has_intervals ||
      std::find(std::begin(kWords), std::end(kWords), kind) == std::end(kWords))
    return {};
  return dash == std::string::npos ? "" : tier.name.substr(0, tier.name.rfind(" - "));
}

[[noreturn]] void fail_without_tier(const std::vector<Tier>& tiers, const std::string& file,
                                    std::string_view why) {
  std::string names;
  for (const Tier& tier : tiers)
    names += fmt::format(
        "{}'{}' ({})", names.empty() ? "" : ", ", excerpt(tier.name),
        tier.has_intervals ? fmt::format("{} intervals", tier.entries.size()) : "points");
  fail("{}: {}; its tiers are {}. Say which one has the words: --tier NAME", file, why,
       names.empty() ? "none" : names);
}

/// The tiers of words, with the speakers where there are several.
std::vector<std::pair<const Tier*, std::string>> chosen_tiers(const std::vector<Tier>& tiers,
                                                              const std::string& file,
                                                              const std::string& wanted) {
  std::vector<std::pair<const Tier*, std::string>> out;
  if (!wanted.empty()) {
    for (const Tier& tier : tiers)
      if (tier.name == wanted && tier.has_intervals) out.emplace_back(&tier, "");
    if (out.size() != 1)
      fail_without_tier(tiers, file,
                        fmt::format("{} tiers of intervals are called '{}'", out.size(), wanted));
    return out;
  }
  for (const Tier& tier : tiers)
    if (const auto speaker = speaker_of(tier)) out.emplace_back(&tier, *speaker);
  if (out.empty()) {
    for (const Tier& tier : tiers)
      if (tier.has_intervals) out.emplace_back(&tier, "");
    if (out.size() != 1)
      fail_without_tier(tiers, file, "no tier is called words, and not just one has intervals");
  }
  if (out.size() > 1)
    for (const auto& [tier, speaker] : out)
      if (speaker.empty()) fail_without_tier(tiers, file, "several tiers may be that of words");
  return out;
}

FileWords read_textgrid(std::string_view bytes, const std::string& file,
                        const WordFileChoice& choice) {
  const std::string text = textgrid_text(bytes);
  if (first_line_not_text(text)) fail("{} {}", file, not_utf8_advice(text));
  const std::vector<Tier> tiers = tiers_in(text, file);
  FileWords out;
  for (const auto& [tier, speaker] : chosen_tiers(tiers, file, choice.tier))
    for (FileWord word : tier->entries) {
      word.speaker = speaker;
      add_file_word(std::move(word), out);
    }
  std::stable_sort(out.words.begin(), out.words.end(),
                   [](const FileWord& a, const FileWord& b) { return *a.onset_s < *b.onset_s; });
  const auto phrases = std::count_if(out.words.begin(), out.words.end(), [](const FileWord& word) {
    return word.text.find(' ') != std::string::npos;
  });
  if (5 * static_cast<std::size_t>(phrases) > out.words.size())
    fail_without_tier(tiers, file,
                      fmt::format("{} of {} intervals hold several words; expected a word in each",
                                  phrases, out.words.size()));
  return out;
}

bool looks_like_textgrid(std::string_view bytes) {
  const std::string head = textgrid_text(bytes.substr(0, 200));
  return head.starts_with("File type = \"ooTextFile") &&
         head.find("TextGrid\"") != std::string::npos;
}

}  // namespace

extern const WordFileKind kTextGrid = {"textgrid", "TextGrid of Praat", looks_like_textgrid,
                                       read_textgrid};

}  // namespace anbn
