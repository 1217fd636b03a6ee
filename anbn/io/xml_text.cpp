// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/xml_text.h"

#include "anbn/io/json_text.h"

namespace anbn {
namespace {

/// What stands for the character at the beginning of `text`, `length` bytes long.
std::string_view written(std::string_view text, std::size_t length) {
  constexpr std::string_view kReplacement = "\uFFFD";
  const auto c = static_cast<unsigned char>(text.front());
  if (length == 0) return kReplacement;
  if (c == '\t' || c == '\n' || c == '\r') return " ";
  if (c < 0x20 || c == 0x7F) return kReplacement;
  if (c == '&') return "&amp;";
  if (c == '<') return "&lt;";
  if (c == '>') return "&gt;";
  if (c == '"') return "&quot;";
  if (c == '\'') return "&#39;";
  const std::string_view whole = text.substr(0, length);
  return whole == "\xEF\xBF\xBE" || whole == "\xEF\xBF\xBF" ? kReplacement : whole;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string xml;
  xml.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    xml += written(text, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return xml;
}

}  // namespace anbn
