// SPDX-License-Identifier: Apache-2.0
// The files of a model folder that hold its weights, and their tensors.
#pragma once

#include "anbn/io/safetensors.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Whether `folder` has safetensors files: untrained weights need none.
bool has_weights(const std::filesystem::path& folder);

/// The files with the weights of the model in `folder`: model.safetensors, or
/// model.safetensors.index.json and the files that it names, each once.
/// Throws Error if there is neither, with how to convert what is there, or if the index names
/// something outside of the folder.
std::vector<std::filesystem::path> weight_files(const std::filesystem::path& folder);

/// The tensors of a model, memory-mapped, be they in one file or in several.
class ModelFiles {
 public:
  /// Throws Error as weight_files(), if a file is missing or damaged, and if a file lacks a tensor
  /// that the index says is in it or has one that the index does not say.
  explicit ModelFiles(const std::filesystem::path& folder);

  /// What errors call them: the one file, or the index.
  const std::string& name() const { return name_; }
  /// All tensors, file by file.
  const std::vector<const SafeTensor*>& tensors() const { return tensors_; }
  /// The tensor called `tensor_name`, or null.
  const SafeTensor* find(std::string_view tensor_name) const;
  /// SafetensorsFile::forget() of all files.
  void forget() const;

 private:
  std::string name_;
  std::vector<SafetensorsFile> files_;
  std::vector<const SafeTensor*> tensors_;
  std::map<std::string_view, const SafeTensor*> by_name_;
};

}  // namespace anbn
