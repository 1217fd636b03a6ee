// SPDX-License-Identifier: Apache-2.0
// The regular expressions by which tokenizers cut text: known by their exact text and scanned by
// code of anbn's own, so that no expression of a file is ever run.
#pragma once

#include "anbn/text/tokenizers/aligned_text.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace anbn {

/// A stretch [begin, end) of a text, in characters, and whether the pattern matched it.
struct Stretch {
  std::size_t begin = 0, end = 0;
  enum class Is { between, match } is = Is::match;
};

/// One line of the table of patterns: `end_of(text, at)` is where the match that begins at `at`
/// ends, `at` itself if none does.
struct Pattern {
  std::string_view name, regex;
  std::size_t (*end_of)(std::u32string_view text, std::size_t at);
};

std::span<const Pattern> patterns();

/// The pattern with this text. Throws Error naming all that are known if there is none.
const Pattern& pattern_of(std::string_view regex, std::string_view where);

/// `text` from beginning to end as matches and what lies between them.
std::vector<Stretch> stretches(const Pattern& pattern, const AlignedText& text);
/// The same where each character by itself matches or does not.
std::vector<Stretch> stretches(bool (*matches)(char32_t), const AlignedText& text);
/// The same where the matches are copies of a text.
std::vector<Stretch> stretches(std::u32string_view what, const AlignedText& text);

}  // namespace anbn
