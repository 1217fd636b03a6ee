// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/added_tokens.h"

#include <algorithm>

namespace anbn {
namespace {

TextPart between(const TextPart& whole, std::size_t begin, std::size_t end) {
  const auto at = [&](std::size_t i) {
    return whole.text.begin() + static_cast<std::ptrdiff_t>(i);
  };
  return {AlignedText(at(begin), at(end)), begin == 0 ? whole.begin : whole.text[begin].begin};
}

}  // namespace

AddedTokens::AddedTokens(const std::vector<AddedToken>& tokens, AddedToken::Looks looks,
                         const Normalizer& normalize) {
  for (const AddedToken& token : tokens) {
    if (token.looks != looks) continue;
    AlignedText content = characters(token.content);
    if (looks == AddedToken::Looks::after_normalizing) content = normalize(std::move(content));
    if (!content.empty()) sought_[content.front().value].push_back({values(content), token});
  }
  for (auto& [first, list] : sought_)
    std::stable_sort(list.begin(), list.end(), [](const Sought& a, const Sought& b) {
      return a.text.size() > b.text.size();
    });
}

const AddedTokens::Sought* AddedTokens::at(std::u32string_view text, std::size_t position) const {
  const auto list = sought_.find(text[position]);
  if (list == sought_.end()) return nullptr;
  for (const Sought& one : list->second)
    if (text.substr(position, one.text.size()) == one.text) return &one;
  return nullptr;
}

std::vector<MaybeAdded> AddedTokens::found_in(const TextPart& part) const {
  if (sought_.empty()) return {{part, {}}};
  const std::u32string text = values(part.text);
  std::vector<MaybeAdded> out;
  std::size_t from = 0;  // of what is no added token
  for (std::size_t at_now = 0; at_now < text.size();) {
    const Sought* found = at(text, at_now);
    if (found == nullptr) {
      ++at_now;
      continue;
    }
    std::size_t begin = at_now, end = at_now + found->text.size();
    at_now = end;
    const bool is_within = (begin > 0 && is_word_character(text[begin - 1])) ||
                           (end < text.size() && is_word_character(text[end]));
    if (found->token.within == AddedToken::Within::no_word && is_within) continue;
    if (found->token.before == AddedToken::Blanks::taken)
      while (begin > from && is_white_space(text[begin - 1])) --begin;
    if (found->token.after == AddedToken::Blanks::taken)
      while (end < text.size() && is_white_space(text[end])) ++end;
    begin = std::max(begin, from);
    if (begin > from) out.push_back({between(part, from, begin), {}});
    out.push_back({between(part, begin, end), found->token.id});
    from = end;
    at_now = std::max(at_now, end);
  }
  if (from < text.size()) out.push_back({between(part, from, text.size()), {}});
  return out;
}

}  // namespace anbn
