// SPDX-License-Identifier: Apache-2.0
// The contents of a model's file and, after a last NUL, a text that it tags.
#include "anbn/core/error.h"
#include "anbn/text/tagged_text.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = input.rfind('\0');
  anbn::Transcript transcript;
  if (nul != std::string_view::npos) transcript.text = input.substr(nul + 1);
  try {
    const anbn::Tagger tagger(anbn::parse_tagger_model(input.substr(0, nul), "model.pos"));
    std::size_t end = 0;
    for (const anbn::PosSpan& span : anbn::tagged_spans(transcript, tagger).spans) {
      if (span.begin < end || span.end <= span.begin || span.end > transcript.text.size())
        std::abort();
      end = span.end;
    }
  } catch (const anbn::Error&) {
  }
  return 0;
}
