// SPDX-License-Identifier: Apache-2.0
// The BIDS datasets that the scans and masks of a study come from.
#pragma once

#include "anbn/study/study.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct SourceDataset {
  std::filesystem::path root;
  std::string label;      // in the URIs of its files
  std::string name, doi;  // as it calls itself; may be empty
};

/// The datasets, each once, in the order in which the study names files of theirs: a file is of the
/// nearest folder above it that has a dataset_description.json.
std::vector<SourceDataset> source_datasets(const Study& study);

/// "bids:fmriprep:sub-01/func/...": the files by datasets and their places in these; none where a
/// file is of no dataset.
std::vector<std::string> bids_uris(const std::vector<std::filesystem::path>& files,
                                   const std::vector<SourceDataset>& datasets);

/// Every scan of a study.
std::vector<std::filesystem::path> scans_of(const Study& study);

/// A path as it may stand in a URI.
std::string uri_path(const std::filesystem::path& path);

}  // namespace anbn
