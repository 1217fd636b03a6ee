// SPDX-License-Identifier: Apache-2.0
// What null models read beside the networks, from the results that a stage is given.
#pragma once

#include "anbn/stats/nulls/null.h"

#include <filesystem>
#include <span>
#include <string>

namespace anbn {

/// Where a story's results lie.
struct NullSources {
  std::filesystem::path tokens, timecourses, networks;
  std::string story;  // as the networks call it
};

/// The settings of the null models called `nulls`: the smallest shift in whole volumes, and, where
/// they are asked for, the HRF of the neurons and the networks of all other stories.
NullSettings null_settings(std::span<const std::string> nulls, const NullSources& sources,
                           double min_shift_s);

}  // namespace anbn
