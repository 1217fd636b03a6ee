// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/model/weights.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/list.h"
#include "anbn/stages/results_hash.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/study_stages.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <array>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using study_stages::kStages;

struct StudyFile : testing::Test {
  ScratchFolder folder;
  fs::path file = folder / "study.toml";

  StudyFile() {
    fs::create_directory(folder / "model");
    for (const char* name : {"model/config.json", "model/vocab.txt", "words.tsv", "a.npy", "b.npy"})
      write_file(folder / name, std::string_view("x"));
  }
  Study read(std::string_view text) {
    write_file(file, text);
    return read_study(file, {}, kStages);
  }
  std::string error(std::string_view text) {
    std::string message = error_of([&] { read(text); });
    const std::string start = file.string() + ": ";
    return message.starts_with(start) ? message.substr(start.size()) : message;
  }
  std::string at(const char* name) { return (folder / name).string(); }
  json options(const Study& study, std::string_view stage, std::string_view variant,
               std::string_view story) {
    return json::parse(study.job(stage, variant, story).options_json);
  }
};

constexpr std::string_view kStory =
    "[[story]]\nname = 'pie'\nwords = 'words.tsv'\nnetworks = 'a.npy'\nvolumes = 9\n";

TEST_F(StudyFile, BecomesAListOfStagesInOrder) {
  const Study study =
      read(std::string("[study]\nmodel = 'model'\nname = 'Pie Man'\n") + std::string(kStory));
  std::vector<std::string> labels;
  for (const Job& job : study.jobs) labels.push_back(job.label());
  EXPECT_EQ(labels, (std::vector<std::string>{"networks", "main/pie/tokens", "main/pie/activations",
                                              "main/pie/coupling", "report"}));
  EXPECT_EQ(study.title, "Pie Man");
  EXPECT_EQ(study.out, folder / "results");
  EXPECT_EQ(study.job("tokens", "main", "pie").out, folder / "results/main/pie/tokens");
  EXPECT_EQ(study.variants[0].model, "model");
}

TEST_F(StudyFile, RunsEncodingWhereItsTableStands) {
  const std::string head = "[study]\nmodel = 'model'\n", story(kStory);
  const auto stages = [&](const std::string& text) {
    std::string found;
    write_file(file, text);
    for (const Job& job : read_study(file, {}, all_stages()).jobs)
      if (job.stage->name == "encoding") found += job.label() + " ";
    return found;
  };
  const std::string whole = head + story + "tr_s = 1.5\n";
  EXPECT_EQ(stages(whole), "");
  EXPECT_EQ(stages(whole + "[encoding]\n"), "main/pie/encoding ");
  EXPECT_EQ(stages(whole + "[story.encoding]\nfolds = 3\n"), "main/pie/encoding ");
  EXPECT_EQ(stages(head +
                   "[[variant]]\nname = 'main'\n[[variant]]\nname = 'other'\n"
                   "weights = 'random'\n[variant.encoding]\n" +
                   story + "tr_s = 1.5\n"),
            "other/pie/encoding ");
}

TEST_F(StudyFile, RunsEncodingOverStoriesWhereEncodingIsAskedFor) {
  const std::string story(kStory);
  std::string other = story;
  other.replace(other.find("pie"), 3, "den");
  const auto stages = [&](const std::string& text) {
    std::string found;
    write_file(file, "[study]\nmodel = 'model'\n" + story + "tr_s = 1.5\n" + text);
    for (const Job& job : read_study(file, {}, all_stages()).jobs)
      if (job.stage->name == "pooled-encoding" || job.stage->name == "unique-variance")
        found += job.label() + " ";
    return found;
  };
  const std::string both = other + "tr_s = 1.5\n";
  EXPECT_EQ(stages("[encoding]\n"), "");
  EXPECT_EQ(stages(both), "");
  EXPECT_EQ(stages(both + "[encoding]\nfolds = 7\n"), "main/pooled-encoding main/unique-variance ");
  EXPECT_EQ(options(read_study(file, {}, all_stages()), "pooled-encoding", "main", "")["folds"], 7);
  EXPECT_EQ(stages(both + "[unique-variance]\n"), "main/unique-variance ");
}

