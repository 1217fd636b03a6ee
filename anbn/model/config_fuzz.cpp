// SPDX-License-Identifier: Apache-2.0
// A config.json as it is read by every architecture, whatever model_type says.
#include "anbn/core/error.h"
#include "anbn/io/json.h"
#include "anbn/model/architectures/architecture.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace {

std::optional<anbn::JsonScalars> parsed(std::string_view text) {
  try {
    return anbn::parse_json_scalars(text, "config.json");
  } catch (const anbn::Error&) {
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = parsed({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  for (const anbn::Architecture& kind : anbn::architectures()) {
    try {
      const anbn::ModelConfig config = kind.read_config(*json);
      static_cast<void>(config.layer_weights());
      static_cast<void>(config.mask(config.layers));
    } catch (const anbn::Error&) {
    }
  }
  return 0;
}
