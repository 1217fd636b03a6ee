// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/brain/networks/dual_regression.h"
#include "anbn/brain/networks/network_method.h"
#include "anbn/brain/space/mask.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace anbn {

/// Maps [M x V] in a mask.
struct ImportedMaps {
  Matrix maps;
  bool resampled = false;      // the file had another grid
  std::size_t not_finite = 0;  // voxels of single maps that had no number and are 0 now
};

/// The volumes of a NIfTI file (4-D, or 3-D for one map) in the mask, trilinear where the file has
/// another grid. NaN, infinity and what lies outside its field of view become 0 and are counted.
/// Throws Error if the file cannot be read, is an atlas of labels, or lies nobody knows where.
ImportedMaps read_maps(const std::filesystem::path& file, const Mask& mask);

/// Maps that were found elsewhere, and how scans are read by them.
struct MapCourses {
  Matrix maps;  // [M x V]
  DualRegression dual;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> facts;
};

/// The maps of a file in the mask, for dual regression. `machine` must outlive the result.
/// Throws Error as read_maps, and if none of the maps varies in the mask.
MapCourses map_courses(const std::filesystem::path& file, const Mask& mask, double dual_ridge,
                       const Machine& machine);

/// Networks whose maps (inputs.maps) were found elsewhere: time courses of every scan by dual
/// regression. Throws Error as NetworkMethod::find does.
Networks import_maps(const NetworkInputs& inputs, const NetworkSettings& settings,
                     NetworkWork& work);

}  // namespace anbn