TEST_F(StudyFile, HasOneNuisanceSetAStoryForAllThatTest) {
  write_file(file, "[study]\nmodel = 'model'\n" + std::string(kStory) +
                       "tr_s = 1.5\n[nuisance]\nnuisance_without = ['speech']\n[encoding]\n");
  const Study study = read_study(file, {}, all_stages());
  EXPECT_EQ(options(study, "nuisance", "main", "pie")["nuisance_without"], json::array({"speech"}));
  for (const char* stage : {"significance", "encoding"})
    EXPECT_EQ(options(study, stage, "main", "pie")["nuisance"], at("results/main/pie/nuisance"));
  write_file(file, "[study]\nmodel = 'model'\nnuisance = 'drift'\n" + std::string(kStory) +
                       "tr_s = 1.5\n[story.nuisance]\ncutoff_s = 90\n");
  const json set = options(read_study(file, {}, all_stages()), "nuisance", "main", "pie");
  EXPECT_EQ(set["nuisance"], "drift");
  EXPECT_EQ(set["cutoff_s"], 90);
  // Variants are compared: none may have a set of its own.
  write_file(file,
             "[study]\nmodel = 'model'\n[[variant]]\nname = 'main'\n[[variant]]\nname = "
             "'other'\nnuisance = 'drift'\n" +
                 std::string(kStory) + "tr_s = 1.5\n");
  EXPECT_NE(error_of([&] {
              read_study(file, {}, all_stages());
            }).find("unknown key nuisance in [[variant]] other"),
            std::string::npos);
}

TEST_F(StudyFile, FillsInFoldersAndVocabulary) {
  const Study study = read(std::string("[study]\nmodel = 'model'\n") + std::string(kStory));
  EXPECT_EQ(options(study, "tokens", "main", "pie")["vocabulary"], at("model/vocab.txt"));
  EXPECT_EQ(options(study, "tokens", "main", "pie")["words"], at("words.tsv"));
  EXPECT_EQ(options(study, "activations", "main", "pie")["tokens"], at("results/main/pie/tokens"));
  EXPECT_EQ(options(study, "coupling", "main", "pie")["networks"], at("results/networks"));
  EXPECT_EQ(options(study, "coupling", "main", "pie")["story"], "pie");
  EXPECT_EQ(options(study, "report", "", "")["results"], at("results"));
}

TEST_F(StudyFile, LetsTheNarrowerValueWin) {
  const Study study = read(R"(
[study]
model = 'model'
seed = 7
tr_s = 1
[tokens]
seed = 8
[[variant]]
name = 'main'
tr_s = 2
[[variant]]
name = 'other'
weights = 'random'
[variant.tokens]
seed = 9
[[story]]
name = 'pie'
words = 'words.tsv'
networks = 'a.npy'
volumes = 9
[[story]]
name = 'shapes'
words = 'words.tsv'
networks = 'b.npy'
volumes = 8
tr_s = 3
[story.tokens]
tr_s = 4
)");
  EXPECT_EQ(options(study, "activations", "main", "pie")["seed"], 7);
  EXPECT_EQ(options(study, "tokens", "main", "pie")["seed"], 8);
  EXPECT_EQ(options(study, "tokens", "other", "pie")["seed"], 9);
  EXPECT_EQ(options(study, "tokens", "other", "pie")["tr_s"], 1);
  EXPECT_EQ(options(study, "tokens", "main", "pie")["tr_s"], 2);
  EXPECT_EQ(options(study, "tokens", "main", "shapes")["tr_s"], 4);
  EXPECT_EQ(study.variants[1].weights, "random");
}

TEST_F(StudyFile, GathersTheNetworksOfAllStories) {
  const Study study = read(R"(
[study]
model = 'model'
[[story]]
name = 'pie'
words = 'words.tsv'
networks = ['a.npy', 'b.npy']
first_volume = 2
volumes = 9
[[story]]
name = 'shapes'
words = 'words.tsv'
networks = 'b.npy'
volumes = 8
)");
  EXPECT_EQ(json::parse(study.jobs[0].options_json),
            (json{{"files", {at("a.npy"), at("b.npy"), at("b.npy")}},
                  {"stories", {"pie", "pie", "shapes"}},
                  {"first_volumes", {2, 2, 0}},
                  {"volumes", {9, 9, 8}}}));
}

