// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/safetensors.h"

#include "anbn/core/error.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const anbn::SafetensorsFile file(std::as_bytes(std::span(data, size)), "fuzz.safetensors");
    for (const anbn::SafeTensor& tensor : file.tensors()) {
      static_cast<void>(anbn::view_f32(tensor));
      try {
        static_cast<void>(anbn::to_float(tensor));
      } catch (const anbn::Error&) {
      }
    }
    file.tensor("embeddings.word_embeddings.weight");
  } catch (const anbn::Error&) {
  }
  return 0;
}
