// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace anbn {

/// Has `at` be the finished result `file`, without taking space for it again where the file system
/// has hard links, and makes its folder. Throws Error if the disk is full.
void put_file(const std::filesystem::path& file, const std::filesystem::path& at);

/// `path` and `extension`, also where there is a dot in its last part.
inline std::filesystem::path with(std::filesystem::path path, const char* extension) {
  return path += extension;
}

}  // namespace anbn
