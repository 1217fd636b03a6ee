// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/unicode_forms.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <optional>

namespace anbn {
namespace {

int class_of(char32_t c) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

/// The decomposition of every character; where it has several, the further ones are put in.
std::vector<Change> decomposed(const AlignedText& text, int options) {
  std::vector<Change> out;
  for (const Character& c : text) {
    // The longest compatibility decomposition of one code point has 18.
    std::array<utf8proc_int32_t, 32> parts{};
    int boundary = 0;
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c.value), parts.data(),
                                               static_cast<utf8proc_ssize_t>(parts.size()),
                                               static_cast<utf8proc_option_t>(options), &boundary);
    if (count <= 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
      out.push_back({c.value, 0});
      continue;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      out.push_back({static_cast<char32_t>(parts[i]), i == 0 ? 0 : 1});
  }
  for (auto run = out.begin(); run != out.end();) {
    const auto is_combining = [](const Change& c) { return class_of(c.value) != 0; };
    run = std::find_if(run, out.end(), is_combining);
    const auto end = std::find_if_not(run, out.end(), is_combining);
    std::stable_sort(run, end, [](const Change& a, const Change& b) {
      return class_of(a.value) < class_of(b.value);
    });
    run = end;
  }
  return out;
}

/// The one character that two become, if they do.
std::optional<char32_t> pair_composed(char32_t a, char32_t b) {
  std::array<utf8proc_int32_t, 2> pair = {static_cast<utf8proc_int32_t>(a),
                                          static_cast<utf8proc_int32_t>(b)};
  const auto count = utf8proc_normalize_utf32(
      pair.data(), 2, static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  return count == 1 ? std::optional(static_cast<char32_t>(pair[0])) : std::nullopt;
}

/// Marks join the last starter before them unless one of their own class, or a starter, lies
/// between (D115 and D117 of the Unicode standard).
std::vector<Change> recomposed(const std::vector<Change>& text) {
  std::vector<Change> out;
  std::optional<std::size_t> starter;
  int last_class = -1;  // of what stands between the starter and here; -1: nothing
  for (const Change& c : text) {
    const int own = class_of(c.value);
    if (starter && last_class < own) {
      if (const auto joined = pair_composed(out[*starter].value, c.value)) {
        out[*starter].value = *joined;
        out[*starter].more += c.more - 1;
        continue;
      }
    }
    if (own == 0) {
      starter = out.size();
      last_class = -1;
    } else {
      last_class = own;
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace

AlignedText in_form(const AlignedText& text, UnicodeForm form) {
  const bool is_compatible = form == UnicodeForm::nfkc || form == UnicodeForm::nfkd;
  std::vector<Change> changes =
      decomposed(text, UTF8PROC_DECOMPOSE | (is_compatible ? UTF8PROC_COMPAT : 0));
  if (form == UnicodeForm::nfc || form == UnicodeForm::nfkc) changes = recomposed(changes);
  return changed(text, changes);
}

std::vector<std::size_t> grapheme_ends(const AlignedText& text) {
  std::vector<std::size_t> ends;
  utf8proc_int32_t state = 0;
  for (std::size_t i = 1; i < text.size(); ++i)
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(text[i - 1].value),
                                         static_cast<utf8proc_int32_t>(text[i].value), &state))
      ends.push_back(i);
  if (!text.empty()) ends.push_back(text.size());
  return ends;
}

}  // namespace anbn
