// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// What one stage folder says about itself.
struct StageRecord {
  std::string stage, version, isa, anbn;
  std::vector<std::pair<std::string, std::string>> options, inputs, facts;
  std::vector<std::string> warnings;

  /// The value of an option; empty if the stage has none of this name.
  std::string_view option(std::string_view name) const {
    for (const auto& [key, value] : options)
      if (key == name) return value;
    return {};
  }
};

}  // namespace anbn
