// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/this_run.h"

#include <gtest/gtest.h>

#include <regex>
#include <vector>

namespace anbn {
namespace {

TEST(ThisRun, TellsWhereWhenAndByWhatCommand) {
  EXPECT_FALSE(host_name().empty());
  EXPECT_TRUE(std::regex_match(date_and_time(), std::regex(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)")));
  ASSERT_FALSE(command_line().empty());
  EXPECT_NE(command_line()[0].find("anbn-test"), std::string::npos);
  EXPECT_TRUE(std::regex_match(std::string(commit_of_build()),
                               std::regex(R"(([0-9a-f]{12,40}(-dirty)?)?)")));
}

TEST(ThisRun, KnowsTheMostMemory) {
  if (peak_memory() == 0) GTEST_SKIP() << "this system does not tell";
  forget_peak_memory();
  const std::uint64_t before = peak_memory();
  {
    const std::vector<char> taken(64 << 20, 'x');
    EXPECT_EQ(taken.back(), 'x');
  }
  EXPECT_GE(peak_memory(), before + (60 << 20));
}

}  // namespace
}  // namespace anbn
