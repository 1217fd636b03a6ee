// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/list.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(FindStage, NamesTheNearestStage) {
  const std::string error = error_of([] { find_stage("tokns"); });
  EXPECT_EQ(error.find("there is no stage 'tokns'; expected one of tokens, "), 0u) << error;
  EXPECT_NE(error.find("; did you mean 'tokens'?"), std::string::npos) << error;
}

}  // namespace
}  // namespace anbn
