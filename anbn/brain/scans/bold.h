// SPDX-License-Identifier: Apache-2.0
// One scan as the matrix in which networks are found: the voxels of a mask over the volumes of a
// story, each voxel with mean 0 and standard deviation 1.
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/core/progress.h"
#include "anbn/io/nifti.h"
#include "anbn/signal/nuisance.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct BoldSettings {
  std::size_t first_volume = 0;  // of the scan, counted from 0
  std::size_t volumes = 0;       // T; 0: all from the first on
  Nuisance nuisance = {};        // over all volumes of the scan; empty: nothing is regressed out
  double fwhm_mm = 0;            // of the smoothing; 0: none
};

enum class VoxelProblem { none, constant, not_finite };

struct Bold {
  Matrix values;                       // [T x V]
  std::vector<float> mean;             // [V] over the T volumes, before z-scoring
  std::vector<VoxelProblem> problems;  // [V]; where there is one, the values are 0
  std::size_t count(VoxelProblem problem) const;
};

/// How many volumes of a scan are used. Throws Error naming both numbers if it has fewer.
std::size_t volumes_used_of(const std::string& scan, std::size_t available,
                            const BoldSettings& settings);

/// The bytes that read_bold takes.
double bold_memory(const NiftiHeader& header, const Mask& mask, const BoldSettings& settings,
                   int threads);

/// The voxels of `mask` in the scan `path`, in this order: resampled to the mask's grid (trilinear,
/// untouched where grids are equal); the nuisance set regressed out over the whole scan, but not
/// the mean; smoothed inside the mask; cut to the used volumes; z-scored,
///   z(t) = (x(t) - mean) / sqrt(sum_t (x(t) - mean)^2 / T).
/// A voxel that is constant over the used volumes, or that the nuisance set explains, or that has a
/// NaN or an infinity, is 0 throughout and takes no part in smoothing. The file is read once, a
/// volume at a time, to its end. The same bytes for any number of threads.
/// Throws Error if the file is damaged, no 4-D scan, has too few volumes, or memory is short.
Bold read_bold(const std::filesystem::path& path, const Mask& mask, const BoldSettings& settings,
               Threads& threads, Progress& progress);

}  // namespace anbn
