// SPDX-License-Identifier: Apache-2.0
// CoNLL-U and, after a NUL, the text that it tags.
#include "anbn/core/error.h"
#include "anbn/text/pos.h"
#include "anbn/text/unicode.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

/// The words of `text`: what white space parts.
anbn::TimedWords words_of(std::string_view text) {
  anbn::TimedWords out;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) out.words.push_back({word, 0, 0, anbn::Timing::aligned, ""});
    word.clear();
  };
  for (const anbn::Character& c : anbn::characters(text)) {
    if (anbn::is_white_space(c.value))
      finish();
    else
      word.append(text.substr(c.begin, c.end - c.begin));
  }
  finish();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = input.find('\0');
  try {
    const anbn::PosTokens tokens = anbn::parse_conllu(input.substr(0, nul), "story.conllu");
    const std::string text(nul == std::string_view::npos ? "" : input.substr(nul + 1));
    const anbn::Transcript t = anbn::match_transcript(text, "text", words_of(text));
    const anbn::PosSpans spans = anbn::match_pos(tokens, t);
    std::size_t end = 0;
    for (const anbn::PosSpan& span : spans.spans) {
      if (span.begin < end || span.end < span.begin || span.end > text.size()) std::abort();
      end = span.end;
    }
  } catch (const anbn::Error&) {
  }
  return 0;
}
