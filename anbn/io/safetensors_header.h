// SPDX-License-Identifier: Apache-2.0
// The JSON header of a safetensors file as it stands there, before it is held against the data.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct TensorEntry {
  std::string name, dtype;
  std::vector<std::size_t> shape;
  std::size_t begin = 0, end = 0;  // bytes after the header
};

struct SafetensorsHeader {
  std::vector<TensorEntry> tensors;
  std::map<std::string, std::string> metadata;
};

/// The entries of the header `text`. Throws Error naming `file` and the tensor if it is not JSON
/// of exactly the documented form, or names a tensor twice.
SafetensorsHeader parse_safetensors_header(std::string_view text, const std::string& file);

}  // namespace anbn
