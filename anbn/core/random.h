// SPDX-License-Identifier: Apache-2.0
// Random numbers as a pure function of (seed, stream, index), from the counter-based generator
// Philox4x32-10. There is no state: who asks first, in which thread, or after which resume
// changes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace anbn {

/// Names one stream of random numbers.
struct RandomKey {
  std::uint64_t seed = 0, stream = 0;
};

/// The key of the stream used for `purpose` (and, say, draw `number` of it) under `seed`.
/// Different purposes and numbers give unrelated streams.
RandomKey random_key(std::uint64_t seed, std::string_view purpose, std::uint64_t number = 0);

/// 64 uniform bits at `index` of the stream.
std::uint64_t random_bits(RandomKey key, std::uint64_t index);

/// Uniform in [0, 1), 53 bits, at `index` of the stream.
double uniform(RandomKey key, std::uint64_t index);

/// Standard normal at `index` of the stream (Box-Muller on two uniforms of its own).
double normal(RandomKey key, std::uint64_t index);

/// A random order of 0 .. count-1, each equally likely (Fisher-Yates).
std::vector<std::size_t> random_permutation(RandomKey key, std::size_t count);

}  // namespace anbn
