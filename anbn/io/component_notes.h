// SPDX-License-Identifier: Apache-2.0
// What the sidecar of a table of confounds says of the principal components in it.
// Source: https://fmriprep.org/en/stable/outputs.html#confounds
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace anbn {

struct ComponentNote {
  std::string mask;     // whose voxels it is of: "combined", "CSF", "WM"; empty if not said
  double variance = 0;  // of that mask which it and those before it explain, 0 to 1; 0: not said
};
using ComponentNotes = std::map<std::string, ComponentNote, std::less<>>;

/// Of each column that the JSON file describes. Throws Error if it is no JSON object, or Mask or
/// CumulativeVarianceExplained of a column is of another type.
ComponentNotes read_component_notes(const std::filesystem::path& json_file);

}  // namespace anbn
