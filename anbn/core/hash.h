// SPDX-License-Identifier: Apache-2.0
// Content hashes of files, by which stages know whether an input has changed.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace anbn {

/// 32 hexadecimal digits: the 128-bit XXH3 of `bytes`.
std::string content_hash(std::string_view bytes);

/// The content hash of a file, read once in pieces. Throws Error if it cannot be read.
std::string file_hash(const std::filesystem::path& file);

enum class HashTrust { remembered, recompute };

/// File hashes remembered by path, inode, size and modification time [ns], so that gigabytes are
/// not read again. A file changed within two seconds before it was hashed is not remembered: a
/// second change could leave the same time stamp. Several threads may use it at once.
class HashMemory {
 public:
  /// Remembers in `store` (a TSV file that need not exist). A damaged store is forgotten.
  HashMemory(std::filesystem::path store, HashTrust trust);

  /// The content hash of `file`. Throws Error if it cannot be read.
  std::string hash(const std::filesystem::path& file);

  /// Writes what was learnt; silently does nothing where the store cannot be written.
  void save() const;

 private:
  std::filesystem::path store_;
  HashTrust trust_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();  // of what follows
  bool changed_ = false;
  std::map<std::string, std::string> hash_of_;  // "path \t inode \t size \t mtime" -> hash
};

}  // namespace anbn
