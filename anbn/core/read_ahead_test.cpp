// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/read_ahead.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace anbn {
namespace {

TEST(ReadAhead, HandsOutStepsInOrderAndKeepsTheOnesBefore) {
  std::array<std::size_t, 4> slots{};
  ReadAhead ahead({.first_step = 5, .end_step = 2005, .slots = 4, .kept = 1},
                  [&](std::size_t step, std::size_t slot) { slots[slot] = step * step; });
  for (std::size_t step = 5; step < 2005; ++step) {
    const std::size_t slot = ahead.slot_of(step);
    ASSERT_EQ(slots[slot], step * step);
    const std::size_t next = std::min<std::size_t>(step + 1, 2004);
    ASSERT_EQ(slots[ahead.slot_of(next)], next * next);
    ASSERT_EQ(slots[slot], step * step);
    ASSERT_EQ(ahead.slot_of(step), slot);
  }
}

TEST(ReadAhead, RunsNoFurtherAheadThanItHasSlots) {
  std::atomic<std::size_t> filled = 0;
  ReadAhead ahead({.first_step = 0, .end_step = 100, .slots = 3, .kept = 0},
                  [&](std::size_t, std::size_t) { ++filled; });
  for (std::size_t step = 0; step < 100; ++step) {
    ahead.slot_of(step);
    ASSERT_GT(filled, step);
    ASSERT_LE(filled, step + 3);
  }
}

TEST(ReadAhead, ThrowsWhatWentWrongWhereItWentWrong) {
  ReadAhead ahead({.first_step = 0, .end_step = 9, .slots = 3, .kept = 0},
                  [](std::size_t step, std::size_t) {
                    if (step == 2) fail("x.npy: ends after 8 bytes");
                  });
  ahead.slot_of(0);
  ahead.slot_of(1);
  EXPECT_EQ(error_of([&] { ahead.slot_of(2); }), "x.npy: ends after 8 bytes");
  EXPECT_EQ(error_of([&] { ahead.slot_of(3); }), "x.npy: ends after 8 bytes");
}

TEST(ReadAhead, StopsWhenNobodyAsksAnyMore) {
  std::atomic<std::size_t> filled = 0;
  {
    ReadAhead ahead({.first_step = 0, .end_step = 1000000, .slots = 3, .kept = 0},
                    [&](std::size_t, std::size_t) { ++filled; });
    ahead.slot_of(0);
  }
  EXPECT_LE(filled, 3u);
}

}  // namespace
}  // namespace anbn
