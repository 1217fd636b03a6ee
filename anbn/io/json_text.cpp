// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json_text.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

namespace anbn {

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF.
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
      (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F))
    return 0;
  return length;
}

std::string json_string(std::string_view text) {
  std::string json = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto c = static_cast<unsigned char>(text.front());
    if (length == 0)
      json += "\\ufffd";
    else if (c == '"' || c == '\\')
      (json += '\\') += text.front();
    else if (c < 0x20 || c == '<' || c == '>' || c == '&')
      json += fmt::format("\\u{:04x}", c);
    else
      json += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return json + "\"";
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

void JsonText::begin(char opening, char closing, const JsonLayout& layout) {
  separate();
  text_ += opening;
  open_.push_back({layout, closing});
}

void JsonText::end() {
  assert(!open_.empty() && keys_ == 0);
  if (open_.back().values > 0) text_ += open_.back().layout.close;
  text_ += open_.back().closing;
  open_.pop_back();
}

void JsonText::key(std::string_view name) {
  value(json_string(name));
  text_ += open_.back().layout.colon;
  keys_ = 1;
}

void JsonText::value(std::string_view json) {
  separate();
  text_ += json;
}

void JsonText::separate() {
  if (keys_ == 0 && !open_.empty()) {
    Open& in = open_.back();
    text_ += in.values == 0 ? in.layout.open : in.layout.between;
    ++in.values;
  }
  keys_ = 0;
}

}  // namespace anbn
