// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// The contents of a TOML file (at most 4 MiB) as JSON text with the types kept: integers stay
/// integers, 1.0 stays a floating number. Throws Error with "file:line:column" if it is no TOML,
/// holds a date, a time, nan or inf, or nests deeper than 32 levels.
std::string toml_to_json(const std::filesystem::path& path);
/// The same from text; `name` is the file in errors.
std::string toml_text_to_json(std::string_view text, const std::string& name);

}  // namespace anbn
