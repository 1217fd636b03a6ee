// SPDX-License-Identifier: Apache-2.0
// Costly to include (JSON): for the files of commands alone.
#pragma once

#include "anbn/commands/command.h"
#include "anbn/core/error_kinds.h"
#include "anbn/runner/options_json.h"

namespace anbn {

/// Builds a Command from an options struct and a function
/// `Outcome run(const Options&, CommandContext&)`.
template <class Options, Outcome (*Run)(const Options&, CommandContext&)>
constexpr Command make_command(std::string_view name, std::string_view summary,
                               std::string_view example, std::string_view positional) {
  return {name,
          summary,
          example,
          positional,
          &describe_options<Options>,
          [](const std::string& text, CommandContext& context) {
            const auto options = [&] {
              try {
                return read_options<Options>(nlohmann::json::parse(text));
              } catch (const Error& e) {
                throw UsageError(e.what());
              }
            };
            return Run(options(), context);
          }};
}

}  // namespace anbn
