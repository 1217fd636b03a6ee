// SPDX-License-Identifier: Apache-2.0
// A JSON file of results as a struct that lists its members once, for those who write and who read
// it:
//
//   template <class V> void fields(V&& field) {
//     field("draws", draws);
//     field("global", global);           // a struct with fields of its own
//     field.optional("remark", remark);  // left out where it is empty
//     field.or_default("title", title);  // files of an earlier program may lack it
//   }
//
// NaN and absent values are null in files. Costly to include (JSON): for sources alone.
#pragma once

#include "anbn/core/error.h"
#include "anbn/io/file.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

using FieldsJson = nlohmann::ordered_json;

namespace fields {

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
/// Names with texts are an object in files.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

/// Whether a member that may be left out is.
template <class T>
bool is_empty(const T& value) {
  if constexpr (is_optional<T>::value)
    return !value.has_value();
  else
    return value.empty();
}

template <class T>
FieldsJson to_json(const T& value);

class Writer {
 public:
  template <class T>
  void operator()(std::string_view name, const T& value) {
    object_[std::string(name)] = to_json(value);
  }
  template <class T>
  void optional(std::string_view name, const T& value) {
    if (!is_empty(value)) (*this)(name, value);
  }
  template <class T>
  void or_default(std::string_view name, const T& value) {
    (*this)(name, value);
  }
  FieldsJson take() { return std::move(object_); }

 private:
  FieldsJson object_ = FieldsJson::object();
};

template <class T>
FieldsJson to_json(const T& value) {
  if constexpr (std::is_same_v<T, NamedTexts>) {
    FieldsJson object = FieldsJson::object();
    for (const auto& [name, text] : value) object[name] = text;
    return object;
  } else if constexpr (is_vector<T>::value) {
    FieldsJson list = FieldsJson::array();
    for (const auto& item : value) list.push_back(to_json(item));
    return list;
  } else if constexpr (is_optional<T>::value) {
    return value ? to_json(*value) : FieldsJson();
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isnan(value) ? FieldsJson() : FieldsJson(value);
  } else if constexpr (requires(T & v, Writer & w) { v.fields(w); }) {
    Writer writer;
    const_cast<T&>(value).fields(writer);  // visited for reading alone
    return writer.take();
  } else if constexpr (requires { fields_json(value); }) {
    return fields_json(value);
  } else {
    return value;
  }
}

template <class T>
void from_json(const FieldsJson& json, const std::string& place, T& value);

class Reader {
 public:
  /// @param place  of the object in words, for errors: "FILE" or "FILE: global"
  Reader(const FieldsJson& object, std::string place) : object_(object), place_(std::move(place)) {
    if (!object.is_object()) fail("{}: no JSON object; run the stage again", place_);
  }

  template <class T>
  void operator()(std::string_view name, T& value) {
    const auto found = object_.find(std::string(name));
    if (found == object_.end()) fail("{}: '{}' is missing; run the stage again", place_, name);
    from_json(*found, place_ + ": " + std::string(name), value);
  }
  template <class T>
  void optional(std::string_view name, T& value) {
    if (object_.contains(std::string(name))) (*this)(name, value);
  }
  template <class T>
  void or_default(std::string_view name, T& value) {
    optional(name, value);
  }

 private:
  const FieldsJson& object_;
  std::string place_;
};

template <class T>
void from_json(const FieldsJson& json, const std::string& place, T& value) {
  if constexpr (std::is_same_v<T, NamedTexts>) {
    if (!json.is_object()) fail("{}: found {}; expected texts with names", place, json.dump());
    value.clear();
    for (const auto& [name, text] : json.items())
      from_json(text, place + ": " + name, value.emplace_back(name, "").second);
  } else if constexpr (is_vector<T>::value) {
    if (!json.is_array()) fail("{}: found {}; expected a list", place, json.dump());
    value.clear();
    for (const FieldsJson& item : json) from_json(item, place, value.emplace_back());
  } else if constexpr (is_optional<T>::value) {
    value.reset();
    if (!json.is_null()) from_json(json, place, value.emplace());
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!json.is_number() && !json.is_null())
      fail("{}: found {}; expected a number", place, json.dump());
    value = json.is_null() ? std::numeric_limits<T>::quiet_NaN() : json.get<T>();
  } else if constexpr (requires(T & v, Reader & r) { v.fields(r); }) {
    Reader reader(json, place);
    value.fields(reader);
  } else if constexpr (requires { from_fields_json(json, value); }) {
    from_fields_json(json, value);
  } else {
    try {
      json.get_to(value);
    } catch (const nlohmann::json::exception&) {
      fail("{}: found {}; expected something else. Run the stage again", place, json.dump());
    }
  }
}

/// The text of a file of `value`, which has `fields`. Bytes that are no UTF-8 become U+FFFD.
template <class T>
std::string text_of(const T& value) {
  return to_json(value).dump(2, ' ', false, FieldsJson::error_handler_t::replace) + "\n";
}

/// What text_of wrote; `place` is the file in errors.
template <class T>
void parse(const std::string& text, const std::string& place, T& value) {
  const FieldsJson json = FieldsJson::parse(text, nullptr, false);
  if (json.is_discarded()) fail("{}: not JSON; run the stage again", place);
  from_json(json, place, value);
}

}  // namespace fields

/// Writes a struct that has `fields`, as JSON. Throws Error if the disk is full.
template <class T>
void write_fields(const std::filesystem::path& file, const T& value) {
  write_file(file, fields::text_of(value));
}

/// What write_fields wrote; further members in the file are passed over. Throws Error naming file
/// and member if one is missing or is something else.
template <class T>
void read_fields(const std::filesystem::path& file, T& value) {
  fields::parse(read_text(file), file.string(), value);
}
template <class T>
T read_fields(const std::filesystem::path& file) {
  T value;
  read_fields(file, value);
  return value;
}

}  // namespace anbn
