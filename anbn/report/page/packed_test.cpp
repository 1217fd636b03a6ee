// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/packed.h"

#include <gtest/gtest.h>

#include <vector>

namespace anbn {
namespace {

TEST(Packed, IsGzipInBase64) {
  const std::string text = packed(std::string_view("Man"));
  EXPECT_TRUE(text.starts_with("H4sI")) << text;  // 1f 8b 08: gzip by deflate
  EXPECT_EQ(text.size() % 4, 0u);
  EXPECT_EQ(
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
      std::string::npos);
}

TEST(Packed, IsTheSameForTheSameBytes) {
  const std::vector<std::uint8_t> bytes = {77, 97, 110};
  EXPECT_EQ(packed(bytes), packed(bytes));
  EXPECT_EQ(packed(bytes), packed(std::string_view("Man")));
  EXPECT_NE(packed(bytes), packed(std::string_view("man")));
}

TEST(Packed, MakesLittleOfWhatIsMostlyEmpty) {
  EXPECT_LT(packed(std::vector<std::uint8_t>(100000)).size(), 300u);
}

}  // namespace
}  // namespace anbn
