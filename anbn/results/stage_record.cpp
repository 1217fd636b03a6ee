// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/stage_record.h"

#include "anbn/core/this_run.h"
#include "anbn/results/fields.h"

namespace anbn {

namespace fs = std::filesystem;

const std::string* JsonMembers::find(std::string_view name) const {
  for (const auto& [key, value] : all)
    if (key == name) return &value;
  return nullptr;
}

FieldsJson fields_json(const JsonMembers& members) {
  FieldsJson object = FieldsJson::object();
  for (const auto& [name, value] : members.all) object[name] = FieldsJson::parse(value);
  return object;
}

void from_fields_json(const FieldsJson& json, JsonMembers& members) {
  if (!json.is_object()) fail("found {}; expected an object", json.dump());
  members.all.clear();
  for (const auto& [name, value] : json.items()) members.all.emplace_back(name, value.dump());
}

FieldsJson fields_json(const Facts& facts) {
  FieldsJson object = FieldsJson::object();
  for (const auto& [name, text] : facts.all) {
    const FieldsJson value = FieldsJson::parse(text, nullptr, false);
    object[name] = value.is_number() ? value : FieldsJson(text);
  }
  return object;
}

void from_fields_json(const FieldsJson& json, Facts& facts) {
  if (!json.is_object()) fail("found {}; expected an object", json.dump());
  facts.all.clear();
  for (const auto& [name, value] : json.items())
    facts.all.emplace_back(name, words_of_json(value.dump()));
}

std::string text_of(const StageManifest& manifest) { return fields::text_of(manifest); }

std::optional<StageManifest> manifest_in(const std::string& text) {
  StageManifest manifest;
  try {
    fields::parse(text, "stage.json", manifest);
  } catch (const std::exception&) {  // whoever reads it says what to do
    return std::nullopt;
  }
  return manifest;
}

RunRecord record_of_program(int threads) {
  RunRecord record;
  record.anbn = ANBN_VERSION;
  record.commit = commit_of_build();
  record.date = date_and_time();
  record.host = host_name();
  record.command = command_line();
  record.threads = threads;
  record.processor = this_processor();
  return record;
}

void write(const RunRecord& record, const fs::path& folder) {
  write_fields(folder / "run.json", record);
}

RunRecord read_run_record(const fs::path& folder) {
  return read_fields<RunRecord>(folder / "run.json");
}

std::string words_of_json(const std::string& json) {
  const FieldsJson value = FieldsJson::parse(json);
  return value.is_string() ? value.get<std::string>() : json;
}

StageRecord read_stage_record(const fs::path& folder) {
  const auto manifest = read_fields<StageManifest>(folder / "stage.json");
  RunRecord run = read_run_record(folder);
  StageRecord record{.stage = manifest.stage,
                     .version = std::to_string(manifest.version),
                     .isa = manifest.isa,
                     .anbn = run.anbn,
                     .options = manifest.options.all,
                     .inputs = {},
                     .facts = std::move(run.facts.all),
                     .warnings = std::move(run.warnings)};
  for (auto& [name, value] : record.options) value = words_of_json(value);
  for (const auto& [name, value] : manifest.inputs.all) {
    std::string hashes;
    const FieldsJson hash = FieldsJson::parse(value);
    for (const FieldsJson& one : hash.is_array() ? hash : FieldsJson::array({hash})) {
      if (!hashes.empty()) hashes += ' ';
      hashes += words_of_json(one.dump());
    }
    record.inputs.emplace_back(name, hashes);
  }
  return record;
}

}  // namespace anbn
