// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/commands/bids/names.h"
#include "anbn/commands/bids/sources.h"

#include <filesystem>
#include <vector>

namespace anbn {

/// The mask of the study, the maps of its networks and the mean volume, each with its JSON, as far
/// as there are any. Throws Error if the disk is full.
void put_volumes(const Study& study, const BidsNames& names,
                 const std::vector<SourceDataset>& sources, const std::filesystem::path& root);

}  // namespace anbn
