// SPDX-License-Identifier: Apache-2.0
// Names of an atlas's regions, in the text files that atlases come with: a CSV or TSV with columns
// index and name (Schaefer's of nilearn, BIDS), lines of a number and a name (AAL's of MRIcron,
// lookup tables of FreeSurfer), or a name a line (Yeo's).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace anbn {

struct RegionNames {
  std::map<std::int64_t, std::string> names;  // by label
  /// Whether the file says the labels itself; otherwise line n names label n, or label n - 1 where
  /// the first line names the background.
  bool numbered = false;
};

/// Of lists, empty lines and lines that begin with # are passed over. After the name of a line with
/// a number further numbers (codes, colours) are left out, unless names would then be the same.
/// Throws Error naming the line if a label comes twice, a name is empty, only some lines have
/// numbers, or the text is XML, not UTF-8 or without any name.
RegionNames read_region_names(const std::filesystem::path& path);
/// The same from text; `name` is the file in errors.
RegionNames parse_region_names(std::string_view text, const std::string& name);

}  // namespace anbn
