// SPDX-License-Identifier: Apache-2.0
// anbn's own threads. Work is cut into blocks whose shape never depends on the number of
// threads, so results are the same bytes for any of them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace anbn {

/// A fixed set of threads that share the blocks of one loop at a time.
class Threads {
 public:
  /// `count` >= 1 threads, the calling one included. Throws Error if count < 1 or > 4096.
  explicit Threads(int count);
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  int count() const;

  /// Calls `work(block, worker)` once for each block in 0 .. blocks-1; `worker` in
  /// 0 .. count()-1 tells concurrent calls apart, for scratch memory. Returns when all are done.
  /// If calls throw, the exception of the lowest block that threw is thrown again here.
  /// Must not be called from inside `work`.
  void for_each_block(std::size_t blocks,
                      const std::function<void(std::size_t block, std::size_t worker)>& work);

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

/// The processors that this process may use, at least 1.
int available_processors();

}  // namespace anbn
