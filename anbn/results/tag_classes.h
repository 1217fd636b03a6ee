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
#include <vector>

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

/// Throws Error unless `index`, read from `file`, is a class.
inline void expect_class(const TagClasses& classes, std::size_t index,
                         const std::filesystem::path& file) {
  if (index == kNoIndex)
    fail("{}: found n/a for a {}. Run the stage again", file.string(), class_word(classes));
}

/// The names of the classes that a member of each row is; and back.
template <class Row>
std::vector<std::string> names_of_members(const TagClasses& classes, const std::vector<Row>& rows,
                                          std::size_t Row::*member) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(name_of_class(classes, row.*member));
  return names;
}
template <class Row>
void set_classes(const TagClasses& classes, const std::vector<std::string>& names,
                 const std::filesystem::path& file, std::size_t Row::*member,
                 std::vector<Row>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].*member = class_named(classes, names[i], file);
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
