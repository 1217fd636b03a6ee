// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/toml.h"

#include "anbn/core/error.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    static_cast<void>(anbn::toml_text_to_json(text, "fuzz.toml"));
  } catch (const anbn::Error&) {
  }
  return 0;
}
