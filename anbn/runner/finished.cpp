// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/finished.h"

#include "anbn/core/error.h"
#include "anbn/core/hash.h"
#include "anbn/io/file.h"

#include <nlohmann/json.hpp>

namespace anbn {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

bool is_finished(const fs::path& folder) {
  return folder.extension() != ".partial" && fs::is_regular_file(folder / "stage.json") &&
         fs::is_regular_file(folder / "run.json");
}

std::string finished_manifest(const fs::path& folder, std::string_view stage_name) {
  if (!is_finished(folder))
    fail("{}: no finished result here; run `anbn {} --out {}` first", folder.string(), stage_name,
         folder.string());
  const std::string text = read_text(folder / "stage.json");
  const auto manifest = nlohmann::json::parse(text, nullptr, false);
  if (!manifest.is_object() || !manifest.contains("options") || !manifest.contains("stage") ||
      !manifest["stage"].is_string())
    fail("{}: stage.json is damaged; run `anbn {}` again", folder.string(), stage_name);
  if (manifest["stage"] != stage_name)
    fail("{}: a result of `anbn {}`; expected one of `anbn {}`", folder.string(),
         manifest["stage"].get<std::string>(), stage_name);
  return text;
}

std::string hash_of_stage(const fs::path& folder, std::string_view stage_name) {
  return content_hash(finished_manifest(folder, stage_name));
}

std::string input_of_stage(const fs::path& folder, std::string_view stage_name,
                           std::string_view input) {
  const auto manifest = nlohmann::json::parse(finished_manifest(folder, stage_name));
  const auto inputs = manifest.find("inputs");
  if (inputs == manifest.end() || !inputs->is_object()) return "";
  const auto found = inputs->find(input);
  if (found == inputs->end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

Notes finished_notes(const fs::path& folder) {
  Notes notes;
  try {
    const auto run = ordered_json::parse(read_text(folder / "run.json"));
    for (const auto& warning : run.at("warnings")) notes.warnings.push_back(warning);
    for (const auto& [name, value] : run.at("facts").items()) notes.facts.emplace_back(name, value);
  } catch (const std::exception&) {  // a record for people: losing it harms no result
    return {};
  }
  return notes;
}

std::string option_of_stage(const fs::path& folder, std::string_view stage_name,
                            std::string_view option) {
  const auto manifest = nlohmann::json::parse(finished_manifest(folder, stage_name));
  const auto& options = manifest["options"];
  const auto found = options.find(option);
  if (found == options.end())
    fail("{}: made by `anbn {}` without the option {}; run it again", folder.string(), stage_name,
         option);
  return found->dump();
}

}  // namespace anbn
