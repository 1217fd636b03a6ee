// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/model_files.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/json.h"

#include <set>
#include <string>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOneFile = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

/// Which file holds which tensor.
using WeightMap = std::map<std::string, std::string, std::less<>>;

/// A plain name of a safetensors file: paths could lead out of the folder.
bool is_plain_name(std::string_view name) {
  return name.ends_with(".safetensors") && name.find_first_of("/\\") == std::string_view::npos &&
         !name.starts_with(".") && name.find('\0') == std::string_view::npos;
}

WeightMap read_index(const fs::path& file) {
  const JsonScalars json = read_json_scalars(file);
  const JsonScalars* const named = json.object("weight_map");
  if (!named || named->values.empty())
    fail("{}: names no tensor; expected weight_map with the file of each", file.string());
  WeightMap map;
  for (const auto& [tensor, value] : named->values) {
    const std::string* const name = std::get_if<std::string>(&value);
    if (!name || !is_plain_name(*name))
      fail(
          "{}: of the tensor '{}' it says {}; expected the name of a .safetensors file in this "
          "folder",
          file.string(), excerpt(tensor), name ? "'" + excerpt(*name) + "'" : "no text");
    map[tensor] = *name;
  }
  return map;
}

/// There is no safetensors file: what there is, and what to do with it.
[[noreturn]] void fail_without_weights(const fs::path& folder) {
  const auto found = [&](const char* name) { return fs::exists(folder / name); };
  for (const auto& [name, how] :
       {std::pair{"pytorch_model.bin", ""}, std::pair{"pytorch_model.bin.index.json", ""},
        std::pair{"tf_model.h5", ", from_tf=True"}})
    if (found(name))
      fail(
          "{}: found {}, expected model.safetensors; convert it once with: python3 -c \"from "
          "transformers import AutoModel as m; m.from_pretrained('{}'{}).save_pretrained('{}', "
          "safe_serialization=True)\"",
          folder.string(), name, folder.string(), how, folder.string());
  fail(
      "{}: found no model.safetensors; expected a model folder as Hugging Face writes it, with "
      "config.json and model.safetensors (or several such files and {})",
      folder.string(), kIndex);
}

bool is_there(const fs::path& file) { return fs::exists(file) || fs::is_symlink(file); }

}  // namespace

bool has_weights(const fs::path& folder) {
  return fs::exists(folder / kOneFile) || is_there(folder / kIndex);
}

std::vector<fs::path> weight_files(const fs::path& folder) {
  if (is_there(folder / kOneFile)) return {folder / kOneFile};
  if (!is_there(folder / kIndex)) fail_without_weights(folder);
  std::set<std::string> names;
  for (const auto& [tensor, name] : read_index(folder / kIndex)) names.insert(name);
  std::vector<fs::path> files = {folder / kIndex};
  for (const std::string& name : names) files.push_back(folder / name);
  return files;
}

ModelFiles::ModelFiles(const fs::path& folder) {
  const std::vector<fs::path> paths = weight_files(folder);
  name_ = paths[0].string();
  const bool has_index = paths[0].filename() == kIndex;
  for (std::size_t i = has_index ? 1 : 0; i < paths.size(); ++i) files_.emplace_back(paths[i]);
  const WeightMap map = has_index ? read_index(paths[0]) : WeightMap();
  for (const SafetensorsFile& file : files_)
    for (const SafeTensor& tensor : file.tensors()) {
      const auto said = map.find(tensor.name);
      if (has_index && (said == map.end() || folder / said->second != file.name()))
        fail(
            "{}: holds the tensor '{}', which {} says is {}; expected them to agree. Are the "
            "files of one model?",
            file.name(), excerpt(tensor.name), kIndex,
            said == map.end() ? "in none" : "in " + excerpt(said->second));
      tensors_.push_back(&tensor);
      by_name_.emplace(tensor.name, &tensor);
    }
  for (const auto& [tensor, name] : map)
    if (!find(tensor))
      fail(
          "{}: lacks the tensor '{}', which {} says is in it. Was the file cut short, or is it of "
          "another model?",
          (folder / name).string(), excerpt(tensor), kIndex);
}

void ModelFiles::forget() const {
  for (const SafetensorsFile& file : files_) file.forget();
}

const SafeTensor* ModelFiles::find(std::string_view tensor_name) const {
  const auto found = by_name_.find(tensor_name);
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace anbn
