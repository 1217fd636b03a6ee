// SPDX-License-Identifier: Apache-2.0
// Timed words and, after a NUL, a transcript of them.
#include "anbn/core/error.h"
#include "anbn/text/transcript.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = input.find('\0');
  try {
    const anbn::TimedWords words = anbn::parse_words(input.substr(0, nul), "words");
    const anbn::Transcript t =
        nul == std::string_view::npos
            ? anbn::transcript_of_words(words)
            : anbn::match_transcript(std::string(input.substr(nul + 1)), "text", words);
    if (t.words.size() != words.words.size()) std::abort();
    std::size_t begin = 0;
    for (const anbn::WordPlace& place : t.words) {
      if (place.begin < begin || place.end < place.begin || place.end > t.text.size()) std::abort();
      begin = place.begin;
    }
    for (const anbn::Word& word : words.words)
      if (!(word.onset_s >= 0 && word.duration_s >= 0)) std::abort();
  } catch (const anbn::Error&) {
  }
  return 0;
}
