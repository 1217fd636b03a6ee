// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `nuisance`: regressors.tsv.
#pragma once

#include "anbn/io/table.h"
#include "anbn/signal/nuisance.h"

#include <filesystem>
#include <vector>

namespace anbn {

/// A regressor for each column of a table of numbers. Throws Error naming the cell that is none.
std::vector<Regressor> regressors_of(const Table& table);

/// Writes a column for each of `regressors`, which have as many values each and other names each,
/// into the existing folder. Throws Error if the disk is full.
void write(const std::vector<Regressor>& regressors, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if it is missing or holds something else.
std::vector<Regressor> read_regressors(const std::filesystem::path& folder);

}  // namespace anbn
