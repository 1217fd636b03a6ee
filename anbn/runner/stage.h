// SPDX-License-Identifier: Apache-2.0
// A stage turns options and input files into one folder of results.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/cost.h"
#include "anbn/core/hash.h"
#include "anbn/core/options.h"
#include "anbn/runner/file_lock.h"
#include "anbn/runner/stage_facts.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// What a stage has to say beside its results: kept in run.json, shown by the program and in the
/// report. `facts` are short "name: value" pairs ("words without times": "3").
struct Notes {
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> facts;
};

/// What a stage computes with and reports to.
struct RunContext {
  Machine machine;
  Notes& notes;
  Locking locking = Locking::refuse;  // of the folder of the result
  /// A whole result of the same stage and inputs whose options differ in nothing but those listed
  /// in `kExtended`; empty if there is none. It stays until the new result is whole.
  std::filesystem::path earlier = {};
};

struct CostInputs;  // runner/cost.h

/// One step of the pipeline. `name` is at once the subcommand, the result folder, the table in
/// study.toml, and the option of later stages that read this folder.
struct Stage {
  std::string_view name;
  std::string_view summary;
  std::string_view example;  // a command line, for --help
  int version;               // raised when the results of the same options change
  std::vector<OptionInfo> (*options)();
  /// All options with defaults filled in, as canonical JSON. Throws Error on a bad one.
  std::string (*resolve)(const std::string& options_json);
  /// Computes and writes the results into the existing folder `out`.
  void (*run)(const std::string& options_json, const std::filesystem::path& out, RunContext&);
  StageFacts facts = {};
  /// What a job with these options takes.
  Cost (*cost)(const std::string& options_json, const CostInputs&) = nullptr;
};

enum class Ran { yes, already_done };

/// Whether a result without its arrays, which a study did not keep, is as good as a whole one.
enum class Arrays { needed, may_be_gone };

/// Runs `stage` unless `out` already holds its result for these options and input contents.
/// Results are written to `out`.partial and renamed to `out` at the end: a folder called `out`
/// is always whole, and stays as it was if anything fails.
/// Throws Error if an option or input is wrong, an input is a result without its arrays, or the
/// disk is full; LockedError if another process works on `out` and is not waited for.
Ran run_stage(const Stage& stage, const std::string& options_json, const std::filesystem::path& out,
              HashMemory& hashes, RunContext& context, Arrays arrays = Arrays::needed);

/// The JSON text of one option that the stage in `folder` was run with (from its stage.json).
/// Throws Error if `folder` is not a finished result of the stage `stage_name`.
std::string option_of_stage(const std::filesystem::path& folder, std::string_view stage_name,
                            std::string_view option);

}  // namespace anbn
