// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    anbn::read_npy(bytes, "fuzz.npy");
  } catch (const anbn::Error&) {
  }
  try {
    anbn::read_npy_matrix(bytes, "fuzz.npy");
  } catch (const anbn::Error&) {
  }
  return 0;
}
