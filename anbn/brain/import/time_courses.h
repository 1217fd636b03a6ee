// SPDX-License-Identifier: Apache-2.0
// Files of network time courses that were found elsewhere: NPY [volumes x M] or
// [listeners x volumes x M], or TSV with a header of names and one row a volume.
#pragma once

#include "anbn/brain/networks/network_method.h"
#include "anbn/core/matrix.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// The scans of a file, untrimmed.
struct TimeCourses {
  std::vector<Matrix> scans;       // [volumes x M], one a listener; at least one
  std::vector<std::string> names;  // [M] of the networks; empty where the file has none
};

/// The time courses in a file. Throws Error if it is of another kind, damaged, of another rank, or
/// empty.
TimeCourses read_time_courses(const std::filesystem::path& file);

/// The volumes of one scan of `file` that its story uses [T x M]. Throws Error if the scan has
/// fewer.
Matrix cut_to_story(const Matrix& scan, const StoryScans& story, const std::filesystem::path& file);

}  // namespace anbn
