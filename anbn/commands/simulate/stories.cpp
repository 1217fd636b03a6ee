// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/stories.h"

#include "anbn/core/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {

extern const SpokenStory kLighthouseStory, kOrchardStory;

namespace {

// Seconds. About 150 words a minute within a sentence, as people who tell stories do.
constexpr double kWordBase = 0.06, kPerLetter = 0.03, kPerSyllable = 0.10;
constexpr double kSpread = 0.15;  // of a word's duration, relative
constexpr double kChanceOfLongPause = 0.12;

struct PauseRange {
  double low, high;
};
constexpr PauseRange kNoPause{0.0, 0.05}, kCommaPause{0.15, 0.35}, kColonPause{0.3, 0.5},
    kSentencePause{0.5, 0.9}, kParagraphPause{0.9, 1.7}, kLongPause{3.0, 5.0};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_vowel(char c) { return std::string_view("aeiouyAEIOUY").find(c) != std::string_view::npos; }

double plain_duration_s(std::string_view word) {
  int letters = 0, syllables = 0;
  bool after_vowel = false;
  for (char c : word) {
    letters += is_letter(c);
    syllables += is_vowel(c) && !after_vowel;
    after_vowel = is_vowel(c);
  }
  return kWordBase + kPerLetter * letters + kPerSyllable * std::max(1, syllables);
}

/// The last punctuation mark of the word, closing quotes left aside; 0 if it ends in a letter.
char last_mark(std::string_view word) {
  while (!word.empty() && static_cast<unsigned char>(word.back()) >= 0x80) word.remove_suffix(1);
  return word.empty() || is_letter(word.back()) ? '\0' : word.back();
}

PauseRange pause_after(std::string_view word, bool ends_paragraph, double chance) {
  const char mark = last_mark(word);
  const bool ends_sentence = mark == '.' || mark == '?' || mark == '!';
  if ((ends_sentence || ends_paragraph) && chance < kChanceOfLongPause) return kLongPause;
  if (ends_paragraph) return kParagraphPause;
  if (ends_sentence) return kSentencePause;
  if (mark == ',') return kCommaPause;
  return mark == ':' || mark == ';' ? kColonPause : kNoPause;
}

double in_steps_of_10_ms(double seconds) { return std::round(seconds * 100) / 100; }

}  // namespace

std::span<const SpokenStory> spoken_stories() {
  static const SpokenStory list[] = {kLighthouseStory, kOrchardStory};
  return list;
}

std::vector<SpokenWord> spoken_words(const SpokenStory& story, double start_s, std::uint64_t seed) {
  const RandomKey key = random_key(seed, "simulate/words/" + std::string(story.name));
  constexpr std::string_view kSpace = " \n";
  std::vector<SpokenWord> words;
  double now_s = start_s;
  std::size_t from = story.text.find_first_not_of(kSpace);
  while (from != std::string_view::npos) {
    const std::size_t to = std::min(story.text.find_first_of(kSpace, from), story.text.size());
    const std::size_t next = story.text.find_first_not_of(kSpace, to);
    const std::string_view gap =
        story.text.substr(to, next == std::string_view::npos ? next : next - to);
    const std::string_view item = story.text.substr(from, to - from);
    const std::size_t slash = item.rfind('/');
    assert(slash != std::string_view::npos);
    const std::string_view text = item.substr(0, slash);

    const std::uint64_t draw = 4 * words.size();  // four random numbers a word
    const double stretch = std::clamp(1 + kSpread * normal(key, draw), 0.6, 1.6);
    const double duration_s = in_steps_of_10_ms(plain_duration_s(text) * stretch);
    const PauseRange pause =
        pause_after(text, gap.find("\n\n") != std::string_view::npos, uniform(key, draw + 1));
    words.push_back({std::string(text), std::string(item.substr(slash + 1)),
                     in_steps_of_10_ms(now_s), duration_s});
    now_s += duration_s + pause.low + (pause.high - pause.low) * uniform(key, draw + 2);
    from = next;
  }
  return words;
}

}  // namespace anbn
