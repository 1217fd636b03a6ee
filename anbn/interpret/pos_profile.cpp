// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/pos_profile.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <array>

namespace anbn {
namespace {

constexpr std::array<std::string_view, kPosCategories> kNames = {
    "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET",  "INTJ",  "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "VERB", "[CLS]", "[SEP]"};
constexpr std::uint8_t kPunctuation = 12;
static_assert(kNames[kPunctuation] == "PUNCT" && kNames[kFirstSpecial] == "[CLS]");

}  // namespace

std::span<const std::string_view, kPosCategories> pos_categories() { return kNames; }

TokenCategories token_categories(std::span<const std::string> upos) {
  TokenCategories out;
  for (std::size_t token = 0; token < upos.size(); ++token) {
    const std::string& tag = upos[token];
    if (tag.empty() || tag == "n/a") {
      out.category.push_back(kNoCategory);
      ++out.unknown;
      continue;
    }
    const auto found = std::find(kNames.begin(), kNames.end(), tag);
    const bool is_folded = tag == "SYM" || tag == "X" || tag == "SPACE";
    if (found == kNames.end() && !is_folded)
      fail(
          "token {} has the part of speech '{}'; expected a universal one (NOUN, VERB, ...), "
          "[CLS], [SEP] or n/a",
          token + 1, tag);
    const auto category =
        is_folded ? kPunctuation : static_cast<std::uint8_t>(found - kNames.begin());
    out.category.push_back(category);
    out.folded += is_folded;
    out.words += category < kFirstSpecial;
  }
  return out;
}

std::optional<PosTag> tag_of(std::span<const std::int32_t> counts, std::size_t pairs) {
  const auto most = std::max_element(counts.begin(), counts.end());  // the first of equals
  if (*most == 0) return {};
  const auto index = static_cast<std::size_t>(most - counts.begin());
  return PosTag{index / kPosCategories, index % kPosCategories,
                static_cast<double>(*most) / static_cast<double>(pairs)};
}

}  // namespace anbn
