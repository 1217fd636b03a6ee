// SPDX-License-Identifier: Apache-2.0
// The batches of a training, read from the disk by a thread that runs ahead of it.
#pragma once

#include "anbn/brain/networks/samples.h"
#include "anbn/core/read_ahead.h"

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace anbn {

/// Which steps of a training are read, and what each of them is shown.
struct BatchPlan {
  std::size_t first_step = 0, end_step = 0;
  std::size_t largest_batch = 1;
  /// The samples of a step. Called once a step, in their order, by the reading thread.
  std::function<std::vector<std::size_t>(std::size_t step)> samples_of;
};

/// Holds the batches of a few steps in memory, however many there are.
class BatchReader {
 public:
  /// Begins to read. `samples` must outlive this object.
  BatchReader(const Samples& samples, BatchPlan plan);
  /// The batch of `step`, waiting until it has been read. Valid until that of step + 2 or a later
  /// one is asked for: whoever is at one step may look at the next. Steps never decrease by more
  /// than one. Throws Error if one of its samples cannot be read.
  Rows batch(std::size_t step);

  /// Bytes that batches take at most.
  static double bytes(std::size_t cols, std::size_t largest_batch);

 private:
  // The step in hand, the one before it, and two that the disk may be late with.
  static constexpr std::size_t kSlots = 4;
  struct Slot {
    Matrix values;
    std::vector<const float*> rows;
  };

  void fill(Slot& slot, const std::vector<std::size_t>& which) const;

  const Samples& samples_;
  BatchPlan plan_;
  std::array<Slot, kSlots> slots_;
  ReadAhead ahead_;  // last: its thread must end before what it uses
};

}  // namespace anbn
