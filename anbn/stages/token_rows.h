// SPDX-License-Identifier: Apache-2.0
// What later stages read of the results of the stage `tokens`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace anbn {

/// The rows of tokens.tsv [K], column by column.
struct TokenRows {
  std::vector<std::int32_t> id;
  std::vector<std::size_t> segment;  // 1 .. S, never falling, none left out
  std::vector<std::int64_t> volume;  // 0 .. volumes-1, or -1
  std::size_t volumes = 0;           // T
  double tr_s = 0;
};

/// What the finished stage `tokens` in `folder` wrote.
/// Throws Error naming file and line if it is not finished or its table is damaged.
TokenRows read_token_rows(const std::filesystem::path& folder);

}  // namespace anbn
