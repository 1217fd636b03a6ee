// SPDX-License-Identifier: Apache-2.0
// Whether two values of results are the same to the bit; a NaN is the same as any other. Of a
// struct `parts_of`, found by its type, says which members count:
//
//   auto parts_of(const Anchor& x) { return std::tie(x.index, x.correlation); }
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>

namespace anbn {

template <class T>
bool same_bits(const T& a, const T& b) {
  if constexpr (std::floating_point<T>) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
  } else if constexpr (requires { parts_of(a); }) {
    return std::apply(
        [&](const auto&... x) {
          return std::apply([&](const auto&... y) { return (same_bits(x, y) && ...); },
                            parts_of(b));
        },
        parts_of(a));
  } else if constexpr (std::same_as<T, std::string>) {
    return a == b;
  } else if constexpr (std::ranges::sized_range<T>) {
    if (std::ranges::size(a) != std::ranges::size(b)) return false;
    auto y = std::ranges::begin(b);
    for (const auto& x : a)
      if (!same_bits(x, *y++)) return false;
    return true;
  } else if constexpr (requires { a.has_value(); }) {
    return a.has_value() == b.has_value() && (!a || same_bits(*a, *b));
  } else {
    return a == b;
  }
}

}  // namespace anbn
