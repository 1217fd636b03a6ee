// SPDX-License-Identifier: Apache-2.0
// `story_weights` in [study] and `reliability` of stories, in tables [[story]] and in a table of
// stories.
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/runner/options_json.h"
#include "anbn/study/study.h"
#include "tests/support/written_study.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

using nlohmann::json;

/// Studies of three stories.
struct StoryWeightsOfAStudy : WrittenStudy {
  Study read_table(const std::string& study, const std::string& last) {
    write_file(folder / "stories.tsv",
               "name\twords\tnetworks\tvolumes\treliability\npie\twords.tsv\ta.npy\t9\t0.9\n"
               "fox\twords.tsv\ta.npy\t9\t0.25\nden\twords.tsv\ta.npy\t9\t" +
                   last + "\n");
    return read("stories = 'stories.tsv'\n" + study, "");
  }
  /// What is wrong where the last of the stories has that line.
  std::string error_of_last(const std::string& line) {
    return error(kByReliability, story("pie", "reliability = 0.9") +
                                     story("fox", "reliability = 1") + story("den", line));
  }
  std::string error_of_table(const std::string& last) {
    return error_of([&] { read_table(kByReliability, last); });
  }
  static json options(const Study& study, std::string_view stage, std::string_view variant) {
    const Job& job = study.job(stage, variant, "");
    return json::parse(job.stage->resolve(job.options_json));
  }

  static constexpr const char* kByReliability = "story_weights = 'reliability'";
};

TEST_F(StoryWeightsOfAStudy, AreTheirLengthsUnlessAskedFor) {
  for (const char* said : {"", "story_weights = 'length'"}) {
    const Study study = read(said, story("pie", "reliability = 0.9") + story("fox", ""));
    EXPECT_EQ(options(study, "pooled", "main")["story_weights"], "length");
    EXPECT_EQ(options(study, "pooled", "main")["reliability"], json::array());
    const bool is_told =
        std::any_of(study.warnings.begin(), study.warnings.end(), [](const std::string& warning) {
          return warning.find("stories have a reliability and nothing reads it") !=
                 std::string::npos;
        });
    EXPECT_EQ(is_told, std::string_view(said).empty());
  }
}

TEST_F(StoryWeightsOfAStudy, GoToAllThatTakeAMeanOverStories) {
  const std::string control =
      std::string(kByReliability) + "\ncontrols = ['untrained', 'nuisance']";
  const Study study =
      read(control, story("pie", "reliability = 0.9\ncontrol_nuisance = 'm.tsv'") +
                        story("fox", "reliability = 3") +
                        story("den", "reliability = 0.25\ncontrol_nuisance = 'm.tsv'"));
  for (const char* stage : {"pooled", "training"}) {
    EXPECT_EQ(options(study, stage, "main")["story_weights"], "reliability");
    EXPECT_EQ(options(study, stage, "main")["reliability"], json::parse("[0.9, 3.0, 0.25]"));
  }
  EXPECT_EQ(options(study, "pooled", "untrained")["reliability"], json::parse("[0.9, 3.0, 0.25]"));
  EXPECT_EQ(options(study, "pooled", "nuisance")["stories"], json::parse(R"(["pie", "den"])"));
  EXPECT_EQ(options(study, "pooled", "nuisance")["reliability"], json::parse("[0.9, 0.25]"));
  EXPECT_FALSE(options(study, "consistency", "main").contains("reliability"));
}

TEST_F(StoryWeightsOfAStudy, MayStandInATableOfStories) {
  EXPECT_EQ(options(read_table(kByReliability, "2"), "pooled", "main")["reliability"],
            json::parse("[0.9, 0.25, 2.0]"));
  EXPECT_EQ(options(read_table("", "n/a"), "pooled", "main")["story_weights"], "length");
}

TEST_F(StoryWeightsOfAStudy, SayWhichStoriesHaveNone) {
  const std::string study = (folder / "study.toml").string();
  EXPECT_TRUE(error_of_last("").starts_with(
      study +
      ": story_weights in [study] is reliability, and of 1 of 3 stories there is none: den; "
      "expected reliability, a number above 0, in each [[story]]"))
      << error_of_last("");
  EXPECT_NE(error_of_table("n/a").find("of 1 of 3 stories there is none: den"), std::string::npos);
  EXPECT_NE(error_of_table("").find("of 1 of 3 stories there is none: den"), std::string::npos);
}

TEST_F(StoryWeightsOfAStudy, RefuseWhatIsNoReliability) {
  for (const char* value : {"0", "-0.5", "'high'", "true", "[0.5]"}) {
    const std::string found = error_of_last(std::string("reliability = ") + value);
    EXPECT_NE(found.find("study.toml: reliability in [[story]] den is "), std::string::npos)
        << found;
    EXPECT_NE(found.find("; expected a number above 0"), std::string::npos) << found;
  }
  for (const char* value : {"nan", "inf"}) {
    const std::string found = error_of_last(std::string("reliability = ") + value);
    EXPECT_NE(found.find("study.toml"), std::string::npos) << found;
    EXPECT_NE(found.find("expected a finite number"), std::string::npos) << found;
  }
  for (const char* value : {"high", "nan", "inf"}) {
    const std::string found = error_of_table(value);
    EXPECT_NE(found.find("stories.tsv:4: the column 'reliability' holds '"), std::string::npos)
        << found;
  }
  for (const char* value : {"0", "-1"})
    EXPECT_NE(error_of_table(value).find("study.toml: reliability in [[story]] den is "),
              std::string::npos);
  const std::string word =
      error_of([&] { read("story_weights = 'reliabilty'", story("pie", "")); });
  EXPECT_NE(word.find("study.toml: "), std::string::npos) << word;
  EXPECT_NE(word.find("did you mean 'reliability'?"), std::string::npos) << word;
  const std::string place =
      error_of([&] { read("[pooled]\nstory_weights = 'reliability'", story("pie", "")); });
  EXPECT_NE(place.find("unknown key story_weights in [pooled]"), std::string::npos) << place;
}

}  // namespace
}  // namespace anbn
