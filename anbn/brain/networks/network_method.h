// SPDX-License-Identifier: Apache-2.0
// How brain networks and their time courses come about. A method is one file and one line in
// list.cpp.
#pragma once

#include "anbn/core/matrix.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The scans of one story and which of their volumes belong to it.
struct StoryScans {
  std::string story;
  std::vector<std::filesystem::path> files;  // one or several listeners each
  std::size_t first_volume = 0;              // of the scan, counted from 0
  std::size_t volumes = 0;                   // how many are used; 0: all from the first on
};

/// How listeners enter their mean: each standardized over the story, or as they are.
enum class ListenerAverage { zscore, raw };

/// The time courses of one story.
struct StoryNetworks {
  std::string story;
  Matrix mean;                    // [T x M] over the listeners
  std::vector<Matrix> listeners;  // [T x M] each, as they enter the mean
  // Series of single listeners that cannot be standardized and are 0 in the mean.
  std::size_t constant_series = 0, not_finite_series = 0;
};

struct Networks {
  std::vector<std::string> names;  // [M]
  std::vector<StoryNetworks> stories;
};

/// One line of the table of network methods.
struct NetworkMethod {
  std::string_view name, summary;
  /// Throws Error if a file is wrong, has fewer volumes than are asked, or other networks than the
  /// files before it.
  Networks (*find)(std::span<const StoryScans> stories, ListenerAverage average);
};

/// Every network method.
std::span<const NetworkMethod> network_methods();

/// The method called `name`. Throws Error naming the nearest one if there is none.
const NetworkMethod& network_method_named(std::string_view name);

}  // namespace anbn
