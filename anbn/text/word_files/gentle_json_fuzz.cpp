// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/word_files/fuzz_word_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return anbn::fuzz_word_file({reinterpret_cast<const char*>(data), size}, "gentle-json");
}
