// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace anbn {

/// The number that follows `key` in a file of the kernel ("" for the first word); nothing where
/// file or key are absent or the word is none ("max", -1).
std::optional<std::uint64_t> kernel_number(const std::filesystem::path& file, std::string_view key);

}  // namespace anbn
