// SPDX-License-Identifier: Apache-2.0
// The model is compiled in, so that a program that was copied or installed has it.
#include "anbn/text/tagger.h"

// ANBN_ENGLISH_POS is the model's file, which the build names.
__asm__(
    ".pushsection .rodata\n"
    ".global anbn_english_pos\n"
    ".global anbn_english_pos_end\n"
    "anbn_english_pos:\n"
    ".incbin \"" ANBN_ENGLISH_POS
    "\"\n"
    "anbn_english_pos_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char anbn_english_pos[], anbn_english_pos_end[];
}

namespace anbn {

const Tagger& english_tagger() {
  static const Tagger tagger(parse_tagger_model(
      {anbn_english_pos, static_cast<std::size_t>(anbn_english_pos_end - anbn_english_pos)},
      "english.pos"));
  return tagger;
}

}  // namespace anbn
