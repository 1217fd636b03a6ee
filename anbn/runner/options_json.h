// SPDX-License-Identifier: Apache-2.0
// Options struct <-> JSON, from its visit(). Costly to include (JSON): only stages, commands and
// the program do.
#pragma once

#include "anbn/core/error.h"
#include "anbn/core/options.h"
#include "anbn/runner/stage.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <type_traits>

namespace anbn {

namespace options_json {

/// "by-preset": the word of an enumeration that another option decides.
inline std::string decided_word(const Allowed& allowed) {
  return "by-" + std::string(allowed.decided_by);
}

inline nlohmann::json to_value(const Input& v) { return v.path.string(); }
inline nlohmann::json to_value(const InputList& v) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& path : v.paths) list.push_back(path.string());
  return list;
}
template <class T>
nlohmann::json to_value(const T& v) {
  return v;
}
template <NamedEnum Enum>
nlohmann::json to_value(const Enum& v) {
  return name_of(v);
}
template <class T>
nlohmann::json to_value(const T& v, const Allowed&) {
  return to_value(v);
}
template <NamedEnum Enum>
nlohmann::json to_value(const std::optional<Enum>& v, const Allowed& allowed) {
  return v ? std::string(name_of(*v)) : decided_word(allowed);
}

inline void from_value(const nlohmann::json& j, Input& v) { v.path = j.get<std::string>(); }
inline void from_value(const nlohmann::json& j, InputList& v) {
  v.paths.clear();
  if (j.is_string())
    v.paths.emplace_back(j.get<std::string>());
  else
    for (const auto& path : j) v.paths.emplace_back(path.get<std::string>());
}
inline void from_value(const nlohmann::json& j, std::string& v) { v = j.get<std::string>(); }
inline void from_value(const nlohmann::json& j, double& v) {
  if (!j.is_number()) throw std::invalid_argument("number");
  v = j.get<double>();
}
inline void from_value(const nlohmann::json& j, std::int64_t& v) {
  if (!j.is_number_integer()) throw std::invalid_argument("integer");
  if (j.is_number_unsigned() && j.get<std::uint64_t>() > INT64_MAX)
    throw std::invalid_argument("integer");
  v = j.get<std::int64_t>();
}
template <class T>
void from_value(const nlohmann::json& j, std::vector<T>& v) {
  v.clear();
  const nlohmann::json list = j.is_array() ? j : nlohmann::json::array({j});
  for (const auto& item : list) from_value(item, v.emplace_back());
}
template <NamedEnum Enum>
void from_value(const nlohmann::json& j, Enum& v) {
  v = value_named<Enum>(j.get<std::string>(), "choice");
}
template <class T>
void from_value(const nlohmann::json& j, T& v, const Allowed&) {
  from_value(j, v);
}
template <NamedEnum Enum>
void from_value(const nlohmann::json& j, std::optional<Enum>& v, const Allowed& allowed) {
  v.reset();
  if (j != decided_word(allowed)) from_value(j, v.emplace());
}

/// "0 to 16 s", or the unit alone: "[s]".
inline std::string range_of(const Allowed& allowed) {
  const std::string words = allowed.in_words();
  return words.empty() && !allowed.unit.empty() ? "[" + std::string(allowed.unit) + "]" : words;
}

template <class T>
constexpr bool kIsOptional = false;
template <class T>
constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
void describe_type(OptionInfo& info, const T& v, const Allowed& allowed) {
  if constexpr (std::is_same_v<T, Input>) {
    constexpr const char* kNames[] = {"file",           "stage folder", "model folder",
                                      "results folder", "header",       "described file"};
    info.type = kNames[static_cast<int>(v.kind)];
    info.is_input = true;
    info.is_required = v.presence == Presence::required;
  } else if constexpr (std::is_same_v<T, InputList>) {
    info.type = v.kind == InputKind::stage    ? "stage folders"
                : v.kind == InputKind::header ? "headers"
                                              : "files";
    info.is_input = info.is_list = true;
    info.is_required = v.presence == Presence::required;
  } else if constexpr (NamedEnum<T>) {
    info.type = "choice";
    constexpr auto names = names_of(T{});
    info.allowed.assign(names.begin(), names.end());
  } else if constexpr (kIsOptional<T>) {
    describe_type(info, typename T::value_type{}, allowed);
  } else if constexpr (std::is_same_v<T, std::string>) {
    info.type = allowed.words.empty() ? "text" : "choice";
    info.allowed = allowed.words;
  } else if constexpr (std::is_same_v<T, double>) {
    info.type = "number";
    info.range = range_of(allowed);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    info.type = "integer";
    info.range = range_of(allowed);
  } else {
    describe_type(info, typename T::value_type{}, allowed);
    info.type += "s";
    info.is_list = true;
  }
}

