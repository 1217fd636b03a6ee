// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/alike.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace anbn {
namespace {

// Two are told in full: they are as short as one with a remark.
constexpr std::size_t kFewestFolded = 3;

}  // namespace

std::string gist_of(std::string_view sentence) {
  std::string gist;
  while (!sentence.empty()) {
    const std::string_view word = sentence.substr(0, sentence.find(' '));
    if (word.find_first_of("0123456789/") == std::string_view::npos) gist.append(word).append(" ");
    sentence.remove_prefix(std::min(sentence.size(), word.size() + 1));
  }
  return gist;
}

std::vector<std::vector<std::size_t>> told_together(const std::vector<std::string>& sentences) {
  std::map<std::string, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < sentences.size(); ++i) alike[gist_of(sentences[i])].push_back(i);
  std::vector<std::vector<std::size_t>> together;
  for (auto& [gist, numbers] : alike)
    if (numbers.size() >= kFewestFolded)
      together.push_back(std::move(numbers));
    else
      for (const std::size_t i : numbers) together.push_back({i});
  std::sort(together.begin(), together.end());
  return together;
}

std::string told_for(const std::string& sentence, std::size_t more) {
  return more == 0 ? sentence : fmt::format("{}; and {} more like this", sentence, more);
}

std::vector<std::string> folded(const std::vector<std::string>& sentences) {
  std::vector<std::string> told;
  for (const std::vector<std::size_t>& numbers : told_together(sentences))
    told.push_back(told_for(sentences[numbers[0]], numbers.size() - 1));
  return told;
}

}  // namespace anbn
