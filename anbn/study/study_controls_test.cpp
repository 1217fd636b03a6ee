// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_controls.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/report/prose/control_words.h"
#include "tests/support/written_study.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

using nlohmann::json;

/// Studies of two stories.
struct Controls : WrittenStudy {
  static std::vector<std::string> labels(const Study& study) {
    std::vector<std::string> own;
    for (const Job& job : study.jobs)
      if (job.variant != "main" && !job.variant.empty()) own.push_back(job.label());
    return own;
  }
  static json options(const Study& study, std::string_view stage, std::string_view variant,
                      std::string_view story) {
    return json::parse(study.job(stage, variant, story).options_json);
  }
  static const StudyControl& control(const Study& study, std::string_view name) {
    for (const StudyControl& c : study.controls)
      if (c.name == name) return c;
    throw std::out_of_range(std::string(name));
  }
};

TEST_F(Controls, AreNoneUnlessAskedFor) {
  const Study study = read("", story("pie"));
  EXPECT_TRUE(study.controls.empty());
  EXPECT_TRUE(labels(study).empty());
}

TEST_F(Controls, RunOnlyWhatDiffersFromMain) {
  const Study study = read("controls = ['no-word-rate', 'untrained']", story("pie"));
  EXPECT_EQ(labels(study), (std::vector<std::string>{
                               "untrained/pie/activations", "untrained/pie/timecourses",
                               "untrained/pie/coupling", "untrained/pie/significance",
                               "no-word-rate/pie/nuisance", "no-word-rate/pie/significance"}));
  EXPECT_EQ(options(study, "activations", "untrained", "pie")["weights"], "random");
  EXPECT_EQ(options(study, "activations", "untrained", "pie")["tokens"],
            (folder / "results/main/pie/tokens").string());
  EXPECT_EQ(options(study, "nuisance", "no-word-rate", "pie")["nuisance_without"],
            json::array({"word-rate"}));
  const json test = options(study, "significance", "no-word-rate", "pie");
  EXPECT_EQ(test["nuisance"], (folder / "results/no-word-rate/pie/nuisance").string());
  EXPECT_EQ(test["coupling"], (folder / "results/main/pie/coupling").string());
  EXPECT_EQ(study.jobs.back().stage->name, "report");
}

TEST_F(Controls, HaveTheTrainedModelLaidAmongUntrainedOnes) {
  EXPECT_EQ(read("", story("pie")).find_job("training", "main", ""), nullptr);
  EXPECT_NE(read("[training]\nseeds = 99", story("pie")).find_job("training", "main", ""), nullptr);
  const std::string untrained =
      "[[variant]]\nname = 'main'\n[[variant]]\nname = 'new'\nweights = 'permuted'\n";
  const Study study = read("", untrained + story("pie"));
  EXPECT_EQ(study.find_job("training", "new", ""), nullptr);
  const json alone = options(study, "training", "main", "");
  EXPECT_EQ(alone["stories"], json::array({"pie"}));
  EXPECT_EQ(alone["seeds"], 5);
  EXPECT_EQ(alone["model"], (folder / "model").string());
  EXPECT_EQ(study.job("training", "main", "").out, folder / "results/main/training");
  EXPECT_EQ(study.variants[1].weights, "permuted");
  const json both =
      options(read("controls = ['untrained']\n[significance]\nseed = 7\npartial = 'none'",
                   story("pie") + story("fox")),
              "training", "main", "");
  EXPECT_EQ(both["timecourses"], json::array({(folder / "results/main/pie/timecourses").string(),
                                              (folder / "results/main/fox/timecourses").string()}));
  EXPECT_EQ(both["seed"], 7);
  EXPECT_EQ(both["partial"], "none");
}

TEST_F(Controls, WinOverWhatAStorySays) {
  const Study study = read("controls = ['story-time']",
                           story("pie", "story_time = 'no'\n[story.tokens]\ntr_s = 2"));
  EXPECT_EQ(options(study, "nuisance", "story-time", "pie")["story_time"], "yes");
}

TEST_F(Controls, PairTheWordsOfAStoryWithTheNetworksOfTheNext) {
  const Study study = read("controls = ['wrong-story']",
                           story("pie") + story("fox") + story("maze", "control_of = 'fox'"));
  EXPECT_EQ(labels(study),
            (std::vector<std::string>{"wrong-story/pie/coupling", "wrong-story/pie/significance",
                                      "wrong-story/fox/coupling", "wrong-story/fox/significance"}));
  const json coupling = options(study, "coupling", "wrong-story", "fox");
  EXPECT_EQ(coupling["story"], "pie");
  EXPECT_EQ(coupling["lengths"], "shorter");
  EXPECT_EQ(coupling["timecourses"], (folder / "results/main/fox/timecourses").string());
}

TEST_F(Controls, PairTheIntactWordsWithTheScrambledStorysNetworks) {
  const Study study =
      read("controls = 'scrambled-story'", story("fox") + story("maze", "control_of = 'fox'"));
  EXPECT_EQ(labels(study), (std::vector<std::string>{"scrambled-story/maze/coupling",
                                                     "scrambled-story/maze/significance"}));
  const json coupling = options(study, "coupling", "scrambled-story", "maze");
  EXPECT_EQ(coupling["story"], "maze");
  EXPECT_EQ(coupling["timecourses"], (folder / "results/main/fox/timecourses").string());
  EXPECT_NE(error("", story("fox") + story("maze", "control_of = 'fxo'"))
                .find("control_of in [[story]] maze is fxo; expected the name of another story"),
            std::string::npos);
}

