// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/stories_table.h"

#include "anbn/io/file.h"
#include "anbn/stages/list.h"
#include "anbn/study/study.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/study_stages.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using study_stages::kStages;

struct StoriesTsv : testing::Test {
  ScratchFolder folder;
  fs::path table = folder / "stories.tsv";
  std::vector<std::string> errors;

  json read(std::string_view text) {
    errors.clear();
    write_file(table, text);
    return read_stories_table(table, kStages, errors);
  }
  /// The only error, without the name of the file.
  std::string error(std::string_view text) {
    read(text);
    return errors.size() == 1 ? errors[0].substr(table.string().size())
                              : std::to_string(errors.size()) + " errors";
  }
};

TEST_F(StoriesTsv, RowsAreWhatTablesOfTheStudyFileWouldBe) {
  const json stories = read(
      "name\ttitle\twords\ttr_s\tvolumes\tnetworks\ttokens.seed\n"
      "pie\tPie Man\twords.tsv\t1.5\t9\ta.npy; b.npy\t7\n"
      "dog\t\tw.tsv\t2\t12\ta.npy\tn/a\n");
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(stories, json::parse(R"([
    {"name": "pie", "title": "Pie Man", "words": "words.tsv", "tr_s": 1.5, "volumes": 9,
     "networks": ["a.npy", "b.npy"], "tokens": {"seed": 7}},
    {"name": "dog", "words": "w.tsv", "tr_s": 2.0, "volumes": 12, "networks": ["a.npy"]}])"));
  EXPECT_TRUE(stories[0]["volumes"].is_number_integer());
}

TEST_F(StoriesTsv, IsReadAsTablesOfOthersAre) {
  const json stories = read(
      "\xEF\xBB\xBFname\ttitle\r\n"
      "pie\t\"A \"\"pie\"\"\tfor a man\"\r\n");
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(stories, json::parse(R"([{"name": "pie", "title": "A \"pie\"\tfor a man"}])"));
}

TEST_F(StoriesTsv, TellsWhatIsWrongByFileAndLine) {
  EXPECT_EQ(error("name\tvolume\npie\t9\n"),
            ": the column volume is no key of a story; did you mean 'volumes'?");
  EXPECT_EQ(error("name\tvolumes\npie\t9\ndog\tmany\n"),
            ":3: the column 'volumes' holds 'many'; expected a finite number such as -1.5");
  EXPECT_EQ(error("name\tvolumes\npie\t9.5\n"),
            ":2: the column 'volumes' holds '9.5'; expected a whole number");
  EXPECT_EQ(error("name\tnetworks\npie\ta.npy;;b.npy\n"),
            ":2: the column 'networks' holds 'a.npy;;b.npy'; expected items with one ';' between "
            "them");
  EXPECT_EQ(error("name\npie\npie \n"),
            ":3: a second story is called pie (the first in line 2); expected a name of its own");
  EXPECT_EQ(error("name\npie\ndog\npie\n"),
            ":4: a second story is called pie (the first in line 2); expected a name of its own");
  read("name\tvolume\ttr\npie\t9\t1\n");
  EXPECT_EQ(errors.size(), 2U);
  EXPECT_NE(error_of([&] { read("name\tvolumes\n"); }).find("has no rows"), std::string::npos);
  EXPECT_NE(error_of([&] { read("title\npie\n"); }).find("expected a column 'name'"),
            std::string::npos);
}

struct StudyOfATable : StoriesTsv {
  fs::path file = folder / "study.toml";

  StudyOfATable() {
    fs::create_directory(folder / "model");
    for (const char* name : {"model/config.json", "model/vocab.txt", "words.tsv", "a.npy", "b.npy"})
      write_file(folder / name, std::string_view("x"));
  }
  Study study(std::string_view toml) {
    write_file(file, toml);
    return read_study(file, {}, kStages);
  }
};

constexpr std::string_view kHead = "[study]\nmodel = 'model'\nstories = 'stories.tsv'\n";

