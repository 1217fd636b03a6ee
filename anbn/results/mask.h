// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `mask`: mask.nii.gz, scans.tsv.
#pragma once

#include "anbn/brain/space/mask.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// What the header of a scan says.
struct MaskedScan {
  std::string scan;  // name of its file
  std::size_t volumes = 0;
  std::string size, voxel_mm;  // by axis: "64x64x35"
  double tr_s = 0;             // NaN if it does not say
  std::string grid;            // "same" as the mask's, or "resampled" to it
};

struct MaskResults {
  Mask mask;
  std::vector<MaskedScan> scans;
};

/// Writes the files into the existing folder. Throws Error if the disk is full.
void write(const MaskResults& results, const std::filesystem::path& folder);
/// What write wrote. Throws Error naming the file if one is missing or damaged.
MaskResults read_mask_results(const std::filesystem::path& folder);

/// The mask alone.
Mask read_mask_of(const std::filesystem::path& folder);
std::filesystem::path mask_file(const std::filesystem::path& folder);
/// The scans alone.
std::vector<MaskedScan> read_masked_scans(const std::filesystem::path& folder);

}  // namespace anbn