TEST_F(StudyFile, NamesTheKeyThatNothingReads) {
  const std::string head = "[study]\nmodel = 'model'\n", story(kStory);
  EXPECT_EQ(error(head + story + "volume = 3\n"),
            "unknown key volume in [[story]] pie; did you mean 'volumes'?");
  EXPECT_EQ(error(head + "sead = 3\n" + story),
            "unknown key sead in [study]; did you mean 'seed'?");
  EXPECT_EQ(error(head + "[tokens]\ntr = 3\n" + story),
            "unknown key tr in [tokens]; did you mean 'tr_s'?");
  EXPECT_EQ(error(head + story + "[story.token]\ntr_s = 3\n"),
            "unknown key token in [[story]] pie; did you mean 'tokens'?");
  EXPECT_EQ(error(head + "[storys]\n" + story),
            "unknown table or key storys at the top; did you mean 'story'?");
  EXPECT_EQ(error(head + "[coupling]\nnetworks = 'x'\n" + story),
            "unknown key networks in [coupling]");
}

TEST_F(StudyFile, SaysWhatIsMissingOrWrong) {
  const std::string head = "[study]\nmodel = 'model'\n", story(kStory);
  EXPECT_EQ(error(head),
            "no [[story]]; expected at least one, with its words, networks or scans, tr_s and "
            "volumes, or "
            "stories = \"FILE\" in [study]: a table with a row a story");
  EXPECT_EQ(error(head + "[story]\nname = 'pie'\n"),
            "[story] stands alone; expected [[story]], in double brackets");
  EXPECT_EQ(error(head + "[[story]]\nwords = 'words.tsv'\n"),
            "[[story]] number 1 has no name; expected name = \"...\"");
  EXPECT_EQ(error(head + story + story), "two tables [[story]] are called pie");
  EXPECT_NE(error(head + "[[story]]\nname = '../pie'\n").find("becomes the name of a folder"),
            std::string::npos);
  EXPECT_NE(error(head + "[[story]]\nname = 'pie'\nwords = 'words.tsv'\n").find("has no networks"),
            std::string::npos);
  EXPECT_EQ(error(head + "[[variant]]\nname = 'first'\n" + story),
            "the first variant is called first; expected main");
  EXPECT_EQ(
      error(story),
      "[[story]] pie, [tokens]: vocabulary is missing (vocab.txt) (1 more: `anbn check` tells all "
      "errors)");
  EXPECT_EQ(error(head + story + "tr_s = 'slow'\n"),
            "[[story]] pie, [tokens]: tr_s is \"slow\"; expected number (repetition time [s])");
  EXPECT_EQ(error("[study]\nmodel = 'modle'\n" + story),
            fmt::format("[[story]] pie, [tokens]: {}: no such file (key vocabulary); is the path "
                        "right? (1 more: `anbn check` tells all errors)",
                        (folder / "modle/vocab.txt").string()));
}

TEST_F(StudyFile, TellsAllErrorsAtOnceAndEachOnce) {
  write_file(file, R"(
[study]
modell = 'model'
model = 'model'
[activations]
seed = 'one'
[[variant]]
name = 'main'
[[variant]]
name = 'other'
weights = 'none'
[[story]]
name = 'pie'
words = 'words.tsv'
networks = 'none.npy'
volumes = 9
[[story]]
name = 'shapes'
words = 'wrods.tsv'
networks = 'b.npy'
volumes = 9
)");
  const StudyReading reading = read_study_to_end(file, {}, kStages);
  std::string all;
  for (const std::string& error : reading.errors) {
    EXPECT_TRUE(error.starts_with(file.string() + ": ")) << error;
    all += error + "\n";
  }
  EXPECT_EQ(reading.errors.size(), 4u) << all;  // of volumes that are not known nothing is told
  for (const char* part :
       {"unknown key modell in [study]; did you mean 'model'?",
        "[[story]] pie, [activations]: seed is \"one\"; expected integer",
        "[[variant]] other, [[story]] pie, [activations]: weights is \"none\"; expected one of",
        "[[story]] shapes, [tokens]: "})
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  EXPECT_NE(reading.study.find_job("tokens", "main", "pie"), nullptr);
  EXPECT_EQ(reading.study.find_job("tokens", "main", "shapes"), nullptr);
  EXPECT_NE(error_of([&] { read_study(file, {}, kStages); }).find("(3 more: "), std::string::npos);
}

