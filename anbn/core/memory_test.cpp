// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/memory.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(CheckMemory, SaysHowMuchIsNeeded) {
  EXPECT_EQ(error_of([] { check_memory("a network", 2.5e9, 5e8, "Take a smaller one."); }),
            "a network needs 2.5 GB of memory; 500 MB are available. Take a smaller one.");
  EXPECT_EQ(error_of([] { check_memory("a network", 2.5e9, 3e9, ""); }), "");
  EXPECT_EQ(error_of([] { check_memory("a network", 2.5e9, {}, ""); }), "");
}

TEST(AvailableMemory, IsAPlausibleNumber) {
  const auto bytes = available_memory();
  ASSERT_TRUE(bytes.has_value());
  EXPECT_GT(*bytes, 1e6);
  EXPECT_LT(*bytes, 1e15);
}

}  // namespace
}  // namespace anbn
