// SPDX-License-Identifier: Apache-2.0
// The tensors of a safetensors file, memory-mapped.
// Source: https://github.com/huggingface/safetensors (format section of its README)
#pragma once

#include "anbn/io/file.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// One tensor: its bytes are little-endian, C order, and lie in the mapped file.
struct SafeTensor {
  std::string name, dtype;  // dtype as in the file: F32, F16, BF16, F64, I64, ...
  std::vector<std::size_t> shape;
  std::span<const std::byte> bytes;

  /// The product of the shape.
  std::size_t count() const;
};

class SafetensorsFile {
 public:
  /// Maps and checks a file: the header against the file's size and as JSON, each tensor's shape
  /// and type against its bytes, all tensors for overlaps, holes and bounds.
  /// Throws Error naming the tensor; for a PyTorch file or a git-lfs or git-annex pointer, one
  /// that says how to get a safetensors file.
  explicit SafetensorsFile(const std::filesystem::path& path);
  /// The same over bytes that outlive this object; `name` is the file in errors.
  SafetensorsFile(std::span<const std::byte> bytes, std::string name);

  const std::string& name() const { return name_; }
  /// In the order in which their bytes lie in the file.
  const std::vector<SafeTensor>& tensors() const { return tensors_; }
  /// The text members of `__metadata__`.
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

  /// The tensor called `tensor_name`, or null.
  const SafeTensor* find(std::string_view tensor_name) const;
  /// The same. Throws Error naming the nearest tensor if there is none.
  const SafeTensor& tensor(std::string_view tensor_name) const;

  /// Gives back the memory of all that was read so far of a mapped file; tensors stay valid, and
  /// are read from the disk again where they are looked at again.
  void forget() const;

 private:
  void read(std::span<const std::byte> bytes);

  std::string name_;
  std::optional<MappedFile> map_;
  std::vector<SafeTensor> tensors_;
  std::map<std::string, std::size_t, std::less<>> index_of_;
  std::map<std::string, std::string> metadata_;
};

/// The values of an F32, F16, BF16 or F64 tensor as float32 (F64 rounded to the nearest).
/// Throws Error naming the tensor if it is of another type.
std::vector<float> to_float(const SafeTensor& tensor);

/// The values of an F32 tensor where they lie in the file; nothing if it is of another type or
/// its bytes are not aligned for that (then use to_float).
std::optional<std::span<const float>> view_f32(const SafeTensor& tensor);

}  // namespace anbn
