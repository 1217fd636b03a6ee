// SPDX-License-Identifier: Apache-2.0
// Results as Python holds them.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace anbn::python {

/// Results in memory that can be written as the folder of their stage.
struct Kept {
  std::function<void(const std::filesystem::path&)> write;
};

/// Keeps `results`, which have a function write(results, folder).
template <class Results>
Kept kept(Results results) {
  auto owner = std::make_shared<const Results>(std::move(results));
  return {[owner](const std::filesystem::path& folder) { anbn::write(*owner, folder); }};
}

}  // namespace anbn::python
