// SPDX-License-Identifier: Apache-2.0
// What a stage folder tells about itself: stage.json, which determines its results, and run.json,
// which is for people.
#pragma once

#include "anbn/core/processor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// The members of a JSON object, each with its value as JSON text.
struct JsonMembers {
  std::vector<std::pair<std::string, std::string>> all;

  /// The text of a member's value, or null if there is none of this name.
  const std::string* find(std::string_view name) const;
  bool operator==(const JsonMembers&) const = default;
};

/// stage.json: what determines a result.
struct StageManifest {
  JsonMembers inputs;  // content hashes, of a list of inputs a list of them
  std::string isa;     // backend and instruction set
  JsonMembers options;
  std::string stage;
  int version = 0;

  template <class V>
  void fields(V&& field) {
    field.or_default("inputs", inputs);
    field.or_default("isa", isa);
    field("options", options);
    field("stage", stage);
    field.or_default("version", version);
  }
  bool operator==(const StageManifest&) const = default;
};

/// The text of the file.
std::string text_of(const StageManifest& manifest);
/// What text_of wrote; nothing where it is damaged.
std::optional<StageManifest> manifest_in(const std::string& text);

/// Short "name: value" pairs; a value that is a number is one in files.
struct Facts {
  std::vector<std::pair<std::string, std::string>> all;
};

/// run.json: how a stage ran.
struct RunRecord {
  std::string anbn, commit;  // version of the program; of its source, where that is known
  std::string date, host;    // when it ended (UTC), and where it ran
  std::vector<std::string> command;
  double seconds = 0;
  std::uint64_t peak_memory_bytes = 0;  // of the process meanwhile; 0: not known
  int threads = 0;
  Processor processor;
  JsonMembers inputs;  // where they lay
  // What was to be said beside the results, and what is dubious.
  Facts facts;
  std::vector<std::string> warnings;

  template <class V>
  void fields(V&& field) {
    field("anbn", anbn);
    field.or_default("commit", commit);
    field.or_default("date", date);
    field.or_default("host", host);
    field.or_default("command", command);
    field("seconds", seconds);
    field.or_default("peak_memory_bytes", peak_memory_bytes);
    field("threads", threads);
    field.or_default("processor", processor);
    field.or_default("inputs", inputs);
    field("warnings", warnings);
    field("facts", facts);
  }
};
/// What it says of this program, this machine and this moment.
RunRecord record_of_program(int threads);
/// Throws Error if the disk is full.
void write(const RunRecord& record, const std::filesystem::path& folder);
/// Throws Error if the file is missing or damaged.
RunRecord read_run_record(const std::filesystem::path& folder);

/// Both as plain words, for the report.
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
/// Throws Error if `folder` is not a finished stage folder.
StageRecord read_stage_record(const std::filesystem::path& folder);

/// The words of a value in JSON: a text without its quotes, anything else as it stands.
std::string words_of_json(const std::string& json);

}  // namespace anbn
