// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>

namespace anbn {

/// The bytes of a NIfTI file whose fields a test sets one by one, sound or not: written from the
/// standard's tables of fields, apart from NiftiWriter.
struct RawNifti {
  int version = 1;
  std::endian order = std::endian::little;
  std::string magic = "n+1";
  std::array<std::int64_t, 8> dim = {3, 2, 1, 1, 1, 1, 1, 1};
  std::array<double, 8> pixdim = {1, 2, 2, 2, 1, 1, 1, 1};
  int datatype = 4, intent = 0, units = 0, qform_code = 0, sform_code = 0;
  double offset = 352, slope = 0, intercept = 0;
  std::array<double, 3> quatern{}, qoffset{};
  std::array<double, 12> srow{};

  template <class T>
  void put(std::string& h, std::size_t place, double value) const {
    const T stored = static_cast<T>(value);
    char bytes[sizeof(T)];
    std::memcpy(bytes, &stored, sizeof stored);
    if (order != std::endian::native) std::reverse(bytes, bytes + sizeof bytes);
    h.replace(place, sizeof bytes, bytes, sizeof bytes);
  }

  template <class T, class List>
  void list(std::string& h, std::size_t place, const List& values) const {
    for (const auto value : values) {
      put<T>(h, place, static_cast<double>(value));
      place += sizeof(T);
    }
  }

  std::string header() const { return version == 1 ? header1() : header2(); }

  std::string header1() const {
    std::string h(348, '\0');
    put<std::int32_t>(h, 0, 348);
    list<std::int16_t>(h, 40, dim);
    put<std::int16_t>(h, 68, intent);
    put<std::int16_t>(h, 70, datatype);
    list<float>(h, 76, pixdim);
    list<float>(h, 108, std::array{offset, slope, intercept});
    put<std::uint8_t>(h, 123, units);
    list<std::int16_t>(h, 252, std::array{qform_code, sform_code});
    list<float>(h, 256, quatern);
    list<float>(h, 268, qoffset);
    list<float>(h, 280, srow);
    return h.replace(344, magic.size(), magic);
  }

  std::string header2() const {
    std::string h(540, '\0');
    put<std::int32_t>(h, 0, 540);
    h.replace(4, 8, magic + std::string("\0\r\n\x1a\n", 5));
    put<std::int16_t>(h, 12, datatype);
    list<std::int64_t>(h, 16, dim);
    list<double>(h, 104, pixdim);
    put<std::int64_t>(h, 168, offset);
    list<double>(h, 176, std::array{slope, intercept});
    list<std::int32_t>(h, 344, std::array{qform_code, sform_code});
    list<double>(h, 352, quatern);
    list<double>(h, 376, qoffset);
    list<double>(h, 400, srow);
    put<std::int32_t>(h, 500, units);
    put<std::int32_t>(h, 504, intent);
    return h;
  }

  /// Header, then values of type T from `offset` on.
  template <class T>
  std::string with(std::initializer_list<T> values) const {
    std::string all = header();
    all.resize(std::max(all.size(), static_cast<std::size_t>(offset)), '\0');
    return all + data(values);
  }

  template <class T>
  std::string data(std::initializer_list<T> values) const {
    std::string bytes;
    for (T value : values) {
      char raw[sizeof(T)];
      std::memcpy(raw, &value, sizeof value);
      if (order != std::endian::native) std::reverse(raw, raw + sizeof raw);
      bytes.append(raw, sizeof raw);
    }
    return bytes;
  }
};

}  // namespace anbn
