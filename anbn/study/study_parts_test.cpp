// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_parts.h"
#include "anbn/core/error_kinds.h"

#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/study_stages.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Two variants of two stories: networks, then tokens, activations and coupling of each, report.
struct StudyParts : testing::Test {
  ScratchFolder folder;
  TinyWorkshop workshop{folder / "hashes.tsv"};
  Study study;

  StudyParts() {
    fs::create_directory(folder / "model");
    for (const char* name : {"model/config.json", "model/vocab.txt", "words.tsv", "a.npy"})
      write_file(folder / name, std::string_view("x"));
    std::string text =
        "[study]\nmodel = 'model'\n[[variant]]\nname = 'main'\n[[variant]]\nname = 'other'\n"
        "[variant.activations]\nseed = 2\n";
    for (const char* story : {"fox", "pie"})
      text += fmt::format(
          "[[story]]\nname = '{}'\nwords = 'words.tsv'\nnetworks = 'a.npy'\nvolumes = 9\n", story);
    write_file(folder / "study.toml", text);
    study = read_study(folder / "study.toml", {}, study_stages::kStages);
  }
  std::string jobs(const StudyPart& part) {
    const ChosenJobs chosen = jobs_of_part(study, part);
    std::string labels;
    for (std::size_t j = 0; j < study.jobs.size(); ++j)
      if (chosen[j]) labels += study.jobs[j].label() + " ";
    return labels;
  }
  void run(const StudyPart& part) {
    struct : StudyListener {
      void warn(std::string_view) override {}
      void begin(const Job&, std::size_t number, std::size_t total) override {
        EXPECT_LE(number, total);
      }
      void end(const Job&, Ran, double, const Notes&) override {}
    } silent;
    run_study(study, jobs_of_part(study, part), part.only.empty() ? Needs::made : Needs::there,
              workshop.hashes, workshop.context, silent);
  }
};

TEST_F(StudyParts, AreWhatIsAskedForAndWhatThatNeeds) {
  EXPECT_EQ(jobs({}),
            "networks main/fox/tokens main/fox/activations main/fox/coupling main/pie/tokens "
            "main/pie/activations main/pie/coupling other/fox/tokens other/fox/activations "
            "other/fox/coupling other/pie/tokens other/pie/activations other/pie/coupling report ");
  EXPECT_EQ(jobs({.stories = {"pie"}, .variants = {"other"}}),
            "networks other/pie/tokens other/pie/activations other/pie/coupling ");
  EXPECT_EQ(jobs({.variants = {"main"}, .until = "activations"}),
            "main/fox/tokens main/fox/activations main/pie/tokens main/pie/activations ");
  EXPECT_EQ(jobs({.stories = {"fox", "pie"}, .variants = {"main"}, .until = "coupling"}),
            "networks main/fox/coupling main/pie/coupling ");
  EXPECT_EQ(jobs({.until = "report"}), jobs({}));
  EXPECT_EQ(jobs({.stories = {"pie"}, .only = "activations"}),
            "main/pie/activations other/pie/activations ");
}

TEST_F(StudyParts, ThatTheStudyHasNotAreNamedWithThoseThatItHas) {
  const auto error = [&](const StudyPart& part) {
    EXPECT_THROW(jobs(part), UsageError);
    return error_of([&] { jobs(part); });
  };
  EXPECT_EQ(error({.stories = {"pye"}}),
            "there is no story of the study 'pye'; expected one of fox, pie; did you mean 'pie'?");
  EXPECT_NE(error({.variants = {"best"}}).find("main, other"), std::string::npos);
  EXPECT_NE(error({.until = "timecourses"}).find("networks, tokens, activations, coupling, report"),
            std::string::npos);
  EXPECT_NE(error({.until = "tokens", .only = "tokens"}).find("expected one of them"),
            std::string::npos);
  EXPECT_EQ(error({.stories = {"pie"}, .only = "networks"}),
            "no job of the study is of --story pie stage networks; there are networks");
}

TEST_F(StudyParts, AloneNeedWhatIsThere) {
  const std::string message = error_of([&] { run({.only = "coupling"}); });
  EXPECT_NE(message.find("[[story]] fox, [coupling]: networks is needed, and is not there; `anbn "
                         "run " +
                         (folder / "study.toml").string() + " --only networks` makes it"),
            std::string::npos)
      << message;
  EXPECT_NE(error_of([&] {
              run({.stories = {"pie"}, .variants = {"other"}, .only = "activations"});
            }).find("--only tokens --story pie --variant other`"),
            std::string::npos);
  run({.only = "networks"});
  run({.stories = {"pie"}, .only = "coupling"});
  EXPECT_TRUE(fs::exists(folder / "results/other/pie/coupling"));
  EXPECT_FALSE(fs::exists(folder / "results/main/fox/coupling"));
  EXPECT_FALSE(fs::exists(folder / "results/study.json"));
  run({});
  EXPECT_TRUE(fs::exists(folder / "results/report"));
  EXPECT_EQ(read_text(folder / "results/run.toml"), read_text(folder / "study.toml"));
  write_file(folder / "a.npy", std::string_view("other"));
  EXPECT_NE(error_of([&] { run({.only = "coupling"}); }).find("is not up to date"),
            std::string::npos);
}

TEST_F(StudyParts, AreToldAsWordsOfAShell) {
  study.file = "it's $(mine)/a b.toml";
  EXPECT_EQ(command_of_job(study, study.job("coupling", "other", "pie")),
            R"(anbn run 'it'\''s $(mine)/a b.toml' --only coupling --story pie --variant other)");
}

}  // namespace
}  // namespace anbn
