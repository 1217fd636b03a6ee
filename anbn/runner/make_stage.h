// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/runner/cost.h"
#include "anbn/runner/options_json.h"
#include "anbn/runner/stage.h"

#include <filesystem>

namespace anbn {

/// Builds a Stage from an options struct and a function
/// `void run(const Options&, const std::filesystem::path& out, RunContext&)`; what it takes is said
/// by a function `Cost cost(const Options&, const CostInputs&)`.
template <class Options, void (*Run)(const Options&, const std::filesystem::path&, RunContext&),
          Cost (*CostOf)(const Options&, const CostInputs&) = nullptr>
constexpr Stage make_stage(std::string_view name, std::string_view summary,
                           std::string_view example, int version, const StageFacts& facts = {}) {
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
          },
          facts,
          [](const std::string& text, const CostInputs& inputs) {
            if constexpr (CostOf == nullptr)
              return Cost{};
            else
              return CostOf(read_options<Options>(nlohmann::json::parse(text)), inputs);
          }};
}

}  // namespace anbn
