// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `timecourses`: timecourses.npy and neurons.tsv.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/results/neurons.h"

#include <filesystem>
#include <vector>

namespace anbn {

struct TimecoursesResults {
  Matrix timecourses;           // [T x N]
  std::vector<Neuron> neurons;  // [N]
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const TimecoursesResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or damaged, or they disagree.
TimecoursesResults read_timecourses(const std::filesystem::path& folder);

}  // namespace anbn
