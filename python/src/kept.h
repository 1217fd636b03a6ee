// SPDX-License-Identifier: Apache-2.0
// Results as Python holds them.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/results/stage_record.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace anbn::python {

/// What stage.json and run.json tell of results that were computed in memory.
class Record {
 public:
  Record() = default;
  /// From now on.
  /// @param options  those that the stage would have, and what the results depend on beside them
  Record(std::string_view stage, const nlohmann::json& options, const Machine& machine);

  void end();
  /// Makes the files beside the results in `folder`: then it is one that load() and later stages
  /// of the program take.
  void write(const std::filesystem::path& folder) const;

 private:
  StageManifest manifest_;
  RunRecord run_;
  std::chrono::steady_clock::time_point begin_;
};

/// Results in memory that can be written as the folder of their stage.
struct Kept {
  std::function<void(const std::filesystem::path&)> write;
  Record record = {};
};

/// Keeps `results`, which have a function write(results, folder).
template <class Results>
Kept kept(Results results, Record record) {
  record.end();
  auto owner = std::make_shared<Results>(std::move(results));
  return {[owner](const std::filesystem::path& folder) { anbn::write(*owner, folder); },
          std::move(record)};
}

}  // namespace anbn::python
