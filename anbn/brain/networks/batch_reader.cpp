// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/batch_reader.h"

#include <cassert>
#include <utility>

namespace anbn {

BatchReader::BatchReader(const Samples& samples, BatchPlan plan)
    : samples_(samples),
      plan_(std::move(plan)),
      slots_{},
      ahead_({plan_.first_step, plan_.end_step, kSlots, 1},
             [this](std::size_t step, std::size_t slot) {
               fill(slots_[slot], plan_.samples_of(step));
             }) {}

void BatchReader::fill(Slot& slot, const std::vector<std::size_t>& which) const {
  assert(which.size() <= plan_.largest_batch);
  if (slot.values.rows == 0) slot.values = Matrix(plan_.largest_batch, samples_.cols());
  slot.rows.clear();
  for (std::size_t i = 0; i < which.size(); ++i) {
    samples_.read(which[i], slot.values.row(i));
    slot.rows.push_back(slot.values.row(i).data());
  }
}

Rows BatchReader::batch(std::size_t step) { return slots_[ahead_.slot_of(step)].rows; }

double BatchReader::bytes(std::size_t cols, std::size_t largest_batch) {
  return sizeof(float) * static_cast<double>(kSlots) * static_cast<double>(cols) *
         static_cast<double>(largest_batch);
}

}  // namespace anbn
