// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/gzip.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    const std::string text = anbn::unpack_gzip(bytes, "fuzz.gz", size * anbn::kLargestGzipRatio);
    const std::string packed = anbn::pack_gzip(std::as_bytes(std::span(text)));
    if (anbn::unpack_gzip(std::as_bytes(std::span(packed)), "again.gz", text.size()) != text)
      std::abort();
  } catch (const anbn::Error&) {
  }
  return 0;
}
