// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: names by label, none of them empty, or an Error.
#include "anbn/core/error.h"
#include "anbn/io/region_names.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto found = anbn::parse_region_names(
        std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.txt");
    if (found.names.empty() && !found.numbered) std::abort();
    for (const auto& [label, name] : found.names)
      if (name.empty()) std::abort();
  } catch (const anbn::Error&) {
  }
  return 0;
}
