// SPDX-License-Identifier: Apache-2.0
// Takes its input for a .nii file, and for a pair glued together: an unpacked .hdr, then its .img.
#include "anbn/core/error.h"
#include "anbn/io/nifti_volumes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

constexpr std::size_t kMostVoxels = std::size_t{1} << 18, kMostVolumes = 64;

void check(const anbn::NiftiHeader& header) {
  for (const auto& row : header.grid.affine)
    for (const double x : row)
      if (!std::isfinite(x)) std::abort();
  for (const double mm : header.voxel_mm)
    if (!(mm > 0)) std::abort();
  const bool scaled = header.slope != 0 && std::isfinite(header.slope + header.intercept);
  if (header.volumes < 1 || header.grid.voxels() < 1 || !scaled || !(header.tr_s >= 0))
    std::abort();
}

template <class Number>
void read_volumes_as(std::span<const std::byte> data, const anbn::NiftiLayout& layout) {
  anbn::NiftiVolumes volumes(data, layout, "fuzz.nii");
  const std::size_t voxels = layout.header.grid.voxels();
  if (voxels > data.size() * anbn::kLargestGzipRatio) std::abort();
  if (voxels > kMostVoxels) return;
  std::vector<Number> volume(voxels);
  for (std::size_t v = 0; v < std::min(layout.header.volumes, kMostVolumes); ++v)
    volumes.read(std::span(volume));
}

void read_volumes(std::span<const std::byte> data, const anbn::NiftiLayout& layout) {
  check(layout.header);
  if (layout.header.fits_float)
    read_volumes_as<float>(data, layout);
  else
    read_volumes_as<double>(data, layout);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    read_volumes(bytes, anbn::nifti_layout_of(bytes, anbn::NiftiPlace::same_file, "fuzz.nii"));
  } catch (const anbn::Error&) {
  }
  try {
    const auto layout = anbn::nifti_layout_of(bytes, anbn::NiftiPlace::beside, "fuzz.hdr");
    const std::size_t header_bytes = layout.header.version == 1 ? 348 : 540;
    if (size > header_bytes) read_volumes(bytes.subspan(header_bytes), layout);
  } catch (const anbn::Error&) {
  }
  return 0;
}
