// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <string>

namespace anbn {
namespace {

JsonScalars parse_scalars(const std::string& text) {
  return parse_json_scalars(text, "config.json");
}
std::string json_refusal(const std::string& text) {
  return error_of([&] { parse_scalars(text); });
}

const std::string kConfig = R"({"architectures": ["BertModel", {"hidden_size": 1}],
  "hidden_size": 384, "layer_norm_eps": 1e-12, "model_type": "bert", "use_cache": true,
  "classifier_dropout": null, "nested": {"model_type": "gpt2"}})";

TEST(JsonScalars, ReadTheTopLevelOnly) {
  const JsonScalars config = parse_scalars(kConfig);
  EXPECT_EQ(config.number("hidden_size"), 384);
  EXPECT_EQ(config.integer("hidden_size"), 384);
  EXPECT_EQ(config.number("layer_norm_eps"), 1e-12);
  EXPECT_EQ(config.text("model_type"), "bert");
  EXPECT_EQ(config.truth_or("use_cache", JsonScalars::Truth::no), JsonScalars::Truth::yes);
  EXPECT_TRUE(config.has("hidden_size"));
  EXPECT_FALSE(config.has("architectures"));
}

TEST(JsonScalars, TakeNullAsAbsent) {
  const JsonScalars config = parse_scalars(kConfig);
  EXPECT_FALSE(config.has("classifier_dropout"));
  EXPECT_EQ(config.number_or("classifier_dropout", 0.5), 0.5);
  EXPECT_EQ(config.text_or("absent", "other"), "other");
  EXPECT_EQ(config.integer_or("absent", 7), 7);
}

TEST(JsonScalars, KnowTheScalarsOfObjectsAndListsOfTexts) {
  const JsonScalars config = parse_scalars(R"({"rope": {"theta": 1e4, "type": "linear",
    "list": [1, "x"], "deeper": {"theta": 2}, "none": null}, "types": ["full", "sliding"],
    "empty": [], "mixed": ["a", 1], "nested": ["a", ["b"]], "also": ["a", {"theta": 3}],
    "nulls": ["a", null], "window": null})");
  const JsonScalars* const rope = config.object("rope");
  ASSERT_NE(rope, nullptr);
  EXPECT_EQ(rope->number("theta"), 1e4);
  EXPECT_EQ(rope->text("type"), "linear");
  EXPECT_FALSE(rope->has("none"));
  EXPECT_TRUE(rope->values.contains("deeper"));
  EXPECT_EQ(error_of([&] { rope->number("list"); }),
            "config.json: rope: 'list' is a list or an object; expected a number");
  EXPECT_EQ(config.object("absent"), nullptr);
  ASSERT_NE(config.texts("types"), nullptr);
  EXPECT_EQ(*config.texts("types"), (std::vector<std::string>{"full", "sliding"}));
  EXPECT_TRUE(config.texts("empty")->empty());
  EXPECT_EQ(config.texts("absent"), nullptr);
  for (const char* name : {"mixed", "nested", "also", "nulls", "rope"})
    EXPECT_NE(error_of([&] { config.texts(name); }).find("is no list of texts"), std::string::npos)
        << name;
  EXPECT_NE(error_of([&] { config.object("types"); }).find("is no object"), std::string::npos);
  EXPECT_TRUE(config.nulls.contains("window"));
  EXPECT_FALSE(config.nulls.contains("none"));
  EXPECT_EQ(json_refusal(R"({"map": {"a": 1, "a": 2}})"),
            "config.json: map: has two members 'a'; expected different names");
}

TEST(JsonScalars, NameFileAndKeyInErrors) {
  const JsonScalars config = parse_scalars(kConfig);
  EXPECT_EQ(error_of([&] { config.number("hiden_size"); }),
            "config.json: has no 'hiden_size'; expected a number of that name; did you mean "
            "'hidden_size'?");
  EXPECT_EQ(error_of([&] { config.number_or("model_type", 1); }),
            "config.json: 'model_type' is a text; expected a number");
  EXPECT_EQ(error_of([&] { config.text("architectures"); }),
            "config.json: 'architectures' is a list or an object; expected a text");
  EXPECT_EQ(error_of([&] { config.integer("layer_norm_eps"); }),
            "config.json: 'layer_norm_eps' is 1e-12; expected a whole number");
}

TEST(JsonScalars, RefuseWhatIsNoObject) {
  const auto expect_refusal = [](const std::string& text, const std::string& reason) {
    const std::string message = json_refusal(text);
    EXPECT_TRUE(message.starts_with("config.json: ")) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  };
  for (const char* text : {"[]", "[{}]", "1", "\"x\"", "null", "true"})
    expect_refusal(text, "no JSON object");
  expect_refusal("", "is no JSON");
  expect_refusal("{\"a\": 1", "is no JSON");
  expect_refusal("{\"a\": 1} x", "is no JSON");
  expect_refusal("{\"a\": 1e999}", "is no JSON");
  expect_refusal("{\"a\": NaN}", "JSON has no NaN or Infinity");
  expect_refusal("{\"a\": \"\xff\"}", "is no JSON");
  expect_refusal("{\"a\": 1, \"a\": 2}", "two members 'a'");
}

TEST(JsonTexts, AreThoseOfAMemberItsListAndWhatIsInsideIt) {
  const ScratchFolder folder;
  write_file(folder / "t.json",
             R"({"content": "z", "token": "a", "deep": [{"token": ["b", "c"]}],
                 "more": {"token": {"7": {"content": "d", "id": "no", "x": {"content": "e"}}},
                          "content": "no", "tokens": "no"}, "last": "no"})");
  EXPECT_EQ(json_texts_called(folder / "t.json", "token"),
            (std::vector<std::string>{"a", "b", "c", "d", "e"}));
  EXPECT_TRUE(json_texts_called(folder / "t.json", "none").empty());
}

TEST(JsonScalars, SurviveNestingBombs) {
  EXPECT_NE(json_refusal("{\"a\": " + std::string(1000000, '[')).find("nests deeper"),
            std::string::npos);
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_NE(json_refusal(objects).find("nests deeper"), std::string::npos);
}

}  // namespace
}  // namespace anbn
