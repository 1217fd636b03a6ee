// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/memory.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace anbn {
namespace {

TEST(Memory, IsSomeAndNotMoreThanTheAddressSpaceLeft) {
  EXPECT_GT(available_memory(), 1u << 20);
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer takes terabytes of addresses and cannot be held to a limit";
#endif
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 1 << 20;  // less than this process has taken already
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &tight), 0);
  const std::uint64_t left = available_memory();
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &before), 0);
  EXPECT_EQ(left, 0u);
}

TEST(Memory, SaysHowMuchIsNeededAndHowMuchThereIs) {
  EXPECT_EQ(error_of([] { require_memory(1000, "sub-01", 1000); }), "");
  EXPECT_EQ(error_of([] { require_memory(62.5e9, "sub-01: 300 volumes", 8'000'000'000); }),
            "sub-01: 300 volumes needs 62.5 GB of memory, and 8.0 GB are available; expected room "
            "for it. Free some memory or ask for less");
}

}  // namespace
}  // namespace anbn
