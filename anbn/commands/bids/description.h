// SPDX-License-Identifier: Apache-2.0
// What a BIDS dataset of a study says of itself.
#pragma once

#include "anbn/commands/bids/names.h"
#include "anbn/commands/bids/sources.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// The text of dataset_description.json.
std::string dataset_description(const Study& study, const std::vector<SourceDataset>& sources);

/// Whether a text is the dataset_description.json of a dataset that anbn wrote, or is empty, as
/// that of one half removed.
bool is_own_description(const std::string& text);

/// README.md, .bidsignore, and descriptions.tsv with its JSON.
/// Throws Error if the disk is full.
void put_descriptions(const Study& study, const BidsNames& names,
                      const std::filesystem::path& root);

}  // namespace anbn
