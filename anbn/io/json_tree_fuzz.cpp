// SPDX-License-Identifier: Apache-2.0
// A JSON file, all of whose values are looked at.
#include "anbn/core/error.h"
#include "anbn/io/json_tree.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

std::size_t values_in(const anbn::JsonNode& node) {
  std::size_t count = 1, children = 0;
  if (node.is_text()) node.text();
  if (node.is_number()) node.number();
  if (node.is_object() || node.is_list())
    for (const anbn::JsonNode child : node) {
      count += values_in(child);
      child.key();
      ++children;
    }
  if (children != node.size()) std::abort();
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const anbn::JsonTree tree({reinterpret_cast<const char*>(data), size}, "x.json");
    values_in(tree.root());
  } catch (const anbn::Error&) {
  }
  return 0;
}
