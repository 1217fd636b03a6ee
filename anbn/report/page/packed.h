// SPDX-License-Identifier: Apache-2.0
// Blocks of the page that its script unpacks once they are looked at.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace anbn {

/// `bytes` as gzip in base64. The same bytes give the same text.
std::string packed(std::span<const std::uint8_t> bytes);
std::string packed(std::string_view text);

}  // namespace anbn
