// SPDX-License-Identifier: Apache-2.0
// Runs a stage unless its result is there already. The manifest decides: the stage and its version,
// its options with defaults filled in, the instruction set, and a hash of what every input holds.
#include "anbn/core/error.h"
#include "anbn/core/this_run.h"
#include "anbn/io/file.h"
#include "anbn/io/nifti.h"
#include "anbn/model/model_files.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/stage.h"
#include "anbn/runner/work_folder.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string hash_of_model(const fs::path& folder, HashMemory& hashes) {
  if (!fs::is_directory(folder))
    fail("{}: no such folder; expected a model folder with config.json and model.safetensors",
         folder.string());
  std::string all = hashes.hash(folder / "config.json");
  if (has_weights(folder))
    for (const fs::path& file : weight_files(folder)) all += hashes.hash(file);
  else
    all += " absent";
  all += fs::exists(folder / "vocab.txt") ? hashes.hash(folder / "vocab.txt") : " absent";
  return content_hash(all);
}

/// Of a scan whose header alone is read: its name and what the header says, so that other data in
/// it are no reason to compute again.
std::string hash_of_header(const fs::path& file) {
  const NiftiHeader h = read_nifti_header(file);
  const json all = {
      file.filename().string(), h.grid.size, h.grid.affine, h.voxel_mm, h.volumes, h.rank, h.tr_s};
  return content_hash(all.dump());
}

/// Of a pair .hdr and .img both files count, whichever was named.
std::string hash_of_file(const fs::path& path, HashMemory& hashes) {
  const std::vector<fs::path> files = nifti_files(path);
  if (files.size() == 1) return hashes.hash(path);
  std::string all;
  for (const fs::path& file : files) all += hashes.hash(file) + "\n";
  return content_hash(all);
}

/// The files beside `file` that may say how it is to be read: of a vocabulary the settings of its
/// tokenizer, of a table X.tsv its sidecar X.json.
std::vector<fs::path> settings_beside(const fs::path& file) {
  const fs::path folder = file.parent_path();
  const fs::path table = file.extension() == ".gz" ? file.stem() : file.filename();
  std::vector<fs::path> files = {folder / "tokenizer_config.json",
                                 folder / "special_tokens_map.json", folder / "added_tokens.json",
                                 folder / "tokenizer.json",
                                 folder / (table.stem().string() + ".json")};
  if (table == "vocab.json")  // half of a tokenizer, whose kind may stand in the model's file
    files.insert(files.end(), {folder / "merges.txt", folder / "config.json"});
  return files;
}

std::string hash_of_described(const fs::path& file, HashMemory& hashes) {
  const std::string own = hashes.hash(file);
  std::string settings;
  for (const fs::path& beside : settings_beside(file))
    if (fs::exists(beside)) settings += hashes.hash(beside) + "\n";
  return settings.empty() ? own : content_hash(own + "\n" + settings);
}

json hash_of_input(const Stage& stage, const OptionInfo& option, const json& value,
                   HashMemory& hashes) {
  if (option.is_list) {
    json list = json::array();
    for (const json& item : value) {
      const fs::path path = item.get<std::string>();
      list.push_back(path.empty()                     ? ""  // none, in this place
                     : option.type == "stage folders" ? hash_of_stage(path, option.name)
                     : option.type == "headers"       ? hash_of_header(path)
                                                      : hash_of_file(path, hashes));
    }
    return list;
  }
  const fs::path path = value.get<std::string>();
  if (option.type == "stage folder") return hash_of_stage(path, option.name);
  if (option.type == "model folder") return hash_of_model(path, hashes);
  if (option.type == "results folder") return stage.facts.hash_of_results(path);
  if (option.type == "described file") return hash_of_described(path, hashes);
  return hash_of_file(path, hashes);
}

struct Request {
  StageManifest manifest;
  JsonMembers input_paths;  // where the inputs lay: told in run.json, not compared
};

JsonMembers members_of(const json& object) {
  JsonMembers members;
  for (const auto& [name, value] : object.items()) members.all.emplace_back(name, value.dump());
  return members;
}

Request describe(const Stage& stage, const std::string& options_json, HashMemory& hashes,
                 const Backend& backend) {
  json options = json::parse(stage.resolve(options_json));
  json inputs = json::object(), input_paths = json::object();
  for (const OptionInfo& option : stage.options()) {
    if (!option.is_compared) options.erase(option.name);
    if (!option.is_input) continue;
    // Moving a file is no reason to compute again: what it holds counts, not where it lies.
    const json value = options[option.name];
    options.erase(option.name);
    if (value.empty() || value == "") continue;
    inputs[option.name] = hash_of_input(stage, option, value, hashes);
    input_paths[option.name] = value;
  }
  return {.manifest = {.inputs = members_of(inputs),
                       .isa = fmt::format("{} {}", backend.name(), backend.isa()),
                       .options = members_of(options),
                       .stage = std::string(stage.name),
                       .version = stage.version},
          .input_paths = members_of(input_paths)};
}

