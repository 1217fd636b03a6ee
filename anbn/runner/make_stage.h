// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/runner/options_json.h"
#include "anbn/runner/stage.h"

namespace anbn {

/// Builds a Stage from an options struct and a function
/// `void run(const Options&, const std::filesystem::path& out, RunContext&)`.
template <class Options, auto Run>
constexpr Stage make_stage(std::string_view name, std::string_view summary,
                           std::string_view example, int version) {
  return {name,
          summary,
          example,
          version,
          &describe_options<Options>,
          [](const std::string& text) {
            return write_options(read_options<Options>(nlohmann::json::parse(text))).dump();
          },
          [](const std::string& text, const std::filesystem::path& out, RunContext& context) {
            Run(read_options<Options>(nlohmann::json::parse(text)), out, context);
          }};
}

}  // namespace anbn
