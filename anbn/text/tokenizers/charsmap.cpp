// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/charsmap.h"

#include "anbn/core/error.h"
#include "anbn/text/unicode_forms.h"

namespace anbn {
namespace {

// The units of darts-clone: a label or a value, and the offset to a unit's children.
constexpr std::uint32_t kIsLeaf = 1u << 31;
bool has_leaf(std::uint32_t unit) { return (unit >> 8 & 1) == 1; }
std::uint32_t value_of(std::uint32_t unit) { return unit & (kIsLeaf - 1); }
std::uint32_t label_of(std::uint32_t unit) { return unit & (kIsLeaf | 0xFF); }
std::uint32_t offset_of(std::uint32_t unit) { return (unit >> 10) << ((unit & (1u << 9)) >> 6); }

constexpr std::size_t kLongestCluster = 5;  // bytes

enum class Search { goes_on, done };

void append_replaced(std::size_t old_count, std::string_view replacement,
                     std::vector<Change>& out) {
  const std::u32string now = code_points(replacement);
  for (const char32_t c : now) out.push_back({c, 0});
  // Of more characters than there were, the last ones are put in; of fewer, the last stands for
  // the rest.
  for (std::size_t i = old_count; i < now.size(); ++i)
    out[out.size() - 1 - (i - old_count)].more = 1;
  if (now.size() < old_count && !out.empty())
    out.back().more -= static_cast<int>(old_count - now.size());
}

}  // namespace

Charsmap::Charsmap(std::string_view bytes, const std::string& name) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return value;
  };
  const std::size_t size = bytes.size() < 4 ? 0 : number(0);
  if (size == 0 || size % 4 != 0 || size > bytes.size() - 4)
    fail(
        "{}: precompiled_charsmap has {} bytes, its trie {}; expected a trie of whole units that "
        "fits. Is the file damaged?",
        name, bytes.size(), size);
  for (std::size_t at = 4; at < 4 + size; at += 4) trie_.push_back(number(at));
  texts_ = bytes.substr(4 + size);
  for (std::size_t unit = 0; unit < trie_.size(); ++unit) {
    if (!has_leaf(trie_[unit])) continue;
    const std::size_t leaf = unit ^ offset_of(trie_[unit]);
    if (leaf < trie_.size() && (trie_[leaf] & kIsLeaf) != 0 &&
        value_of(trie_[leaf]) > texts_.size())
      fail(
          "{}: precompiled_charsmap points to byte {} of {}; expected one inside. Is the file "
          "damaged?",
          name, value_of(trie_[leaf]), texts_.size());
  }
}

template <class Found>
void Charsmap::for_each_beginning(std::string_view text, const Found& found) const {
  std::size_t at = offset_of(trie_[0]);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0) return;
    at ^= byte;
    if (at >= trie_.size() || label_of(trie_[at]) != byte) return;
    const std::uint32_t unit = trie_[at];
    at ^= offset_of(unit);
    if (!has_leaf(unit)) continue;
    if (at >= trie_.size() || value_of(trie_[at]) > texts_.size()) return;
    const std::string_view rest = std::string_view(texts_).substr(value_of(trie_[at]));
    if (found(i + 1, rest) == Search::done) return;
  }
}

std::optional<std::string_view> Charsmap::replacement(std::string_view text) const {
  std::optional<std::string_view> out;
  for_each_beginning(text, [&](std::size_t, std::string_view rest) {
    out = rest.substr(0, rest.find('\0'));
    return Search::done;
  });
  return out;
}

std::optional<Charsmap::Match> Charsmap::longest(std::string_view text) const {
  std::optional<Match> out;
  for_each_beginning(text, [&](std::size_t bytes, std::string_view rest) {
    out = Match{bytes, rest};
    return Search::goes_on;
  });
  if (out) out->text = out->text.substr(0, out->text.find('\0'));
  return out;
}

AlignedText Charsmap::operator()(const AlignedText& text) const {
  std::vector<Change> changes;
  std::size_t begin = 0;
  for (const std::size_t end : grapheme_ends(text)) {
    std::string cluster;
    for (std::size_t i = begin; i < end && cluster.size() <= kLongestCluster; ++i)
      cluster += utf8(text[i].value);
    const auto whole = cluster.size() <= kLongestCluster ? replacement(cluster) : std::nullopt;
    if (whole) {
      append_replaced(end - begin, *whole, changes);
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        if (const auto one = replacement(utf8(text[i].value)))
          append_replaced(1, *one, changes);
        else
          changes.push_back({text[i].value, 0});
      }
    }
    begin = end;
  }
  return changed(text, changes);
}

}  // namespace anbn
