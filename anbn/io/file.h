// SPDX-License-Identifier: Apache-2.0
// Files read through a map, written with write calls whose every result is checked.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The bytes of a string, for functions that take bytes.
inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

/// A whole file, read-only in memory without being copied. The file must not shrink meanwhile.
class MappedFile {
 public:
  /// Throws Error if the file is missing, unreadable, not a regular file or a git-lfs or git-annex
  /// pointer. It may be empty.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Gives back the memory of the bytes before `count`, which are read from the disk again where
  /// they are looked at again.
  void forget_first(std::size_t count) const;

  /// Valid as long as this object; moving it does not move the bytes.
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

/// A file of which parts are read, in any order.
class FileReader {
 public:
  /// Throws Error if the file is missing or unreadable.
  explicit FileReader(const std::filesystem::path& path);
  ~FileReader();
  FileReader(FileReader&& other) noexcept;
  FileReader& operator=(FileReader&&) = delete;

  /// Fills `out` with the bytes from `offset` on. Several threads may read at once.
  /// Throws Error if the file ends before or the disk is failing.
  void read(std::size_t offset, std::span<std::byte> out) const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Makes a folder and those that it lies in, where they are not there. Throws Error naming it.
void make_folder(const std::filesystem::path& folder);

inline constexpr std::size_t kLargestText = std::size_t{1} << 30;

/// The contents of a file, unpacked if it begins with the magic number of gzip.
/// Throws Error if it cannot be read or is larger (unpacked) than `max_bytes`.
std::string read_text(const std::filesystem::path& path, std::size_t max_bytes = kLargestText);

/// A file being written from its beginning, replacing what was there. Without finish() it stays
/// behind cut short: writers that need "whole or absent" work in a folder that they rename.
class FileWriter {
 public:
  /// Throws Error if the file cannot be created.
  explicit FileWriter(const std::filesystem::path& path);
  ~FileWriter();
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;

  /// Appends. Throws Error if the disk is full or failing.
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(as_bytes(text)); }

  /// Writes what is buffered, syncs and closes. Throws Error if the disk is full or failing.
  void finish();

  const std::filesystem::path& path() const { return path_; }

 private:
  void write_through(std::span<const std::byte> bytes);

  std::filesystem::path path_;
  std::vector<std::byte> buffer_;
  int descriptor_ = -1;
};

/// Writes a whole file and syncs it. Throws Error if the disk is full or failing.
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

/// Makes the names in a folder (files made, renamed, removed) survive a power cut.
/// Throws Error if the folder cannot be opened or synced.
void sync_folder(const std::filesystem::path& folder);

}  // namespace anbn