TEST_F(Controls, TakeTheRegressorsOfEachStory) {
  const Study study =
      read("controls = ['nuisance']", story("fox") + story("pie", "control_nuisance = 'm.tsv'"));
  EXPECT_EQ(labels(study),
            (std::vector<std::string>{"nuisance/pie/nuisance", "nuisance/pie/significance"}));
  EXPECT_EQ(options(study, "nuisance", "nuisance", "pie")["nuisance_file"],
            (folder / "m.tsv").string());
}

TEST_F(Controls, OfTwoStoriesAndTheirOwnNetworksArePooledAsMainIs) {
  const Study study =
      read("controls = ['untrained', 'no-word-rate', 'wrong-story']", story("pie") + story("fox"));
  const json pooled = options(study, "pooled", "untrained", "");
  EXPECT_EQ(pooled["stories"], json::array({"pie", "fox"}));
  for (const char* stage : {"timecourses", "coupling"})
    EXPECT_EQ(pooled[stage], json::array({(folder / "results/untrained/pie" / stage).string(),
                                          (folder / "results/untrained/fox" / stage).string()}));
  EXPECT_EQ(pooled["nuisance"], json::array({(folder / "results/main/pie/nuisance").string(),
                                             (folder / "results/main/fox/nuisance").string()}));
  EXPECT_EQ(study.job("pooled", "untrained", "").out, folder / "results/untrained/pooled");
  const json without = options(study, "pooled", "no-word-rate", "");
  EXPECT_EQ(without["nuisance"][1], (folder / "results/no-word-rate/fox/nuisance").string());
  EXPECT_EQ(without["coupling"][1], (folder / "results/main/fox/coupling").string());
  EXPECT_EQ(study.find_job("pooled", "wrong-story", ""), nullptr);
  EXPECT_EQ(study.find_job("between-stories", "untrained", ""), nullptr);
  ASSERT_EQ(control(study, "untrained").together.size(), 2u);
  EXPECT_EQ(control(study, "untrained").together[0].second, "untrained/pooled");
  EXPECT_EQ(control(study, "untrained").together[1].second, "untrained/consistency");
  EXPECT_TRUE(control(study, "wrong-story").together.empty());
}

TEST_F(Controls, LeaveOutWhatMainLeavesOutAndTheWordRate) {
  const Study study =
      read("controls = ['no-word-rate']", story("pie", "nuisance_without = ['speech']") +
                                              story("fox", "nuisance_without = ['word-rate']"));
  EXPECT_EQ(labels(study), (std::vector<std::string>{"no-word-rate/pie/nuisance",
                                                     "no-word-rate/pie/significance"}));
  EXPECT_EQ(options(study, "nuisance", "no-word-rate", "pie")["nuisance_without"],
            json::array({"speech", "word-rate"}));
  EXPECT_NE(error("controls = ['no-word-rate']\nnuisance = 'drift'", story("pie"))
                .find("the main variant has no word rate in its nuisance set"),
            std::string::npos);
}

TEST_F(Controls, AllSaysWhatIsNotPossible) {
  const Study study =
      read("controls = 'all'\nstory_time = 'yes'\n[networks]\nmethod = 'import'", story("pie"));
  EXPECT_EQ(control(study, "untrained").is, StudyControl::Is::made);
  EXPECT_EQ(control(study, "shuffled-words").is, StudyControl::Is::made);
  EXPECT_EQ(control(study, "no-word-rate").is, StudyControl::Is::made);
  EXPECT_EQ(control(study, "story-time").words,
            "the main variant has the time in the story in its nuisance set itself");
  EXPECT_EQ(control(study, "wrong-story").is, StudyControl::Is::impossible);
  EXPECT_EQ(study.controls.size(), control_names().size());
}

TEST_F(Controls, NamesWhatIsUnknownOrImpossible) {
  EXPECT_NE(error("controls = ['untraned']", story("pie"))
                .find("no control untraned; did you mean 'untrained'?; expected \"all\""),
            std::string::npos)
      << error("controls = ['untraned']", story("pie"));
  EXPECT_NE(error("controls = ['wrong-story']", story("pie"))
                .find("wrong-story is not possible: the study has one story only"),
            std::string::npos);
  EXPECT_NE(error("controls = ['wrong-story']", story("pie") + story("fox", "tr_s = 2"))
                .find("pie has a TR of 1.5 s and fox one of 2 s"),
            std::string::npos);
  EXPECT_NE(error("controls = ['untrained']\nweights = 'random'", story("pie"))
                .find("the main variant itself has untrained weights"),
            std::string::npos);
  EXPECT_NE(error("controls = 7", story("pie")).find("found 7; expected \"all\" or a list"),
            std::string::npos);
}

TEST_F(Controls, TakesTheVariantThatStandsInTheStudy) {
  const std::string variants =
      "[[variant]]\nname = 'main'\n[[variant]]\nname = 'dice'\nweights = 'random'\n";
  const Study study = read("controls = 'all'", variants + story("pie"));
  EXPECT_EQ(control(study, "untrained").words, "[[variant]] dice of the study file");
}

TEST_F(Controls, HaveWordsInTheReport) {
  for (const std::string& name : control_names()) EXPECT_NE(control_words(name), nullptr) << name;
}

}  // namespace
}  // namespace anbn
