// SPDX-License-Identifier: Apache-2.0
// Classes of tokens in files: by their names.
#pragma once

#include "anbn/core/error.h"
#include "anbn/interpret/pos_profile.h"
#include "anbn/stats/correlation.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>

namespace anbn {

/// Empty for kNoIndex.
inline std::string name_of_class(const TagClasses& classes, std::size_t index) {
  return index == kNoIndex ? "" : classes.names.at(index);
}

/// kNoIndex of an empty name. Throws Error naming the file if there is no such class.
inline std::size_t class_named(const TagClasses& classes, const std::string& name,
                               const std::filesystem::path& file) {
  if (name.empty()) return kNoIndex;
  const auto found = std::find(classes.names.begin(), classes.names.end(), name);
  if (found == classes.names.end())
    fail("{}: found '{}'; expected {}. Run the stage again", file.string(), name,
         classes.column == "upos" ? "a part of speech" : "a class of the column " + classes.column);
  return static_cast<std::size_t>(found - classes.names.begin());
}

/// As fields of a JSON file.
struct TagClassesFields {
  TagClasses& classes;

  template <class V>
  void fields(V&& field) {
    field("column", classes.column);
    field("classes", classes.names);
  }
};

/// Throws Error unless there are as many classes as profiles have.
inline void check_classes(const TagClasses& classes, const std::filesystem::path& file) {
  if (classes.names.size() != kPosCategories)
    fail("{}: found {} classes; expected {}. Run the stage again", file.string(),
         classes.names.size(), kPosCategories);
}

}  // namespace anbn
