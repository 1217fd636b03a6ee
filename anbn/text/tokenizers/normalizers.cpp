// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/normalizers.h"

#include "anbn/core/error.h"

#include <algorithm>

namespace anbn {
namespace {

/// Hugging Face's list, a slip of its (2B920 for 2B820) included: parity is what counts.
bool is_cjk_ideograph(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

AlignedText cleaned(const AlignedText& text, const TokenizerSettings& settings) {
  AlignedText out;
  out.reserve(text.size());
  for (const Character& c : text) {
    if (c.value == 0 || c.value == 0xFFFD || is_control(c.value)) continue;
    const Character space{U' ', c.begin, c.begin};
    if (is_white_space(c.value)) {
      out.push_back(space);
    } else if (settings.split_ideographs && is_cjk_ideograph(c.value)) {
      out.insert(out.end(), {space, c, space});
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

Normalizer bert_normalizer(TokenizerSettings settings) {
  return [settings = std::move(settings)](AlignedText text) {
    text = cleaned(text, settings);
    if (settings.strip_accents) {
      text = in_form(text, UnicodeForm::nfd);
      std::erase_if(text, [](const Character& c) { return is_nonspacing_mark(c.value); });
    }
    return settings.lower_case ? lower_case(text) : text;
  };
}

Normalizer form_normalizer(UnicodeForm form) {
  return [form](const AlignedText& text) { return in_form(text, form); };
}

Normalizer lower_case_normalizer() {
  return [](const AlignedText& text) { return lower_case(text); };
}

Normalizer unmarked_normalizer() {
  return [](AlignedText text) {
    std::erase_if(text, [](const Character& c) { return is_combining_mark(c.value); });
    return text;
  };
}

Normalizer strip_normalizer(TextSide side) {
  return [side](AlignedText text) {
    const auto shows = [](const Character& c) { return !is_white_space(c.value); };
    if (side != TextSide::left)
      text.erase(std::find_if(text.rbegin(), text.rend(), shows).base(), text.end());
    if (side != TextSide::right)
      text.erase(text.begin(), std::find_if(text.begin(), text.end(), shows));
    return text;
  };
}

Normalizer prepend_normalizer(std::u32string what) {
  return [what = std::move(what)](AlignedText text) { return prepended(std::move(text), what); };
}

Normalizer replace_normalizer(std::u32string what, std::u32string replacement) {
  return [what = std::move(what), replacement = std::move(replacement)](const AlignedText& text) {
    return replaced(text, what, replacement);
  };
}

void check_longer(std::size_t now, std::size_t before) {
  if (now > kMostLonger * (before + 1))
    fail(
        "the tokenizer makes {} characters of {}; expected at most {} of each: is its "
        "tokenizer.json damaged?",
        now, before, kMostLonger);
}

Normalizer in_order(std::vector<Normalizer> steps) {
  return [steps = std::move(steps)](AlignedText text) {
    const std::size_t before = text.size();
    for (const Normalizer& step : steps) {
      text = step(std::move(text));
      check_longer(text.size(), before);
    }
    return text;
  };
}

}  // namespace anbn
