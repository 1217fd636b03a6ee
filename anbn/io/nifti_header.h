// SPDX-License-Identifier: Apache-2.0
// The header of a NIfTI file, on its own: the part that may say anything.
#pragma once

#include "anbn/io/nifti.h"
#include "anbn/io/nifti_values.h"

#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace anbn {

inline constexpr std::size_t kNifti1HeaderBytes = 348;
inline constexpr std::size_t kNifti2HeaderBytes = 540;

/// Where the voxels are: behind the header (.nii), or in the .img beside it (.hdr).
enum class NiftiPlace { same_file, beside };

/// Where and how a file holds its voxels.
struct NiftiLayout {
  NiftiHeader header;
  const NiftiKind* kind = nullptr;  // never null once parsed
  std::endian order = std::endian::little;
  std::size_t data_offset = 0;  // in the file that holds the voxels
  std::size_t data_bytes = 0;   // of all volumes

  std::size_t volume_bytes() const { return header.grid.voxels() * kind->bytes; }
};

/// Throws Error for the formats of other programs that can write NIfTI as well, known by their
/// first bytes `start` (may be empty) or by the file's name: says how.
void refuse_convertible(std::string_view start, const std::string& name);

/// What the first kNifti2HeaderBytes bytes of a file (or all, if it has fewer; unpacked) say.
/// Throws Error as read_nifti_header does, but for sizes of files.
NiftiLayout parse_nifti_header(std::span<const std::byte> start, NiftiPlace place,
                               const std::string& name);

/// Throws Error if `file`, packed or not, is too small for what the header declares. For packed
/// data that is what gzip can hold at most; whether it does shows when they are unpacked.
void check_nifti_size(const NiftiLayout& layout, std::span<const std::byte> file,
                      const std::string& name);

}  // namespace anbn
