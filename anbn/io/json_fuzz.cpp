// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json.h"

#include "anbn/core/error.h"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const anbn::JsonScalars scalars = anbn::parse_json_scalars(text, "fuzz.json");
    for (const auto& [name, value] : scalars.values) {
      try {
        static_cast<void>(scalars.object(name));
        static_cast<void>(scalars.texts(name));
        static_cast<void>(scalars.integer(name));
      } catch (const anbn::Error&) {
      }
    }
  } catch (const anbn::Error&) {
  }
  return 0;
}
