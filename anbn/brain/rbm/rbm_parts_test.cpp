// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/rbm/rbm_parts.h"

#include "anbn/backend/backend.h"
#include "anbn/backend/panels.h"

#include <gtest/gtest.h>

#include <numeric>

namespace anbn {
namespace {

TEST(RbmParts, HoldEveryUnitOnceInTheOrderOfBlocks) {
  for (std::size_t units : {1u, 131u, 132u, 133u, 4552u, 16895u, 16896u, 50000u})
    for (std::size_t hidden : {1u, 5u, 64u, 123u, 512u, 7000u}) {
      const RbmParts parts(units, hidden);
      std::size_t next = 0;
      for (std::size_t block = 0; block < parts.blocks(); ++block)
        for (RbmPart part = parts.first_of(block); part.count > 0;
             part = parts.next_in_block(part)) {
          ASSERT_EQ(part.first, next) << units << " x " << hidden;
          ASSERT_EQ(parts.block_of(part), block) << units << " x " << hidden;
          next += part.count;
        }
      ASSERT_EQ(next, units) << hidden;
      ASSERT_EQ(parts.first_of(parts.blocks()).count, 0u);
      ASSERT_EQ(parts.first_of(parts.blocks() + 7).count, 0u);
    }
}

TEST(RbmParts, TurnRowsIntoPanelsAndBack) {
  for (std::size_t hidden : {1u, 31u, 32u, 70u}) {
    Matrix x(9, hidden);
    std::iota(x.values.begin(), x.values.end(), 0.0f);
    const Matrix rows = x;
    const RbmPart part{2, 5};
    rows_to_panels(x, part);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < hidden; ++j) {
        const bool turned = i >= part.first && i < part.first + part.count;
        ASSERT_EQ(turned ? panels_of(x, part.first, part.count).at(i - part.first, j) : x(i, j),
                  rows(i, j));
      }
    panels_to_rows(x, part);
    EXPECT_EQ(x, rows);
  }
}

}  // namespace
}  // namespace anbn
