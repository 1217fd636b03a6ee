// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/same_text.h"

#include "anbn/text/letters.h"

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kRun = 3;
constexpr double kSameRuns = 0.2, kSameWords = 0.7;

using Texts = std::vector<std::u32string>;

/// How many members two sorted lists have in common, each as often as both have it.
std::size_t in_common(const Texts& one, const Texts& other) {
  std::size_t common = 0;
  for (auto a = one.begin(), b = other.begin(); a != one.end() && b != other.end();)
    if (*a < *b)
      ++a;
    else if (*b < *a)
      ++b;
    else
      ++a, ++b, ++common;
  return common;
}

bool have_in_common(const Texts& one, const Texts& other, double share, std::size_t of) {
  return of > 0 && static_cast<double>(in_common(one, other)) >= share * static_cast<double>(of);
}

}  // namespace

ToldText told_text(const std::vector<Word>& words) {
  ToldText out;
  for (const Word& word : words) {
    std::u32string letters;
    for (const Letter& letter : letters_of(word.text)) letters += letter.value;
    if (!letters.empty()) out.words.push_back(std::move(letters));
  }
  for (std::size_t i = 0; i + kRun <= out.words.size(); ++i) {
    std::u32string run;
    for (std::size_t k = i; k < i + kRun; ++k) (run += out.words[k]) += U' ';
    out.runs.push_back(std::move(run));
  }
  std::sort(out.words.begin(), out.words.end());
  std::sort(out.runs.begin(), out.runs.end());
  out.runs.erase(std::unique(out.runs.begin(), out.runs.end()), out.runs.end());
  return out;
}

bool is_same_text(const ToldText& one, const ToldText& other) {
  return have_in_common(one.runs, other.runs, kSameRuns,
                        std::min(one.runs.size(), other.runs.size())) ||
         have_in_common(one.words, other.words, kSameWords,
                        std::max(one.words.size(), other.words.size()));
}

}  // namespace anbn