/// Without the options in which an earlier result may differ.
StageManifest without_extended(const Stage& stage, StageManifest manifest) {
  for (const OptionInfo& option : stage.options())
    if (option.is_extended)
      std::erase_if(manifest.options.all,
                    [&](const auto& member) { return member.first == option.name; });
  return manifest;
}

/// The whole result in `out` if the stage may go on from it, or nothing.
fs::path earlier_result(const Stage& stage, const Request& request, const fs::path& out) {
  if (!is_finished(out)) return {};
  const auto manifest = manifest_in(read_text(out / "stage.json"));
  return manifest && without_extended(stage, *manifest) == without_extended(stage, request.manifest)
             ? out
             : fs::path();
}

/// Throws Error if a result that the stage reads is without its arrays.
void require_input_arrays(const Request& request) {
  const auto require = [](const json& folder) {
    // Other inputs are files, or folders without such a note.
    if (const fs::path path = folder.get<std::string>(); !path.empty()) require_arrays(path);
  };
  for (const auto& [name, text] : request.input_paths.all) {
    const json value = json::parse(text);
    if (value.is_array())
      for (const json& item : value) require(item);
    else
      require(value);
  }
}

/// Whether the whole result in `folder` is the one asked for.
bool is_result_of(const Request& request, const fs::path& folder, Arrays arrays) {
  return is_finished(folder) && read_text(folder / "stage.json") == text_of(request.manifest) &&
         (arrays == Arrays::may_be_gone || has_arrays(folder));
}

RunRecord record_of_run(const Request& request, const RunContext& context, double seconds) {
  RunRecord record = record_of_program(context.machine.threads.count());
  record.seconds = seconds;
  record.peak_memory_bytes = peak_memory();
  record.inputs = request.input_paths;
  record.facts = {context.notes.facts};
  record.warnings = context.notes.warnings;
  return record;
}

/// A stage that runs in this process. Memory's peak is forgotten by one that begins alone: those
/// beside it would lose theirs.
class Running {
 public:
  Running() {
    if (count_++ == 0) forget_peak_memory();
  }
  ~Running() { --count_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  inline static std::atomic<int> count_ = 0;
};

Ran run_described(const Stage& stage, const std::string& options_json, const fs::path& out,
                  const Request& request, RunContext& context, Arrays arrays) {
  const auto start = std::chrono::steady_clock::now();
  WorkFolder work(out, text_of(request.manifest), context.locking);
  try {
    if (is_result_of(request, out, arrays)) {  // another process made it while this one waited
      work.discard();
      return Ran::already_done;
    }
    require_input_arrays(request);
    const Running running;
    RunContext own = context;
    own.earlier = earlier_result(stage, request, out);
    stage.run(options_json, work.path(), own);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    write(record_of_run(request, context, taken.count()), work.path());
  } catch (...) {
    try {
      work.discard();
    } catch (const std::exception&) {  // the first error is the one to tell; the next run cleans up
    }
    throw;
  }
  work.publish();
  return Ran::yes;
}

}  // namespace

bool is_up_to_date(const Stage& stage, const std::string& options_json, const fs::path& out,
                   HashMemory& hashes, const Backend& backend) {
  if (!is_finished(out)) return false;
  try {
    return read_text(out / "stage.json") ==
           text_of(describe(stage, options_json, hashes, backend).manifest);
  } catch (const std::exception&) {
    return false;
  }
}

Ran run_stage(const Stage& stage, const std::string& options_json, const fs::path& out,
              HashMemory& hashes, RunContext& context, Arrays arrays) {
  try {
    const Request request = describe(stage, options_json, hashes, context.machine.backend);
    const fs::path folder = result_folder(out, stage.name);
    if (is_result_of(request, folder, arrays)) {
      remove_leftover(folder, context.locking);
      return Ran::already_done;
    }
    return run_described(stage, options_json, folder, request, context, arrays);
  } catch (Error& e) {
    e.add_context(stage.name);
    throw;
  } catch (const json::exception& e) {
    fail("{}: a record of an earlier run is damaged ({}); run the stages before it again",
         stage.name, e.what());
  } catch (const fs::filesystem_error& e) {
    fail("{}: {}: {}; may this folder be read and written to?", stage.name, e.path1().string(),
         e.code().message());
  }
}

}  // namespace anbn
