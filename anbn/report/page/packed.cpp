// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/packed.h"

#include "anbn/io/gzip.h"

#include <algorithm>

namespace anbn {
namespace {

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t n = 0; n < 3; ++n)
      bits = bits << 8 | (n < count ? static_cast<std::uint8_t>(bytes[i + n]) : 0u);
    for (std::size_t n = 0; n < 4; ++n)
      text += n <= count ? kDigits[bits >> (18 - 6 * n) & 63u] : '=';
  }
  return text;
}

}  // namespace

std::string packed(std::span<const std::uint8_t> bytes) {
  return base64(pack_gzip(std::as_bytes(bytes)));
}

std::string packed(std::string_view text) {
  return base64(pack_gzip(std::as_bytes(std::span(text))));
}

}  // namespace anbn
