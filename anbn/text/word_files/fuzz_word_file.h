// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of the word files share.
#pragma once

#include "anbn/core/error.h"
#include "anbn/text/words.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace anbn {

/// Reads `input` as the kind called `format`, and as what its content looks like: words with times
/// that can be, or an Error.
inline int fuzz_word_file(std::string_view input, const std::string& format) {
  for (const WordFileChoice& choice : {WordFileChoice{format, ""}, WordFileChoice{}}) {
    try {
      for (const Word& word : parse_words(input, "words", choice).words)
        if (word.text.empty() || !(word.onset_s >= 0 && word.duration_s >= 0)) std::abort();
    } catch (const Error&) {
    }
  }
  return 0;
}

}  // namespace anbn
