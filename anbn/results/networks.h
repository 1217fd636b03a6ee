// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `networks`: networks.tsv, STORY.npy and STORY/listener_XX.npy; of
// networks in volumes maps.nii.gz and mean.nii.gz. What a method writes beside them is in
// network_health.h.
#pragma once

#include "anbn/brain/networks/network_method.h"
#include "anbn/core/matrix.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// networks.tsv: which networks there are.
struct NetworkList {
  std::vector<std::string> names;  // [M]
  // [M] the first network with nearly the same map; kNoIndex: this is the first. Empty without
  // maps.
  std::vector<std::size_t> alike;
  std::vector<double> reproducibility;  // [M] as in Networks

  template <class V>
  void columns(V&& column);
};

struct NetworkResults {
  NetworkList list;
  std::vector<StoryNetworks> stories;
};

/// Writes all but maps into the existing folder. Throws Error if the disk is full.
void write(const NetworkResults& results, const std::filesystem::path& folder);
/// What write wrote, the stories in the order of their names. Throws Error naming the file if one
/// is missing or damaged.
NetworkResults read_networks(const std::filesystem::path& folder);

NetworkList read_network_list(const std::filesystem::path& folder);

/// Writes maps [M x V] and the mean volume [grid.voxels()] to show them on.
void write_maps_on_mean(const Matrix& maps, const Mask& mask, std::span<const float> mean,
                        const std::filesystem::path& folder);
/// The files of maps and mean, which are read a volume at a time; the first is absent where
/// networks came without maps.
std::filesystem::path maps_file(const std::filesystem::path& folder);
std::filesystem::path mean_file(const std::filesystem::path& folder);

/// The stories that there are networks of, in the order of their names.
std::vector<std::string> stories_in(const std::filesystem::path& folder);
/// `story`, or where that is empty the only one there is. Throws Error naming those that there are
/// if there is none of this name, none at all, or several.
std::string story_in(const std::filesystem::path& folder, const std::string& story);

/// The mean time courses [T x M] of a story. Throws Error if they cannot be read.
Matrix read_courses(const std::filesystem::path& folder, const std::string& story);
std::filesystem::path courses_file(const std::filesystem::path& folder, const std::string& story);

/// The time courses [T x M] of a story's single listeners. Throws Error if there are none.
std::vector<Matrix> read_listener_courses(const std::filesystem::path& folder,
                                          const std::string& story);
std::size_t count_listeners(const std::filesystem::path& folder, const std::string& story);
/// The scans of a story's listeners; empty where they have no names.
std::vector<std::string> read_listener_scans(const std::filesystem::path& folder,
                                             const std::string& story);

}  // namespace anbn