TEST_F(StudyFile, LeavesTheResultsOfAnotherStudyAlone) {
  const std::string head = "[study]\nmodel = 'model'\nname = 'Mine'\n", story(kStory);
  const auto left_by = [&](const std::string& name, const std::string& stories) {
    fs::create_directories(folder / "results");
    write_file(folder / "results/study.json",
               R"({"name": ")" + name + R"(", "variants": [{"name": "main"}], "stories": [)" +
                   stories + "]}");
    write_file(file, head + story);
    return error_of([&] { read_study(file, {}, kStages); });
  };
  const std::string pie = R"({"name": "pie"})", fox = R"({"name": "fox"})";
  EXPECT_EQ(left_by("Mine", pie), "");
  EXPECT_EQ(left_by("Renamed", pie), "");
  EXPECT_EQ(left_by("Mine", pie + "," + fox), "");
  EXPECT_NE(left_by("Theirs", pie + "," + fox)
                .find("results of another study, \"Theirs\" (stories: fox, pie)"),
            std::string::npos);
  EXPECT_NE(left_by("Mine", fox).find("another study"), std::string::npos);
  write_file(folder / "results/study.json", "{");
  EXPECT_EQ(error_of([&] { read_study(file, {}, kStages); }), "");
}

TEST_F(StudyFile, DoubtsAnAudioStartThatIsNotGiven) {
  const auto warnings = [&](const std::string& start) {
    write_file(file, "[study]\nmodel = 'model'\n" + std::string(kStory) + "tr_s = 1.5\n" + start);
    return read_study(file, {}, all_stages()).warnings;
  };
  ASSERT_EQ(warnings("").size(), 1u);
  EXPECT_NE(warnings("")[0].find("[[story]] pie has no audio_start_s"), std::string::npos);
  EXPECT_TRUE(warnings("audio_start_s = 0\n").empty());
  EXPECT_TRUE(warnings("[tokens]\naudio_start_s = 0\n").empty());
}

TEST_F(StudyFile, RefusesVariantsThatUseOtherVolumes) {
  EXPECT_EQ(error(R"(
[study]
model = 'model'
[[variant]]
name = 'main'
[[variant]]
name = 'late'
first_volume = 3
)" + std::string(kStory)),
            "variant late uses other volumes of pie (9 from 3) than main (9 from 0); expected the "
            "same, since the variants share the networks");
}

TEST_F(StudyFile, IsNoFolder) {
  EXPECT_NE(error_of([&] { read_study(folder.path(), {}, kStages); }).find("study.toml"),
            std::string::npos);
}

struct Recorder : StudyListener {
  std::vector<std::string> lines;
  void warn(std::string_view) override {}
  void begin(const Job&, std::size_t, std::size_t) override {}
  void end(const Job& job, Ran ran, double, const Notes&) override {
    lines.push_back(job.label() + (ran == Ran::yes ? " written" : " up to date"));
  }
};

TEST_F(StudyFile, RunsAgainOnlyWhatHasChanged) {
  TinyWorkshop workshop(folder / "hashes.tsv");
  const auto ran = [&](const Study& study) {
    Recorder recorder;
    run_study(study, ChosenJobs(study.jobs.size(), true), Needs::made, workshop.hashes,
              workshop.context, recorder);
    std::string written;
    for (const std::string& line : recorder.lines)
      if (line.ends_with(" written")) written += line.substr(0, line.find(' ')) + " ";
    return written;
  };
  const std::string head = "[study]\nmodel = 'model'\n", story(kStory);
  EXPECT_EQ(ran(read(head + story)),
            "networks main/pie/tokens main/pie/activations main/pie/coupling report ");
  EXPECT_EQ(ran(read(head + story)), "");
  EXPECT_EQ(ran(read(head + story + "[story.activations]\nseed = 2\n")),
            "main/pie/activations report ");
  EXPECT_EQ(ran(read(head + story + "tr_s = 2\n[story.activations]\nseed = 2\n")),
            "main/pie/tokens main/pie/activations report ");
  EXPECT_EQ(json::parse(read_text(folder / "results/study.json")),
            json::parse(R"({"name": "study", "variants": [{"name": "main", "title": "main",
              "model": "model", "weights": "pretrained"}], "stories": [{"name": "pie", "title": "pie"}]})"));
}

}  // namespace
}  // namespace anbn
