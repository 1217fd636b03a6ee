// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti_values.h"

#include "anbn/core/error.h"

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace anbn {
namespace {

static_assert(std::endian::native == std::endian::little, "files are read as memory holds them");

template <std::size_t Bytes>
struct BitsOf;
template <>
struct BitsOf<1> {
  using Type = std::uint8_t;
};
template <>
struct BitsOf<2> {
  using Type = std::uint16_t;
};
template <>
struct BitsOf<4> {
  using Type = std::uint32_t;
};
template <>
struct BitsOf<8> {
  using Type = std::uint64_t;
};

inline std::uint8_t swapped(std::uint8_t x) { return x; }
inline std::uint16_t swapped(std::uint16_t x) { return __builtin_bswap16(x); }
inline std::uint32_t swapped(std::uint32_t x) { return __builtin_bswap32(x); }
inline std::uint64_t swapped(std::uint64_t x) { return __builtin_bswap64(x); }

template <class T, std::endian kOrder>
inline T value_at(const std::byte* place) {
  typename BitsOf<sizeof(T)>::Type bits;
  std::memcpy(&bits, place, sizeof bits);
  if constexpr (kOrder == std::endian::big) bits = swapped(bits);
  return std::bit_cast<T>(bits);
}

/// One loop without branches for each case, so that the compiler can vectorize it: conversion must
/// not be slower than inflating.
template <class T, std::endian kOrder>
void widen_in_order(std::span<const std::byte> in, double slope, double intercept, float* out) {
  const std::byte* const place = in.data();
  const std::size_t count = in.size() / sizeof(T);
  if (slope == 1 && intercept == 0) {
    if constexpr (std::is_same_v<T, float> && kOrder == std::endian::native) {
      if (count > 0) std::memcpy(out, place, in.size());
    } else {
      for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<float>(value_at<T, kOrder>(place + i * sizeof(T)));
    }
  } else {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<float>(
          static_cast<double>(value_at<T, kOrder>(place + i * sizeof(T))) * slope + intercept);
  }
}

template <class T>
void widen(std::span<const std::byte> in, std::endian order, double slope, double intercept,
           float* out) {
  if (order == std::endian::little)
    widen_in_order<T, std::endian::little>(in, slope, intercept, out);
  else
    widen_in_order<T, std::endian::big>(in, slope, intercept, out);
}

constexpr NiftiKind kKinds[] = {
    {2, "uint8", 1, widen<std::uint8_t>},     {4, "int16", 2, widen<std::int16_t>},
    {8, "int32", 4, widen<std::int32_t>},     {16, "float32", 4, widen<float>},
    {64, "float64", 8, widen<double>},        {256, "int8", 1, widen<std::int8_t>},
    {512, "uint16", 2, widen<std::uint16_t>}, {768, "uint32", 4, widen<std::uint32_t>},
    {1024, "int64", 8, widen<std::int64_t>},  {1280, "uint64", 8, widen<std::uint64_t>},
};

struct RefusedKind {
  int code;
  std::string_view name, way_out;
};

constexpr std::string_view kUseMagnitude = "Save its magnitude (np.abs) as float32";
constexpr std::string_view kUseOneColour = "Save one channel, or a grey value, as float32";

constexpr RefusedKind kRefusedKinds[] = {
    {1, "single bits (binary)", "Save it as uint8"},
    {32, "complex64", kUseMagnitude},
    {128, "RGB colours (rgb24)", kUseOneColour},
    {1536, "float128, whose layout differs between computers", "Save it as float64"},
    {1792, "complex128", kUseMagnitude},
    {2048, "complex256", kUseMagnitude},
    {2304, "RGBA colours (rgba32)", kUseOneColour},
};

}  // namespace

const NiftiKind& nifti_kind(int code, const std::string& name) {
  for (const NiftiKind& kind : kKinds)
    if (kind.code == code) return kind;
  for (const RefusedKind& kind : kRefusedKinds)
    if (kind.code == code)
      fail("{}: holds values of type {} (datatype {}); expected real numbers of 8 to 64 bits. {}",
           name, kind.name, code, kind.way_out);
  fail(
      "{}: declares the unknown datatype {}; expected one of NIfTI's types (2 uint8, 4 int16, 16 "
      "float32, ...). Is the file damaged?",
      name, code);
}

}  // namespace anbn
