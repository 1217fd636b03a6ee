// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/matrix.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>

namespace anbn {

std::vector<float> zeros(std::size_t count) {
  constexpr std::size_t kHugePage = 2 << 20;
  std::vector<float> values;
  values.reserve(count);
  const auto begin = reinterpret_cast<std::uintptr_t>(values.data());
  const std::uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const std::uintptr_t end = (begin + count * sizeof(float)) / kHugePage * kHugePage;
  // Advice: where it is not taken nothing is lost.
  if (first < end) (void)madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
  values.resize(count);
  return values;
}

Matrix transposed(const Matrix& x) {
  constexpr std::size_t kTile = 32;  // both tiles stay in the first-level cache
  Matrix out(x.cols, x.rows);
  for (std::size_t i0 = 0; i0 < x.rows; i0 += kTile)
    for (std::size_t j0 = 0; j0 < x.cols; j0 += kTile)
      for (std::size_t i = i0; i < std::min(i0 + kTile, x.rows); ++i)
        for (std::size_t j = j0; j < std::min(j0 + kTile, x.cols); ++j)
          out.values[j * x.rows + i] = x.values[i * x.cols + j];
  return out;
}

}  // namespace anbn
