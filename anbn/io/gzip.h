// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace anbn {

/// Deflate cannot make data smaller than by this factor: what declares more is a lie.
inline constexpr std::size_t kLargestGzipRatio = 1032;

/// Whether `bytes` begin with the magic number of gzip.
bool is_gzip(std::span<const std::byte> bytes);

/// Unpacks gzip data piece by piece: any number of members, zero padding after the last.
class GzipReader {
 public:
  /// `packed` must outlive the reader; `name` is the file in errors.
  GzipReader(std::span<const std::byte> packed, std::string name);
  ~GzipReader();
  GzipReader(GzipReader&&) noexcept;
  GzipReader& operator=(GzipReader&&) = delete;

  /// Fills `out` and returns how many bytes there were; fewer than asked only at the end.
  /// Throws Error if the data are cut short, damaged (CRC) or followed by something else.
  std::size_t read(std::span<std::byte> out);

  /// How many of the packed bytes are no longer needed.
  std::size_t position() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The unpacked data. Throws Error as GzipReader does, and if they are more than `max_bytes`.
std::string unpack_gzip(std::span<const std::byte> packed, const std::string& name,
                        std::size_t max_bytes);

/// `bytes` as one gzip member without name or time, so that the same bytes give the same file.
std::string pack_gzip(std::span<const std::byte> bytes);

/// A gzip file being written piece by piece: one member without name or time, so that the same
/// pieces give the same file.
class GzipWriter {
 public:
  /// `level`: zlib's, from 1 (fast) to 9 (small). Throws Error if the file cannot be created.
  GzipWriter(const std::filesystem::path& path, int level);
  ~GzipWriter();
  GzipWriter(GzipWriter&&) noexcept;
  GzipWriter& operator=(GzipWriter&&) = delete;

  /// Appends. Throws Error if the disk is full or failing.
  void write(std::span<const std::byte> bytes);

  /// Writes what is buffered, syncs and closes. Throws Error if the disk is full or failing.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anbn
