// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(Fail, ThrowsTheFormattedMessage) {
  EXPECT_EQ(error_of([] { fail("TR is {} s; expected at most {}", 1500, 16); }),
            "TR is 1500 s; expected at most 16");
}

TEST(Error, IsAStandardException) {
  try {
    fail("words");
  } catch (const std::exception& e) {
    EXPECT_STREQ(e.what(), "words");
  }
}

TEST(Error, GathersContextOnItsWayOut) {
  Error error("no such file");
  error.add_context("pieman");
  error.add_context("study.toml");
  EXPECT_STREQ(error.what(), "study.toml: pieman: no such file");
}

}  // namespace
}  // namespace anbn
