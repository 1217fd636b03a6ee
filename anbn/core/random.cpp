// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace anbn {
namespace {

struct Bits128 {
  std::uint64_t low, high;
};

std::uint32_t low_half(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
std::uint32_t high_half(std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); }

Bits128 philox(RandomKey key, std::uint64_t index) {
  const r123::Philox4x32::ctr_type counter = {
      {low_half(index), high_half(index), low_half(key.stream), high_half(key.stream)}};
  const r123::Philox4x32::key_type philox_key = {{low_half(key.seed), high_half(key.seed)}};
  const auto r = r123::Philox4x32()(counter, philox_key);
  return {r[0] | static_cast<std::uint64_t>(r[1]) << 32, r[2] | static_cast<std::uint64_t>(r[3])
                                                                    << 32};
}

double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

}  // namespace

RandomKey random_key(std::uint64_t seed, std::string_view purpose, std::uint64_t number) {
  // FNV-1a over the name, then the finalizer of SplitMix64 so that numbers next to each other
  // do not give streams next to each other.
  std::uint64_t h = 14695981039346656037ull;
  for (char c : purpose) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  h += 0x9E3779B97F4A7C15ull * (number + 1);
  h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ull;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBull;
  return {seed, h ^ (h >> 31)};
}

std::uint64_t random_bits(RandomKey key, std::uint64_t index) { return philox(key, index).low; }

double uniform(RandomKey key, std::uint64_t index) {
  return unit_interval(random_bits(key, index));
}

double normal(RandomKey key, std::uint64_t index) {
  const Bits128 bits = philox(key, index);
  const double radius = std::sqrt(-2 * std::log(1 - unit_interval(bits.low)));
  return radius * std::cos(2 * std::numbers::pi * unit_interval(bits.high));
}

std::vector<std::size_t> random_permutation(RandomKey key, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) {
    // 64 x 64 -> 128 bit product: its high half is below i, with a bias under i / 2^64.
    __extension__ using Wide = unsigned __int128;
    const auto j = static_cast<std::size_t>((static_cast<Wide>(random_bits(key, i)) * i) >> 64);
    std::swap(order[i - 1], order[j]);
  }
  return order;
}

}  // namespace anbn
