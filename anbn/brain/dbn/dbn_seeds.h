// SPDX-License-Identifier: Apache-2.0
// How reproducible the maps of a deep belief network are: it is trained again from other seeds.
#pragma once

#include "anbn/brain/dbn/dbn_training.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace anbn {

/// The product [V x M] of all layers' weights: the maps, as columns.
Matrix product_of_weights(const std::vector<DbnLayer>& layers, NetworkWork& work);

/// Trains with seed + 1, ..., seed + options.seeds - 1 on the same scans, and gives the files of
/// their maps, NPY [M x V] in `work.checkpoint`. What an earlier attempt has finished is not
/// trained again. Throws Error as trained_dbn does.
std::vector<std::filesystem::path> maps_of_other_seeds(const DbnScans& scans,
                                                       const DbnOptions& options,
                                                       std::uint64_t seed, NetworkWork& work);

/// For each of `maps` [M x V] the mean over `files` of its correlation with the map that it is
/// matched with. Throws Error if a file cannot be read.
std::vector<double> reproducibility_of(const Matrix& maps,
                                       const std::vector<std::filesystem::path>& files,
                                       Threads& threads);

}  // namespace anbn
