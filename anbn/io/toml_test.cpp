// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/toml.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <string>

namespace anbn {
namespace {

std::string json(const std::string& text) { return toml_text_to_json(text, "study.toml"); }
std::string toml_refusal(const std::string& text) {
  return error_of([&] { json(text); });
}
void expect_refusal(const std::string& text, const std::string& start, const std::string& part) {
  const std::string message = toml_refusal(text);
  EXPECT_TRUE(message.starts_with(start)) << message;
  EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

TEST(TomlToJson, KeepsTypes) {
  EXPECT_EQ(json("a = 1\nb = 1.0\nc = 'x'\nd = true\ne = [1, 2.5]\nf = -9007199254740993\n"),
            R"({"a":1,"b":1.0,"c":"x","d":true,"e":[1,2.5],"f":-9007199254740993})");
}

TEST(TomlToJson, KeepsTablesAndTheirOrder) {
  EXPECT_EQ(json("[study]\nname = \"Pie Man\"\n[[story]]\nname = 'b'\n[story.tokens]\nsegments = "
                 "'even'\n[[story]]\nname = 'a'\n"),
            R"({"story":[{"name":"b","tokens":{"segments":"even"}},{"name":"a"}],)"
            R"("study":{"name":"Pie Man"}})");
  EXPECT_EQ(json("# nothing\n"), "{}");
}

TEST(TomlToJson, NamesThePlaceOfAnError) {
  expect_refusal("[study]\nname = Pie\n", "study.toml:2:", "no TOML");
  expect_refusal("a = 1\na = 2\n", "study.toml:2:", "no TOML");
  expect_refusal("a = \"x\n", "study.toml:1:", "no TOML");
  expect_refusal("a = '\xff'\n", "study.toml:1:", "no TOML");
  expect_refusal("\na = \xE2\x80\x9Cx\xE2\x80\x9D\n", "study.toml:2:5: ", "plain \"quotes\"");
  EXPECT_EQ(json("\xEF\xBB\xBF"
                 "a = '\xC3\xA9' # \xC3\xA9\n"),
            "{\"a\":\"\xC3\xA9\"}");
  expect_refusal("\na = 1979-05-27\n", "study.toml:2:5: ", "a date or time");
  expect_refusal("a = 07:32:00\n", "study.toml:1:7: ", "date or time");
  expect_refusal("a = 1'x'\n", "study.toml:1:6: ", "in the middle");
  expect_refusal("a = 1\x01\n", "study.toml:1:6: ", "a control character");
  EXPECT_EQ(json("'a' = \"\"\"x\"\"\"\"\n"), R"({"a":"x\""})");
  expect_refusal("a = \"\"\"x\\\n\xC3\xA9\"\"\"\n", "study.toml:1:9: ", "a backslash before");
  expect_refusal("a = 1979-05-27 8\n", "study.toml:1:16: ", "two words in a value");
  expect_refusal("a = Pie Man\n", "study.toml:1:9: ", "two words in a value");
  EXPECT_EQ(json("a = [ 1 , 2 ] # x\nb = { c = 1 , d = 'x' }\ne = 1 # y\n"),
            R"({"a":[1,2],"b":{"c":1,"d":"x"},"e":1})");
  expect_refusal("name: 'x'\n", "study.toml:1:5: ", "expected name = value");
  expect_refusal("a = [1, nan]\n", "study.toml:1:9: ", "nan or infinite");
}

TEST(TomlToJson, RefusesBracketsThatBelongToNothing) {
  expect_refusal("a = 1\n [ .b]\n", "study.toml:2:2: ", "followed by no name");
  expect_refusal("[[=]]", "study.toml:1:1: ", "followed by no name");
  expect_refusal("[\n", "study.toml:1:1: ", "followed by no name");
  expect_refusal("\xEF\xBB\xBF[.", "study.toml:1:", "followed by no name");
  expect_refusal("a = [}\n", "study.toml:1:6: ", "a closing bracket");
  expect_refusal("a = {b = 1]\n", "study.toml:1:11: ", "a closing bracket");
  expect_refusal("a = 1['x'\n", "study.toml:1:6: ", "in the middle");
  expect_refusal("a = 1='x'\n", "study.toml:1:6: ", "'=' in a value");
  expect_refusal("a = 1.'x'\n", "study.toml:1:7: ", "in the middle");
  EXPECT_EQ(json("a.'b' = [{c = 1, d.'e' = [\n2,\n'x'] }, {} ]\n[f.'g']\n"),
            R"({"a":{"b":[{"c":1,"d":{"e":[2,"x"]}},{}]},"f":{"g":{}}})");
  expect_refusal("[]\n", "study.toml:1:", "no TOML");
  EXPECT_EQ(json("a = [ +1 ]\nb = [\n[ +1, 2 ],\n[\n]]\n[ 'x' ]\n[[ y ]]\n"),
            R"({"a":[1],"b":[[1,2],[]],"x":{},"y":[{}]})");
}

TEST(TomlToJson, SurvivesNestingBombs) {
  std::string dots = "a";
  for (int i = 0; i < 100000; ++i) dots += ".a";
  expect_refusal("\n" + dots + " = 1\n", "study.toml:2: ", "nests deeper than 32");
  expect_refusal("[" + dots + "]\n", "study.toml:1: ", "nests deeper than 32");
  expect_refusal("a = " + std::string(100000, '['), "study.toml:1: ", "nests deeper than 32");
  std::string tables = "a = ";
  for (int i = 0; i < 100000; ++i) tables += "{a.'b'.\"c\" = ";
  expect_refusal(tables, "study.toml:1: ", "nests deeper than 32");
}

TEST(TomlToJson, CountsNoDotsOrBracketsInTexts) {
  const std::string dots(100, '.'), brackets(100, '[');
  EXPECT_NO_THROW(json("a = '" + dots + brackets + "'\nb = \"\\\"" + dots + brackets + "\"\n# " +
                       dots + brackets + "\nc = '''\n'" + dots + brackets + "'''\nd = \"\"\"\\\"" +
                       dots + "\n\\\\\"\"\"\n"));
}

}  // namespace
}  // namespace anbn
