// SPDX-License-Identifier: Apache-2.0
// Results of encodings and of what neurons add, for tests of what is written and read.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/results/encoding.h"
#include "anbn/results/pooled_encoding.h"
#include "anbn/results/unique_variance.h"
#include "tests/support/odd_values.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

struct EncodingCase {
  static constexpr const char* stage = "encoding";
  static EncodingResults read(const std::filesystem::path& folder) { return read_encoding(folder); }
  static EncodingResults result(std::size_t rows) {
    EncodingResults x;
    for (std::size_t i = 0; i < rows; ++i) {
      const AgainstDraws numbers{1 / 3., kNan, -1e-7, 0, 0.1 + 0.2, 0};
      const std::size_t best = i == 1 ? kNoIndex : rows - 1 - i;
      x.groups.push_back({"L" + std::to_string(i), i, i, {0.1, 1, 2, 3, 0, kNan}, numbers, best});
      x.networks.push_back({numbers, best, i == 1 ? kNan : 1e-300, 2 / 7.});
      for (std::size_t j = 0; j < rows; ++j) x.pairs.push_back({numbers, 2 / 3., kNan});
      x.folds.push_back({7 * i, 7, 100});
    }
    x.correlation = matrix_of(rows, rows);
    x.penalty = matrix_of(2 * rows, rows);
    x.summary.null = "phase";
    x.summary.family = "one";
    x.summary.pairs.significant_fwe_05 = rows;
    x.summary.networks.significant_fwe_05 = 2 * rows;
    x.summary.global = {kNan, 1 / 3., 0.1, 0, kNan, 0};
    x.summary.nuisance.assign(rows, "cosine");
    return x;
  }
};

inline std::vector<FoldedStory> folded_stories(std::size_t rows) {
  std::vector<FoldedStory> stories;
  for (std::size_t s = 0; s < rows; ++s)
    stories.push_back({s == 0 ? "\"a\tb" : "den", 7 * s, s == 1 ? kNoIndex : s});
  return stories;
}

struct PooledEncodingCase {
  static constexpr const char* stage = "pooled-encoding";
  static constexpr auto read = read_pooled_encoding;
  static PooledEncodingResults result(std::size_t rows) {
    PooledEncodingResults x{EncodingCase::result(rows),
                            folded_stories(std::max<std::size_t>(rows, 1)),  // none is no result
                            matrix_of(rows, rows),
                            matrix_of(2 * rows, rows),
                            matrix_of(2 * rows, rows),
                            std::vector<NetworkCeiling>(rows),
                            std::vector<CeilingReached>(rows)};
    if (rows > 1) x.ceilings[1] = {3, 0.25, 1 / 3., -0.125, kNan};
    if (rows > 1) x.reached[1] = {2, 0.1, 0.5, 0.2};
    return x;
  }
};

struct UniqueVarianceCase {
  static constexpr const char* stage = "unique-variance";
  static constexpr auto read = read_unique_variance;
  static UniqueVarianceResults result(std::size_t rows) {
    UniqueVarianceResults x{EncodingCase::result(rows),
                            folded_stories(std::max<std::size_t>(rows, 1)),  // none is no result
                            std::vector<std::string>(rows, "letters"),
                            std::vector<double>(rows, 1 / 3.),
                            matrix_of(rows, rows),
                            matrix_of(2 * rows, rows),
                            matrix_of(2 * rows, rows)};
    if (rows > 1) x.low_level_r2[1] = kNan;
    return x;
  }
};

}  // namespace anbn
