// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `bold`: bold.npy, mean.nii.gz, bad_voxels.tsv.
#pragma once

#include "anbn/backend/bfloat16.h"
#include "anbn/brain/scans/bold.h"
#include "anbn/brain/space/mask.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What run.json calls the degrees of freedom that are left of the volumes used, where something is
/// regressed out.
inline constexpr std::string_view kFreedomLeft = "degrees of freedom left";

/// A voxel that is 0 throughout.
struct BadVoxel {
  std::size_t voxel = 0;            // of the mask, from 0
  std::size_t i = 0, j = 0, k = 0;  // in the grid
  std::string problem;              // "constant" or "not finite"
};

/// All voxels of a scan that are 0 throughout.
std::vector<BadVoxel> bad_voxels(const Bold& bold, const Mask& mask);

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const Bold& bold, const Mask& mask, Precision numbers,
           const std::filesystem::path& folder);

/// The file of the z-scored volumes, NPY [T x V], which are read some at a time.
std::filesystem::path bold_file(const std::filesystem::path& folder);
/// The mean volume [grid.voxels()] before z-scoring. Throws Error if it is not on the grid of
/// `mask`, or cannot be read.
std::vector<float> read_bold_mean(const std::filesystem::path& folder, const Mask& mask);
std::vector<BadVoxel> read_bad_voxels(const std::filesystem::path& folder);

}  // namespace anbn
