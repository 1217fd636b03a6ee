// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/stage_record.h"

#include "anbn/io/file.h"
#include "anbn/results/study_record.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(StageManifest, ReadsBackAndWritesTheSameText) {
  const StageManifest manifest{
      .inputs = {{{"mask", "\"00ff\""}, {"scans", R"(["a","b"])"}}},
      .isa = "cpu avx2",
      .options = {{{"alpha", "0.01"}, {"seed", "1"}, {"units", "[512,256]"}}},
      .stage = "networks",
      .version = 5};
  const std::string text = text_of(manifest);
  EXPECT_EQ(manifest_in(text), manifest);
  EXPECT_EQ(text_of(*manifest_in(text)), text);
  EXPECT_EQ(text.find("{\n  \"inputs\": {\n    \"mask\": \"00ff\",\n    \"scans\": [\n"), 0u)
      << text;
  EXPECT_EQ(text_of(StageManifest{}).find("{\n  \"inputs\": {},\n  \"isa\": \"\","), 0u);
}

TEST(StageManifest, IsNothingWhereItIsDamaged) {
  for (const char* text : {"", "[]", "{}", R"({"stage": 3, "options": {}})", R"({"stage": "mask"})",
                           R"({"stage": "mask", "options": []})"})
    EXPECT_FALSE(manifest_in(text)) << text;
  EXPECT_TRUE(manifest_in(R"({"stage": "mask", "options": {}})"));
}

TEST(StageRecord, TellsOptionsAndInputsInWords) {
  const ScratchFolder folder;
  const RunRecord run{.anbn = "0.1.0",
                      .commit = "0123456789ab",
                      .date = "2026-11-30T15:04:05Z",
                      .host = "node12",
                      .command = {"anbn", "run", "my study.toml"},
                      .seconds = 0.25,
                      .peak_memory_bytes = 60'000'000,
                      .threads = 3,
                      .processor = {"a processor", {"L1 data 32K", "L2 512K"}},
                      .inputs = {{{"mask", "\"results/mask\""}}},
                      .facts = {{{"voxels", "12"}, {"grid", "2 x 2"}, {"p", "0.0120"}}},
                      .warnings = {"mind the gap"}};
  write(run, folder.path());
  const RunRecord read = read_run_record(folder.path());
  EXPECT_EQ(read.seconds, 0.25);
  EXPECT_EQ(read.threads, 3);
  EXPECT_EQ(read.command, run.command);
  EXPECT_EQ(read.peak_memory_bytes, 60'000'000u);
  const std::string text = read_text(folder.path() / "run.json");
  EXPECT_NE(text.find("\"voxels\": 12,"), std::string::npos) << text;
  EXPECT_NE(text.find("\"grid\": \"2 x 2\","), std::string::npos);
  EXPECT_NE(text.find("\"p\": 0.012\n"), std::string::npos);
  EXPECT_EQ(read.processor, run.processor);
  EXPECT_EQ(read.inputs, run.inputs);
  write_file(folder.path() / "stage.json",
             text_of(StageManifest{.inputs = {{{"mask", "\"00ff\""}, {"bold", R"(["a","b"])"}}},
                                   .isa = "cpu",
                                   .options = {{{"method", "\"dbn\""}, {"units", "[2,1]"}}},
                                   .stage = "networks",
                                   .version = 5}));
  const StageRecord record = read_stage_record(folder.path());
  using Named = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(record.version, "5");
  EXPECT_EQ(record.inputs, (Named{{"mask", "00ff"}, {"bold", "a b"}}));
  EXPECT_EQ(record.options, (Named{{"method", "dbn"}, {"units", "[2,1]"}}));
  EXPECT_EQ(record.facts, (Named{{"voxels", "12"}, {"grid", "2 x 2"}, {"p", "0.012"}}));
  EXPECT_EQ(record.warnings, std::vector<std::string>{"mind the gap"});
}

TEST(StudyRecord, ReadsBackWithItsControls) {
  const ScratchFolder folder;
  StudyRecord study{.name = "Tiny",
                    .variants = {{"main", "main", "bert", "pretrained"}},
                    .stories = {{"fox", "The Fox"}, {"pie", ""}},
                    .controls = {}};
  EXPECT_EQ(text_of(study).find("controls"), std::string::npos);
  study.controls = {{"untrained", "", "", {{"fox", "fox", "pie", {{"tokens", "main/fox/tokens"}}}}},
                    {"later", "", "there is one story", {}}};
  write_file(folder.path() / "study.json", text_of(study));
  EXPECT_EQ(read_study_record(folder.path()), study);
  EXPECT_EQ(study.title_of("fox"), "The Fox");
  EXPECT_EQ(study.title_of("pie"), "pie");
}

TEST(StudyRecord, SaysWhatIsMissing) {
  const ScratchFolder folder;
  const auto error = [&] { return error_of([&] { read_study_record(folder.path()); }); };
  EXPECT_NE(error().find("no study.json; expected the results of `anbn run`"), std::string::npos);
  write_file(folder.path() / "study.json", std::string(R"({"name": "Tiny", "variants": []})"));
  EXPECT_NE(error().find("study.json: 'stories' is missing"), std::string::npos) << error();
}

}  // namespace
}  // namespace anbn
