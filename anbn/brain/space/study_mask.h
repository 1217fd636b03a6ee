// SPDX-License-Identifier: Apache-2.0
// The voxels that all scans of a study have: its grid and its mask.
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/io/nifti.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// A scan as far as its header tells.
struct ScanHeader {
  std::filesystem::path file;
  NiftiHeader header;
};

/// The header of a scan. Throws Error as read_nifti_header does, and if the file is no 4-D scan.
ScanHeader read_scan_header(const std::filesystem::path& file);

/// The grid of a study: that of its first scan, or with voxels of other sizes in the same place.
/// @param voxel_mm  [0] (the scan's own), [1] or [3] sizes
/// Throws Error if there is another number of sizes, or one that cannot be.
Grid study_grid(const Grid& first_scan, std::span<const double> voxel_mm);

struct StudyMask {
  Mask mask;
  std::vector<std::size_t> mask_sizes;  // voxels of each mask on the study's grid
  std::vector<std::string> warnings;
};

/// The voxels of `grid` that lie in every mask and in the field of view of every scan. Masks on
/// other grids are resampled to the nearest voxel.
/// Throws Error if a mask cannot be read, has little in common with those before it or with a
/// scan's field of view (it is of another space), if nothing is left, or memory is short.
/// @param threshold  voxels of a mask above it are inside
StudyMask study_mask(const Grid& grid, std::span<const std::filesystem::path> masks,
                     std::span<const ScanHeader> scans, double threshold = 0);

}  // namespace anbn
