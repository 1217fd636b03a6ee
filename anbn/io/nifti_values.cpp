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
template <class T, std::endian kOrder, class Number>
void widen_in_order(std::span<const std::byte> in, double slope, double intercept, Number* out) {
  const std::byte* const place = in.data();
  const std::size_t count = in.size() / sizeof(T);
  if (slope == 1 && intercept == 0) {
    if constexpr (std::is_same_v<T, Number> && kOrder == std::endian::native) {
      if (count > 0) std::memcpy(out, place, in.size());
    } else {
      for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<Number>(value_at<T, kOrder>(place + i * sizeof(T)));
    }
  } else {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<Number>(
          static_cast<double>(value_at<T, kOrder>(place + i * sizeof(T))) * slope + intercept);
  }
}

template <class T, class Number>
void widen(std::span<const std::byte> in, std::endian order, double slope, double intercept,
           Number* out) {
  if (order == std::endian::little)
    widen_in_order<T, std::endian::little>(in, slope, intercept, out);
  else
    widen_in_order<T, std::endian::big>(in, slope, intercept, out);
}

template <class T>
constexpr NiftiKind kind(int code, std::string_view name) {
  constexpr bool kFits = sizeof(T) <= 2 || std::is_same_v<T, float>;
  return {code, name, sizeof(T), kFits, widen<T, float>, widen<T, double>};
}

constexpr NiftiKind kKinds[] = {
    kind<std::uint8_t>(2, "uint8"),     kind<std::int16_t>(4, "int16"),
    kind<std::int32_t>(8, "int32"),     kind<float>(16, "float32"),
    kind<double>(64, "float64"),        kind<std::int8_t>(256, "int8"),
    kind<std::uint16_t>(512, "uint16"), kind<std::uint32_t>(768, "uint32"),
    kind<std::int64_t>(1024, "int64"),  kind<std::uint64_t>(1280, "uint64"),
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
