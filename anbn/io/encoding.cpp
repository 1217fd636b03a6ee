// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace anbn {
namespace {

constexpr std::size_t kLooked = 4096;

/// Zeros at every other byte, as UTF-16 has in texts of Latin letters.
bool is_utf16_without_mark(std::string_view bytes) {
  const std::string_view seen = bytes.substr(0, kLooked);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < seen.size(); ++i) zeros[i % 2] += seen[i] == '\0' ? 1 : 0;
  const std::size_t half = seen.size() / 2;
  return half > 1 && std::max(zeros[0], zeros[1]) * 2 > half &&
         std::min(zeros[0], zeros[1]) * 8 < half;
}

bool has_utf16_mark(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

void append_utf8(char32_t c, std::string& out) {
  const auto put = [&](unsigned bits) { out += static_cast<char>(bits); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

/// Bytes that are letters in no encoding of one byte but Windows' (and controls in ISO 8859).
bool has_windows_bytes(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) <= 0x9F;
  });
}

std::string convert(std::string_view what, std::string_view encoding) {
  return fmt::format("{}; expected UTF-8. Convert it: iconv -f {} -t utf-8", what, encoding);
}

}  // namespace

std::string not_utf8_advice(std::string_view bytes) {
  if (has_utf16_mark(bytes)) return convert("is in UTF-16", "utf-16");
  if (is_utf16_without_mark(bytes))
    return convert("seems to be in UTF-16", bytes[0] == '\0' ? "utf-16be" : "utf-16le");
  if (bytes.find('\0') != std::string_view::npos)
    return "holds a NUL and is no text; expected text in UTF-8. Is it the right file?";
  if (has_windows_bytes(bytes))
    return convert("is not in UTF-8, maybe in windows-1252", "windows-1252");
  return convert("is not in UTF-8, maybe in latin1 (ISO 8859-1)", "latin1");
}

bool is_utf16(std::string_view bytes) {
  return has_utf16_mark(bytes) || is_utf16_without_mark(bytes);
}

std::string utf8_of_utf16(std::string_view bytes) {
  constexpr char32_t kAlone = 0xFFFD;
  const bool is_big = bytes.starts_with("\xFE\xFF") || (!bytes.empty() && bytes[0] == '\0');
  if (has_utf16_mark(bytes)) bytes.remove_prefix(2);
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return is_big ? char32_t{first} << 8 | second : char32_t{second} << 8 | first;
  };
  std::string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
        unit(at + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    append_utf8(c >= 0xD800 && c < 0xE000 ? kAlone : c, out);
  }
  return out;
}

std::string_view known_format(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  bytes.remove_prefix(begin);
  const std::size_t next = bytes.find_first_not_of(" \t\r\n", 1);
  const char after = next == std::string_view::npos ? '\0' : bytes[next];
  if ((bytes.front() == '{' && after == '"') || (bytes.front() == '[' && after == '{'))
    return "JSON";
  if (bytes.starts_with("<?xml") || bytes.starts_with("<!DOCTYPE") || bytes.starts_with("<html"))
    return "XML or HTML";
  const std::size_t cr = bytes.find('\r');
  if (bytes.find('\n') == std::string_view::npos && cr < bytes.size() - 1)
    return "text whose lines end in CR alone, as on old Macs (mend it with tr '\\r' '\\n')";
  if (bytes.starts_with("WEBVTT")) return "subtitles (WebVTT)";
  if (bytes.starts_with("[Script Info]")) return "subtitles (ASS)";
  if (bytes.starts_with("{\\rtf")) return "RTF, of a word processor";
  if (bytes.starts_with("%PDF")) return "PDF";
  if (bytes.starts_with("@UTF8") || bytes.starts_with("@Begin")) return "a transcript of CHAT";
  if (bytes.starts_with("File type = \"ooTextFile")) return "a TextGrid of Praat";
  if (std::isdigit(static_cast<unsigned char>(bytes.front())) != 0 &&
      bytes.substr(0, 200).find(" --> ") != std::string_view::npos)
    return "subtitles (SRT)";
  return {};
}

}  // namespace anbn
