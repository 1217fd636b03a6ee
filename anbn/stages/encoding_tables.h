// SPDX-License-Identifier: Apache-2.0
// What the stage `encoding` writes.
#pragma once

#include "anbn/analysis/ridge_significance.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// All that the files of encoding/ are made from.
struct EncodingResults {
  std::string story;
  RidgeTestPlan plan;
  std::size_t volumes = 0;
  std::vector<NeuronGroup> groups;
  std::vector<std::string> nuisance;  // names of the regressors
  RidgeTests tests;
};

/// Writes the files of encoding/ to `out` as docs/formats.md describes them.
void write_encoding(const EncodingResults& results, const std::filesystem::path& out);

}  // namespace anbn
