// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/same_text.h"

#include "anbn/text/letters.h"

#include <algorithm>
#include <iterator>

namespace anbn {
namespace {

constexpr std::size_t kRun = 3;
constexpr double kSameText = 0.2;

}  // namespace

TextRuns runs_of(const std::vector<Word>& words) {
  std::vector<std::u32string> plain;
  for (const Word& word : words) {
    std::u32string letters;
    for (const Letter& letter : letters_of(word.text)) letters += letter.value;
    if (!letters.empty()) plain.push_back(std::move(letters));
  }
  TextRuns runs;
  for (std::size_t i = 0; i + kRun <= plain.size(); ++i) {
    std::u32string run;
    for (std::size_t k = i; k < i + kRun; ++k) (run += plain[k]) += U' ';
    runs.push_back(std::move(run));
  }
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

bool is_same_text(const TextRuns& one, const TextRuns& other) {
  const std::size_t fewer = std::min(one.size(), other.size());
  if (fewer == 0) return false;
  TextRuns both;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(both));
  return static_cast<double>(both.size()) >= kSameText * static_cast<double>(fewer);
}

}  // namespace anbn
