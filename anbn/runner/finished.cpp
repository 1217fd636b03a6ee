// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/finished.h"

#include "anbn/core/error.h"
#include "anbn/core/hash.h"
#include "anbn/io/file.h"

namespace anbn {

namespace fs = std::filesystem;

namespace {

// Written before the first array goes: a folder with it counts as without arrays.
constexpr const char* kWithoutArrays = "arrays-not-kept.txt";

}  // namespace

bool is_finished(const fs::path& folder) {
  return folder.extension() != ".partial" && fs::is_regular_file(folder / "stage.json") &&
         fs::is_regular_file(folder / "run.json");
}

StageManifest finished_manifest(const fs::path& folder, std::string_view stage_name) {
  if (!is_finished(folder))
    fail("{}: no finished result here; run `anbn {} --out {}` first", folder.string(), stage_name,
         folder.string());
  auto manifest = manifest_in(read_text(folder / "stage.json"));
  if (!manifest)
    fail("{}: stage.json is damaged; run `anbn {}` again", folder.string(), stage_name);
  if (manifest->stage != stage_name)
    fail("{}: a result of `anbn {}`; expected one of `anbn {}`", folder.string(), manifest->stage,
         stage_name);
  return *std::move(manifest);
}

std::string hash_of_stage(const fs::path& folder, std::string_view stage_name) {
  finished_manifest(folder, stage_name);
  return content_hash(read_text(folder / "stage.json"));
}

std::string input_of_stage(const fs::path& folder, std::string_view stage_name,
                           std::string_view input) {
  const StageManifest manifest = finished_manifest(folder, stage_name);
  const std::string* found = manifest.inputs.find(input);
  return found ? words_of_json(*found) : "";
}

bool has_arrays(const fs::path& folder) { return !fs::exists(folder / kWithoutArrays); }

void require_arrays(const fs::path& folder) {
  if (!has_arrays(folder))
    fail(
        "{}: its arrays were not kept; expected a whole result. `anbn run` with keep = \"all\" in "
        "[study] makes it again",
        folder.string());
}

void drop_arrays(const fs::path& folder, Locking locking) {
  replace_file(
      folder / kWithoutArrays,
      "The arrays of this result were removed once all that is made from them was there (keep in "
      "the study file). `anbn run` makes them again where they are needed.\n",
      locking);
  try {
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".npy") fs::remove(entry.path());
  } catch (const fs::filesystem_error& e) {
    fail("{}: cannot be removed ({}); may this folder be written to?", e.path1().string(),
         e.code().message());
  }
}

Notes finished_notes(const fs::path& folder) {
  try {
    RunRecord run = read_run_record(folder);
    return {std::move(run.warnings), std::move(run.facts.all)};
  } catch (const std::exception&) {  // a record for people: losing it harms no result
    return {};
  }
}

std::string option_of_stage(const fs::path& folder, std::string_view stage_name,
                            std::string_view option) {
  const StageManifest manifest = finished_manifest(folder, stage_name);
  const std::string* found = manifest.options.find(option);
  if (!found)
    fail("{}: made by `anbn {}` without the option {}; run it again", folder.string(), stage_name,
         option);
  return *found;
}

}  // namespace anbn
