// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/backend/panels.h"

#include <algorithm>
#include <cstddef>

namespace anbn {

/// Brings memory into the second-level cache, a little at a time beside other work. Inlined by
/// force: it is called from kernels of every instruction set.
class Fetcher {
 public:
  /// `times` calls of some() fetch everything.
  [[gnu::always_inline]] Fetcher(const Ahead& ahead, std::size_t times) : ahead_(ahead) {
    std::size_t lines = 0;
    for (const std::span<const float>& piece : ahead) lines += piece.size_bytes() / kLine;
    portion_ = lines / std::max<std::size_t>(times, 1) + 1;
    begin_piece();
  }
  [[gnu::always_inline]] void some() {
    for (std::size_t i = 0; i < portion_; ++i, --left_, at_ += kLine) {
      if (left_ == 0 && !next_piece()) return;
      __builtin_prefetch(at_, 0, 2);
    }
  }

 private:
  [[gnu::always_inline]] void begin_piece() {
    at_ = reinterpret_cast<const char*>(ahead_[piece_].data());
    left_ = ahead_[piece_].size_bytes() / kLine;
  }
  [[gnu::always_inline]] bool next_piece() {
    while (left_ == 0 && piece_ + 1 < ahead_.size()) {
      ++piece_;
      begin_piece();
    }
    return left_ > 0;
  }

  static constexpr std::size_t kLine = 64;
  const Ahead& ahead_;
  std::size_t piece_ = 0, portion_ = 0, left_ = 0;
  const char* at_ = nullptr;
};

}  // namespace anbn
