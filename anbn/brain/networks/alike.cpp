// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/alike.h"

#include <cmath>

namespace anbn {
namespace {

/// Mean 0 and length 1; 0 throughout where the map is constant or not finite.
void make_unit(std::span<float> map) {
  double mean = 0, squares = 0;
  for (float v : map) mean += v / static_cast<double>(map.size());
  for (float v : map) squares += (v - mean) * (v - mean);
  const double length = std::sqrt(squares);
  const bool varies = std::isfinite(length) && length > 1e-30;
  for (float& v : map) v = varies ? static_cast<float>((v - mean) / length) : 0.0f;
}

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t v = 0; v < a.size(); ++v) sum += static_cast<double>(a[v]) * b[v];
  return sum;
}

}  // namespace

std::vector<std::size_t> first_alike(const Matrix& maps, Threads& threads) {
  const std::size_t count = maps.rows;
  Matrix unit = maps, correlation(count, count);
  threads.for_each_block(count, [&](std::size_t i, std::size_t) { make_unit(unit.row(i)); });
  threads.for_each_block(count, [&](std::size_t i, std::size_t) {
    for (std::size_t j = 0; j < i; ++j)
      correlation(i, j) = static_cast<float>(dot(unit.row(i), unit.row(j)));
  });
  std::vector<std::size_t> first(count);
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = i;
    for (std::size_t j = 0; j < i && first[i] == i; ++j)
      if (first[j] == j && std::abs(static_cast<double>(correlation(i, j))) >= kAlikeMaps)
        first[i] = j;
  }
  return first;
}

}  // namespace anbn
