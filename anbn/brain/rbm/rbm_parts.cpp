// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/rbm/rbm_parts.h"

#include "anbn/backend/backend.h"
#include "anbn/backend/panels.h"

#include <algorithm>
#include <vector>

namespace anbn {
namespace {

// Of the rows of W of a part. A number of rows is a multiple of what tiles of float32 have, and not
// such that panels begin whole pages apart: they would share few sets of the first-level cache. (In
// bfloat16, whose tiles are 16 or 32 units, it fits no worse than measured.)
constexpr std::size_t kPartBytes = 264 << 10, kTileUnits = 12, kPageUnits = 32;
// Large layers have fewer sums to add up, small ones still have blocks for all threads.
constexpr std::size_t kSmallBlock = 132, kLargeBlock = 8 * kSmallBlock;
static_assert(kRbmLargeLayer == 16 * kLargeBlock);

void copy(ConstView from, MutableView to) {
  for (std::size_t i = 0; i < from.rows; ++i)
    std::copy_n(from.data + i * from.stride, from.cols, to.data + i * to.stride);
}

std::vector<float> copy_of(MutableView rows) {
  return {rows.data, rows.data + rows.rows * rows.cols};
}

}  // namespace

RbmParts::RbmParts(std::size_t visible_units, std::size_t hidden_units) : units_(visible_units) {
  const std::size_t most = visible_units >= kRbmLargeLayer ? kLargeBlock : kSmallBlock;
  const std::size_t fit = kPartBytes / (sizeof(float) * hidden_units) / kTileUnits * kTileUnits;
  part_ = std::clamp(fit, kTileUnits, most);
  if (part_ % kPageUnits == 0) part_ -= kTileUnits;
  block_ = most / part_ * part_;
}

RbmPart RbmParts::first_of(std::size_t block) const {
  return part_at(std::min(block * block_, units_));
}

RbmPart RbmParts::next_in_block(RbmPart part) const {
  const std::size_t first = part.first + part.count;
  return first % block_ == 0 ? RbmPart{first, 0} : part_at(first);
}

RbmPart RbmParts::part_at(std::size_t first) const {
  const std::size_t block_end = (first / block_ + 1) * block_;
  return {first, std::min({part_, block_end - first, units_ - first})};
}

void rows_to_panels(Matrix& x, RbmPart part) {
  const std::vector<float> before = copy_of(rows_of(x, part.first, part.count));
  const ConstView rows{before.data(), part.count, x.cols, x.cols};
  const MutablePanels panels = panels_of(x, part.first, part.count);
  for (std::size_t p = 0; p < panels.count(); ++p) {
    const MutableView panel = panels.panel(p);
    copy(columns_of(rows, p * MutablePanels::kCols, panel.cols), panel);
  }
}

void panels_to_rows(Matrix& x, RbmPart part) {
  const MutableView rows = rows_of(x, part.first, part.count);
  const std::vector<float> before = copy_of(rows);
  const ConstPanels panels{before.data(), part.count, x.cols};
  for (std::size_t p = 0; p < panels.count(); ++p) {
    const ConstView panel = panels.panel(p);
    copy(panel, columns_of(rows, p * ConstPanels::kCols, panel.cols));
  }
}

}  // namespace anbn
