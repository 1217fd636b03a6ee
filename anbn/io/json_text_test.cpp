// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json_text.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <limits>

namespace anbn {
namespace {

TEST(JsonString, CannotEndTheScriptAroundIt) {
  EXPECT_EQ(json_string("</script><!--"), "\"\\u003c/script\\u003e\\u003c!--\"");
  EXPECT_EQ(json_string("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\u000a\\u0001\"");
}

TEST(JsonNumber, ReadsBackEqualAndHasNoNaN) {
  EXPECT_EQ(json_number(0.1), "0.1");
  EXPECT_EQ(json_number(3), "3");
  EXPECT_EQ(json_number(kNan), "null");
  EXPECT_EQ(json_number(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, SeparatesWhatLiesInEachOther) {
  JsonText json;
  json.begin_object();
  json.member("id", "a<b");
  json.key("rows");
  json.begin_array({.between = ",\n"});
  json.list(std::vector<double>{1, 0.5, kNan});
  json.list(std::vector<int>{});
  json.end();
  json.key("learned");
  json.word("true");
  json.member("count", std::size_t{3});
  json.end();
  EXPECT_EQ(json.text(),
            "{\"id\":\"a\\u003cb\",\"rows\":[[1,0.5,null],\n[]],\"learned\":true,\"count\":3}");
}

TEST(JsonText, LaysOutObjectsOverLines) {
  JsonText json;
  json.begin_object({.open = "\n  ", .between = ",\n  ", .close = "\n", .colon = ": "});
  json.member("a", 1);
  json.key("b");
  json.list(std::vector<std::string>{"x", "y"}, {.between = ", "});
  json.end();
  EXPECT_EQ(json.text(), "{\n  \"a\": 1,\n  \"b\": [\"x\", \"y\"]\n}");
}

}  // namespace
}  // namespace anbn