TEST_F(StudyOfATable, HasTheJobsOfTheSameStoriesInTheFile) {
  write_file(table, std::string_view("name\twords\tnetworks\tvolumes\n"
                                     "pie\twords.tsv\ta.npy\t9\n"
                                     "dog\twords.tsv\tb.npy\t12\n"));
  const Study of_table = study(kHead);
  const Study of_file = study(
      "[study]\nmodel = 'model'\n"
      "[[story]]\nname = 'pie'\nwords = 'words.tsv'\nnetworks = 'a.npy'\nvolumes = 9\n"
      "[[story]]\nname = 'dog'\nwords = 'words.tsv'\nnetworks = 'b.npy'\nvolumes = 12\n");
  ASSERT_EQ(of_table.jobs.size(), of_file.jobs.size());
  for (std::size_t j = 0; j < of_file.jobs.size(); ++j) {
    EXPECT_EQ(of_table.jobs[j].label(), of_file.jobs[j].label());
    EXPECT_EQ(of_table.jobs[j].options_json, of_file.jobs[j].options_json);
  }
}

TEST_F(StudyOfATable, HasNoOtherStories) {
  write_file(table, std::string_view("name\twords\tnetworks\tvolumes\npie\twords.tsv\ta.npy\t9\n"));
  const std::string both =
      error_of([&] { study(std::string(kHead) + "[[story]]\nname = 'dog'\n"); });
  EXPECT_NE(both.find("has both stories = \"stories.tsv\" in [study] and [[story]]; expected one "
                      "of them"),
            std::string::npos)
      << both;
  fs::remove(table);
  EXPECT_NE(error_of([&] { study(kHead); }).find("stories.tsv"), std::string::npos);
}

TEST_F(StudyOfATable, KeepsLessOfManyStoriesUnlessToldOtherwise) {
  const auto stories = [&](std::size_t count) {
    std::string text = "name\twords\tnetworks\tvolumes\n";
    for (std::size_t s = 0; s < count; ++s)
      text += "s" + std::to_string(s) + "\twords.tsv\ta.npy\t9\n";
    write_file(table, text);
  };
  stories(kManyStories - 1);
  EXPECT_EQ(study(kHead).keep, Keep::all);
  stories(kManyStories);
  EXPECT_EQ(study(kHead).keep, Keep::timecourses);
  EXPECT_EQ(study(std::string(kHead) + "keep = 'tables'\n").keep, Keep::tables);
  const std::string wrong = error_of([&] { study(std::string(kHead) + "keep = 'table'\n"); });
  EXPECT_NE(wrong.find("study.toml: "), std::string::npos) << wrong;
  EXPECT_NE(wrong.find("did you mean 'tables'?"), std::string::npos) << wrong;
}

TEST_F(StudyOfATable, TestsSingleStoriesOfManyWithFewerDraws) {
  const auto permutations = [&](std::size_t stories, std::string_view more, std::string_view stage,
                                std::string_view story) {
    std::string text = "name\twords\tnetworks\tvolumes\ttr_s\n";
    for (std::size_t s = 0; s < stories; ++s)
      text += "s" + std::to_string(s) + "\twords.tsv\ta.npy\t9\t1.5\n";
    write_file(table, text);
    write_file(file, std::string(kHead) + std::string(more));
    const Study found = read_study(file, {}, all_stages());
    return json::parse(found.job(stage, "main", story).options_json)["permutations"].get<int>();
  };
  EXPECT_EQ(permutations(kManyStories - 1, "", "significance", "s0"), 5000);
  EXPECT_EQ(permutations(kManyStories, "", "significance", "s0"), 200);
  EXPECT_EQ(permutations(kManyStories, "", "pooled", ""), 5000);
  EXPECT_EQ(permutations(kManyStories, "[significance]\npermutations = 99\n", "significance", "s0"),
            99);
  EXPECT_EQ(permutations(kManyStories, "[significance]\npermutations = 99\n", "pooled", ""), 99);
  EXPECT_EQ(permutations(kManyStories, "[pooled]\npermutations = 99\n", "significance", "s0"), 200);
}

}  // namespace
}  // namespace anbn
