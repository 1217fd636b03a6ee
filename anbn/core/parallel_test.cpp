// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/parallel.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace anbn {
namespace {

class ThreadsOf : public testing::TestWithParam<int> {};

TEST_P(ThreadsOf, CallEveryBlockOnce) {
  Threads threads(GetParam());
  EXPECT_EQ(threads.count(), GetParam());
  for (const std::size_t blocks : {0u, 1u, 2u, 7u, 1000u}) {
    std::vector<int> calls(blocks);
    threads.for_each_block(blocks, [&](std::size_t block, std::size_t) { ++calls[block]; });
    EXPECT_EQ(calls, std::vector<int>(blocks, 1));
  }
}

TEST_P(ThreadsOf, TellConcurrentCallsApart) {
  Threads threads(GetParam());
  const auto count = static_cast<std::size_t>(GetParam());
  std::vector<std::atomic<int>> inside(count);
  std::atomic<int> clashes = 0;
  threads.for_each_block(200, [&](std::size_t, std::size_t worker) {
    if (worker >= count || inside[worker].fetch_add(1) != 0) ++clashes;
    std::this_thread::yield();
    if (worker < count) --inside[worker];
  });
  EXPECT_EQ(clashes, 0);
}

TEST_P(ThreadsOf, ThrowTheErrorOfTheLowestBlockAndGoOn) {
  Threads threads(GetParam());
  for (int repeat = 0; repeat < 50; ++repeat) {
    const std::string message = error_of([&] {
      threads.for_each_block(100, [&](std::size_t block, std::size_t) {
        // The lowest failing block is the slowest to fail.
        if (block == 10) std::this_thread::sleep_for(std::chrono::microseconds(200));
        if (block >= 10) fail("block {}", block);
      });
    });
    ASSERT_EQ(message, "block 10");
  }
  std::atomic<int> calls = 0;
  threads.for_each_block(5, [&](std::size_t, std::size_t) { ++calls; });
  EXPECT_EQ(calls, 5);
}

TEST_P(ThreadsOf, SurviveManyShortLoops) {
  Threads threads(GetParam());
  std::vector<std::size_t> sums(3);
  for (int loop = 0; loop < 2000; ++loop)
    threads.for_each_block(3, [&](std::size_t block, std::size_t) { sums[block] += block; });
  EXPECT_EQ(sums, (std::vector<std::size_t>{0, 2000, 4000}));
}

INSTANTIATE_TEST_SUITE_P(, ThreadsOf, testing::Values(1, 2, 4, 9),
                         [](const auto& value) { return std::to_string(value.param); });

TEST(Threads, WorkAtTheSameTime) {
  Threads threads(2);
  std::atomic<int> waiting = 0;
  threads.for_each_block(2, [&](std::size_t, std::size_t) {
    ++waiting;
    while (waiting < 2) std::this_thread::yield();  // hangs unless both blocks run at once
  });
  EXPECT_EQ(waiting, 2);
}

TEST(Threads, RefuseImpossibleCounts) {
  for (const int count : {0, -1, 4097})
    EXPECT_NE(error_of([&] { Threads threads(count); }).find("Set --threads"), std::string::npos);
}

TEST(AvailableProcessors, AreAtLeastOne) { EXPECT_GE(available_processors(), 1); }

}  // namespace
}  // namespace anbn
