// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json_tree.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <string>

namespace anbn {
namespace {

std::string tree_complaint(std::string_view text) {
  return error_of([&] { JsonTree(text, "x.json"); });
}

TEST(JsonTree, HoldsWhatTheFileHolds) {
  const JsonTree tree(R"({"a": [1, -2.5, {"b": "\u00e9\n"}], "c": null, "d": true, "": {}})", "x");
  const JsonNode root = tree.root();
  ASSERT_TRUE(root.is_object());
  EXPECT_EQ(root.size(), 4u);
  const JsonNode list = root.at("a");
  EXPECT_EQ(list.size(), 3u);
  std::vector<double> numbers;
  std::string text;
  for (const JsonNode item : list) {
    if (item.is_number())
      numbers.push_back(item.number());
    else
      text = item.at("b").text();
  }
  EXPECT_EQ(numbers, (std::vector<double>{1, -2.5}));
  EXPECT_EQ(text, "é\n");
  EXPECT_FALSE(root.find("c"));
  EXPECT_FALSE(root.find("e"));
  EXPECT_EQ(root.truth_or("d", JsonNode::Truth::no), JsonNode::Truth::yes);
  EXPECT_EQ(root.truth_or("c", JsonNode::Truth::yes), JsonNode::Truth::yes);
  EXPECT_EQ(root.at("").size(), 0u);
  std::string keys;
  for (const JsonNode member : root) keys += std::string(member.key()) + ",";
  EXPECT_EQ(keys, "a,c,d,,");
}

TEST(JsonTree, NamesThePlaceOfWhatIsWrong) {
  const JsonTree tree(R"({"a": [0, {"b": "c"}], "n": 1.5})", "x.json");
  const JsonNode b = (*++tree.root().at("a").begin()).at("b");
  EXPECT_EQ(tree.root().at("n").digits(), "1.5");
  EXPECT_EQ((*tree.root().at("a").begin()).digits(), "");
  EXPECT_EQ(error_of([&] { b.number(); }), "x.json: 'a.1.b' is no number; expected one");
  EXPECT_NE(error_of([&] { tree.root().at("z"); }).find("has no 'z'"), std::string::npos);
  EXPECT_NE(error_of([&] { tree.root().at("n").integer(0, 9); }).find("a whole number from 0 to 9"),
            std::string::npos);
  EXPECT_NE(error_of([&] { b.at("c"); }).find("is no object"), std::string::npos);
  EXPECT_NE(error_of([&] { b.truth(); }).find("neither true nor false"), std::string::npos);
}

TEST(JsonTree, RefusesWhatIsNoPlainJson) {
  EXPECT_NE(tree_complaint("{\"a\": 1, \"b\": 2, \"a\": 3}").find("two members 'a'"),
            std::string::npos);
  EXPECT_NE(tree_complaint("[" + std::string(100, '[')).find("nests deeper than 64"),
            std::string::npos);
  EXPECT_NE(tree_complaint("{\"a\": }").find("is no JSON"), std::string::npos);
  EXPECT_NE(tree_complaint("").find("is no JSON"), std::string::npos);
  EXPECT_NE(tree_complaint("{\"a\": NaN}").find("no NaN"), std::string::npos);
  EXPECT_NE(tree_complaint("\"\xff\"").find("is no JSON"), std::string::npos);
  std::string many = "[0";
  for (std::size_t i = 0; i < (std::size_t{4} << 20); ++i) many += ",0";
  EXPECT_NE(tree_complaint(many + "]").find("more than 4194304 values"), std::string::npos);
}

}  // namespace
}  // namespace anbn
