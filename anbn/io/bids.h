// SPDX-License-Identifier: Apache-2.0
// File names and folders of BIDS, the Brain Imaging Data Structure: what a name says, which files
// a dataset has, and which of them apply to a scan.
// Source: https://bids-specification.readthedocs.io (common principles: file names, inheritance)
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// "sub-01_task-pieman_run-1_bold.nii.gz" taken apart.
struct BidsName {
  std::vector<std::pair<std::string, std::string>> entities;  // ("sub", "01"), ... in their order
  std::string suffix;                                         // "bold"
  std::string extension;                                      // ".nii.gz"

  /// The label of an entity; empty if the name has none.
  std::string_view label(std::string_view entity) const;
};

/// What the name of a file says; nothing if it is not made as BIDS wants (entities "key-label",
/// joined by "_", then a suffix and an extension).
std::optional<BidsName> parse_bids_name(std::string_view file_name);

/// Whether `name` has all entities of `part`, with the same labels. Indices (run, echo, split, ...)
/// are compared as numbers, run-1 is run-01; labels as text, sub-1 is not sub-01.
bool has_entities(const BidsName& name, const BidsName& part);

/// Whether label `a` comes before `b`: numbers by their value, and before words.
bool label_before(std::string_view a, std::string_view b);

struct BidsFile {
  std::filesystem::path path,
      folder;  // folder: relative to the root ("sub-01/func"; "" at the top)
  BidsName name;
};

/// The files of a dataset, or of derivatives.
struct BidsFolder {
  std::filesystem::path root;
  std::vector<BidsFile> files;  // sorted by path
  std::size_t forks = 0;        // "._" files, which macOS leaves on foreign disks: passed over

  /// Those of one suffix and extension.
  std::vector<const BidsFile*> of(std::string_view suffix, std::string_view extension) const;
};

/// The files at the top of `root`, in its folders tpl-*, and in sub-*, sub-*/func, sub-*/ses-* and
/// sub-*/ses-*/func, as far as their names are BIDS. Only names are read, so that links to data
/// that are not here count as well. Throws Error if `root` is no folder or may not be read.
BidsFolder list_bids(const std::filesystem::path& root);

/// The files among `files` that apply to data called `name` by the inheritance principle, the
/// nearest first: those in its subject's and session's folders or above them whose entities it
/// all has.
std::vector<const BidsFile*> inherited(const std::vector<const BidsFile*>& files,
                                       const BidsName& name);

/// Whether a file's data are here, or must be fetched first (git-annex, DataLad, git-lfs).
enum class DataState { here, not_fetched, missing };
DataState data_state(const std::filesystem::path& path);

}  // namespace anbn
