// SPDX-License-Identifier: Apache-2.0
// The voxels of a NIfTI file, from bytes in memory.
#pragma once

#include "anbn/io/gzip.h"
#include "anbn/io/nifti_header.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// The header at the start of `file`, which may be packed by gzip. Throws Error as
/// parse_nifti_header does.
NiftiLayout nifti_layout_of(std::span<const std::byte> file, NiftiPlace place,
                            const std::string& name);

/// Hands out volume after volume, holding one piece of unpacked data at a time.
class NiftiVolumes {
 public:
  /// `file` holds the voxels, perhaps packed, and must outlive this; `name` stands in errors.
  /// Throws Error if it is too small for what the layout declares.
  NiftiVolumes(std::span<const std::byte> file, NiftiLayout layout, std::string name);

  const NiftiLayout& layout() const { return layout_; }

  /// Fills `volume` [voxels] with the next one, scaled; at most header.volumes times. Throws Error
  /// if the data are cut short or damaged.
  void read(std::span<float> volume) { read_numbers(volume); }
  void read(std::span<double> volume) { read_numbers(volume); }

  /// How many bytes of the file are no longer needed.
  std::size_t position() const;

 private:
  void skip(std::size_t count);
  template <class Number>
  void read_numbers(std::span<Number> volume);
  template <class Number>
  void read_packed(std::span<Number> volume);
  void widen(std::span<const std::byte> bytes, float* out) const;
  void widen(std::span<const std::byte> bytes, double* out) const;
  void check_end();

  NiftiLayout layout_;
  std::string name_;
  std::size_t file_bytes_, volumes_left_, bytes_read_ = 0;
  std::span<const std::byte> data_;  // where not packed: what has not been read yet
  std::optional<GzipReader> packed_;
  std::vector<std::byte> piece_;
};

}  // namespace anbn