/// Whether a value says that another option decides: absent, empty or below 0.
template <class T>
bool is_decided_elsewhere(const T& v) {
  if constexpr (kIsOptional<T>)
    return !v;
  else if constexpr (std::is_arithmetic_v<T>)
    return v < 0;
  else if constexpr (requires { v.empty(); })
    return v.empty();
  else
    return false;
}

template <class Names>
bool is_among(std::string_view name, const Names& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace options_json

/// The value that the stage in `folder` was run with. Throws Error as option_of_stage does.
template <NamedEnum Enum>
Enum choice_of_stage(const std::filesystem::path& folder, std::string_view stage,
                     std::string_view option) {
  const auto value = nlohmann::json::parse(option_of_stage(folder, stage, option));
  return value_named<Enum>(value.get<std::string>(), option);
}

/// All options of `Options` with their defaults and help.
template <class Options>
std::vector<OptionInfo> describe_options() {
  std::vector<OptionInfo> infos;
  Options o;
  o.visit([&](std::string_view name, auto& v, std::string_view help, const Allowed& allowed = {}) {
    OptionInfo info;
    info.name = name;
    info.help = help;
    const nlohmann::json value = options_json::to_value(v, allowed);
    info.default_value = value.is_string() ? value.template get<std::string>() : value.dump();
    if (info.default_value == "[]") info.default_value.clear();
    options_json::describe_type(info, v, allowed);
    if (!allowed.decided_by.empty() && options_json::is_decided_elsewhere(v))
      info.default_value = "by " + std::string(allowed.decided_by);
    if constexpr (requires { Options::kRequired; })
      if (options_json::is_among(name, Options::kRequired)) info.is_required = true;
    if constexpr (requires { Options::kUncompared; })
      info.is_compared = !options_json::is_among(name, Options::kUncompared);
    if constexpr (requires { Options::kExtended; })
      info.is_extended = options_json::is_among(name, Options::kExtended);
    infos.push_back(std::move(info));
  });
  return infos;
}

/// Defaults overridden by the members of the object `given`, then completed by the options' own
/// `void complete()` (if they have one).
/// Throws Error naming the option if a value is of another type, a required input is missing, a
/// name is unknown, a value is not allowed, or the options' own `void check() const` (if they have
/// one) finds that they do not go together.
template <class Options>
Options read_options(const nlohmann::json& given) {
  Options o;
  std::vector<std::string> known;
  o.visit([&](std::string_view name, auto& v, std::string_view help, const Allowed& allowed = {}) {
    known.emplace_back(name);
    OptionInfo info;
    options_json::describe_type(info, v, allowed);
    const auto found = given.find(std::string(name));
    if (found != given.end()) {
      try {
        options_json::from_value(*found, v, allowed);
      } catch (const std::exception&) {
        std::string expected = info.type + (info.range.empty() ? "" : ", ") + info.range;
        if (!info.allowed.empty()) {
          expected = "one of";
          for (const std::string& word : info.allowed) expected += " " + word;
        }
        fail("{} is {}; expected {} ({})", flag_of(name), found->dump(), expected, help);
      }
    }
    const nlohmann::json value = options_json::to_value(v, allowed);
    if (info.is_required && value.empty()) fail("{} is missing ({})", flag_of(name), help);
    if (info.is_required && value.is_string() && value.template get<std::string>().empty())
      fail("{} is missing ({})", flag_of(name), help);
  });
  for (const auto& [name, value] : given.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      fail("unknown option {}{}", flag_of(name), did_you_mean(name, known));
  settle(o);
  return o;
}

/// All options with their values, as a JSON object.
template <class Options>
nlohmann::json write_options(Options o) {
  nlohmann::json j = nlohmann::json::object();
  o.visit([&](std::string_view name, auto& v, std::string_view, const Allowed& allowed = {}) {
    j[std::string(name)] = options_json::to_value(v, allowed);
  });
  return j;
}

}  // namespace anbn
