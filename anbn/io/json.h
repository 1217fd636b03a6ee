// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace anbn {

/// The numbers, texts and truth values at the top level of a JSON object, such as a model's
/// config.json. Null is absent. Of members that are objects the scalars are known in the same way,
/// of lists the texts if they hold nothing else; what lies deeper is known by name only.
struct JsonScalars {
  struct Composite {};  // a list or object: there, but not a scalar
  std::string file;     // where it was read, for errors
  std::map<std::string, std::variant<double, std::string, bool, Composite>, std::less<>> values;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;  // those of texts alone
  std::set<std::string, std::less<>> nulls;  // members that are null, for whom this is a value
  std::vector<JsonScalars> objects;          // `file` is "FILE: MEMBER"
  std::string member;                        // what such an object is called

  /// Whether there is a member `name` that is a scalar.
  bool has(std::string_view name) const;

  /// The number `name`. Throws Error naming file, key and nearest key if it is absent or no number.
  double number(std::string_view name) const;
  /// The number `name`, or `otherwise` if it is absent. Throws Error if it is no number.
  double number_or(std::string_view name, double otherwise) const;
  /// The whole number `name`. Throws Error if it is absent or not whole.
  std::int64_t integer(std::string_view name) const;
  std::int64_t integer_or(std::string_view name, std::int64_t otherwise) const;
  /// The text `name`. Throws Error if it is absent or no text.
  std::string text(std::string_view name) const;
  std::string text_or(std::string_view name, std::string_view otherwise) const;
  /// The truth value `name`, or `otherwise` if it is absent. Throws Error if it is none.
  enum class Truth { no, yes };
  Truth truth_or(std::string_view name, Truth otherwise) const;
  /// The texts of the list `name`, or null if it is absent. Throws Error if it is something else.
  const std::vector<std::string>* texts(std::string_view name) const;
  /// The object `name`, or null if it is absent. Throws Error if it is something else.
  const JsonScalars* object(std::string_view name) const;
};

/// The scalars of a JSON file of at most 16 MiB. Throws Error naming the place if it is no JSON
/// object, nests deeper than 64 levels or names a member twice.
JsonScalars read_json_scalars(const std::filesystem::path& path);
/// The same from text; `name` is the file in errors.
JsonScalars parse_json_scalars(std::string_view text, const std::string& name);

/// Every text that is a member `member` of an object at any depth of a JSON file, or stands in the
/// list that is, or is called "content" inside the object that is (as Hugging Face writes tokens),
/// in the file's order. Throws Error as read_json_scalars.
std::vector<std::string> json_texts_called(const std::filesystem::path& path,
                                           std::string_view member);

}  // namespace anbn
