// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_checkpoint.h"
#include "anbn/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    anbn::parse_dbn_checkpoint(bytes, "fuzz.checkpoint");
  } catch (const anbn::Error&) {
  }
  try {  // hashes that belong to the bytes, which no mutation would ever hit upon
    anbn::parse_dbn_checkpoint(anbn::resealed_dbn_checkpoint(bytes), "fuzz.checkpoint");
  } catch (const anbn::Error&) {
  }
  return 0;
}
