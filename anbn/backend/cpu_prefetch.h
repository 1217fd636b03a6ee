// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace anbn {

/// Brings memory into the second-level cache, a little at a time beside other work. Inlined by
/// force: it is called from kernels of every instruction set.
class Fetcher {
 public:
  /// `times` calls of some() fetch everything.
  [[gnu::always_inline]] Fetcher(std::span<const float> ahead, std::size_t times)
      : at_(reinterpret_cast<const char*>(ahead.data())),
        left_(ahead.size_bytes() / kLine),
        portion_(left_ / std::max<std::size_t>(times, 1) + 1) {}
  [[gnu::always_inline]] void some() {
    for (std::size_t i = std::min(portion_, left_); i > 0; --i, --left_, at_ += kLine)
      __builtin_prefetch(at_, 0, 2);
  }

 private:
  static constexpr std::size_t kLine = 64;
  const char* at_;
  std::size_t left_, portion_;
};

}  // namespace anbn
