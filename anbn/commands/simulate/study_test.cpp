// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/study.h"

#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/io/toml.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace anbn {
namespace {

SimulateOptions asked(const std::string& out) {
  SimulateOptions o;
  o.out = out;
  return o;
}

/// Nothing is driven, and all networks lie somewhere.
Truth unknown() { return {Drivers(20), NetworkRegions(20), {{}, {}}}; }

TEST(SimulatedStory, FitsTheWordsIntoTheUsedVolumesAndTheseIntoTheScan) {
  for (double tr_s : {0.7, 1.5, 2.0}) {
    SimulateOptions o = asked("x");
    o.tr_s = tr_s;
    for (const SimulatedStory& plan : plan_stories(o)) {
      const auto volume_of = [&](double audio_s) {
        return std::floor((plan.audio_start_s + audio_s) / tr_s) -
               static_cast<double>(plan.first_volume);
      };
      EXPECT_EQ(volume_of(plan.words.front().onset_s), 0) << plan.story.name;
      EXPECT_LT(volume_of(plan.words.back().onset_s + 5), static_cast<double>(plan.volumes));
      EXPECT_GT(plan.scan_volumes, plan.first_volume + plan.volumes);
    }
  }
}

TEST(SimulatedStory, StartsTheAudioWithTheScanOrLater) {
  const auto plans = plan_stories(asked("x"));
  EXPECT_EQ(plans[0].audio_start_s, 0);
  EXPECT_EQ(plans[1].audio_start_s, 4.5);
}

TEST(SimulatedStory, RefusesWhatCannotBe) {
  SimulateOptions o = asked("x");
  o.tr_s = 1500;
  EXPECT_EQ(error_of([&] { settle(o); }),
            "--tr-s is 1500 s; expected 0.1 to 16 s (repetition time of the scans). Is it in "
            "milliseconds?");
  o = asked("x");
  o.driven = 21;
  EXPECT_EQ(error_of([&] { settle(o); }), "--driven is 21; expected 0 to 20");
  o = asked("x");
  o.networks = 201;
  EXPECT_EQ(error_of([&] { settle(o); }), "--networks is 201; expected 1 to 200");
  o.as = SimulatedAs::networks;
  EXPECT_EQ(error_of([&] { settle(o); }), "");
  o = asked("x");
  o.snr = 51;
  EXPECT_EQ(error_of([&] { settle(o); }), "--snr is 51; expected 0 to 50");
  o.as = SimulatedAs::networks;
  EXPECT_EQ(error_of([&] { settle(o); }), "");
  o = asked("x");
  o.stories = {"orchid"};
  EXPECT_EQ(
      error_of([&] { settle(o); }),
      "--stories is \"orchid\"; expected one of lighthouse orchard (which stories are told); did "
      "you mean 'orchard'?");
  o.stories = {"orchard", "orchard"};
  EXPECT_EQ(error_of([&] { settle(o); }),
            "--stories names orchard twice; expected each story once");
  o = asked("");
  EXPECT_NE(error_of([&] { settle(o); }).find("--out is missing"), std::string::npos);
}

TEST(StudyText, IsTomlWithEverythingThatAStoryNeeds) {
  SimulateOptions o = asked("x");
  o.as = SimulatedAs::networks;
  const auto plans = plan_stories(o);
  const auto study = nlohmann::json::parse(
      toml_text_to_json(study_text(o, plans, {"a \"quoted\" \\ model"}), "study.toml"));
  ASSERT_EQ(study["variant"].size(), 2u);
  EXPECT_EQ(study["variant"][0]["name"], "main");
  EXPECT_EQ(study["variant"][0]["model"], "a \"quoted\" \\ model");
  EXPECT_FALSE(study["variant"][0].contains("weights"));
  EXPECT_EQ(study["variant"][1]["weights"], "random");
  ASSERT_EQ(study["story"].size(), 2u);
  EXPECT_EQ(study["story"][1]["words"], "orchard/words.tsv");
  EXPECT_EQ(study["story"][1]["networks"], "networks/orchard.npy");
  EXPECT_EQ(study["story"][1]["volumes"], plans[1].volumes);
  EXPECT_EQ(study["story"][1]["audio_start_s"], 4.5);
  EXPECT_EQ(study["significance"]["permutations"], 5000);
  EXPECT_EQ(study["encoding"]["permutations"], 1000);
  for (const char* stage : {"pooled-encoding", "unique-variance"})
    EXPECT_EQ(study[stage]["permutations"], 99);
  EXPECT_FALSE(study["story"][1].contains("scans"));
  EXPECT_FALSE(study.contains("networks"));
}

TEST(StudyText, NamesTheScansOfEachListenerAndHowNetworksAreFoundInThem) {
  SimulateOptions o = asked("x");
  o.listeners = 2;
  const auto study =
      nlohmann::json::parse(toml_text_to_json(study_text(o, plan_stories(o), {"m"}), "study.toml"));
  EXPECT_EQ(study["story"][1]["scans"], (nlohmann::json{"bold/sub-01_task-orchard_bold.nii.gz",
                                                        "bold/sub-02_task-orchard_bold.nii.gz"}));
  EXPECT_EQ(study["story"][1]["masks"], nlohmann::json{"mask.nii.gz"});
  EXPECT_FALSE(study["story"][1].contains("networks"));
  EXPECT_EQ(study["networks"]["method"], "dbn");
  EXPECT_EQ(study["networks"]["preset"], "tuned");
  EXPECT_EQ(study["bold"]["high_pass_s"], 128);
  EXPECT_EQ(study["significance"]["permutations"], 5000);
}

TEST(StudyText, NeedsNoUntrainedControlOfARandomModel) {
  SimulateOptions o = asked("x");
  o.weights = WeightSource::random;
  const auto study =
      nlohmann::json::parse(toml_text_to_json(study_text(o, plan_stories(o), {"m"}), "study.toml"));
  ASSERT_EQ(study["variant"].size(), 1u);
  EXPECT_EQ(study["variant"][0]["weights"], "random");
}

TEST(TruthText, NamesTheNeuronOfEachNetworkOrNull) {
  SimulateOptions o = asked("x");
  o.networks = 2;
  o.driven = 1;
  const Truth known{
      {std::nullopt, Driver{77, "L1H3D13"}}, NetworkRegions(2), {{0.17, 0.01}, {0.16, -0.01}}};
  const auto truth = nlohmann::json::parse(truth_text(o, plan_stories(o), known, "toml"));
  EXPECT_EQ(truth["seed"], 1);
  EXPECT_EQ(truth["as"], "volumes");
  EXPECT_EQ(truth["snr"], 0.5);
  ASSERT_EQ(truth["stories"].size(), 2u);
  EXPECT_EQ(truth["shared"], 0.2);
  EXPECT_EQ(truth["hrf_sd_s"], 0.5);
  EXPECT_EQ(truth["stories"][1]["inter_subject_correlation"],
            (nlohmann::json{{"driven", 0.16}, {"undriven", -0.01}}));
  const auto& networks = truth["stories"][0]["networks"];
  EXPECT_EQ(networks[0], (nlohmann::json{{"network", 1},
                                         {"driven_by", nullptr},
                                         {"label", nullptr},
                                         {"relation", nullptr},
                                         {"region", nullptr}}));
  EXPECT_EQ(networks[1], (nlohmann::json{{"network", 2},
                                         {"driven_by", 77},
                                         {"label", "L1H3D13"},
                                         {"relation", nullptr},
                                         {"region", nullptr}}));
}

TEST(TruthText, SaysWhatANeuronRespondsToInEachStoryAndWhereANetworkLies) {
  SimulateOptions o = asked("x");
  settle(o);
  const Truth known{
      {Driver{77, "L1H3D13", PlantedRelation{"DET-NOUN", {0.5, 0.25}, {0.04, 0.03125}}}},
      {PlantedRegion{"aal", {85, "Temporal_Mid_L", 115}, {}}},
      {{}, {}}};
  const auto truth = nlohmann::json::parse(truth_text(o, plan_stories(o), known, "toml"));
  EXPECT_EQ(truth["relations"], (nlohmann::json{"DET-NOUN", "PRON-VERB"}));
  const auto& network = truth["stories"][1]["networks"][0];
  EXPECT_EQ(network["relation"],
            (nlohmann::json{{"name", "DET-NOUN"}, {"share", 0.25}, {"by_frequency", 0.03125}}));
  EXPECT_EQ(truth["stories"][0]["networks"][0]["relation"]["share"], 0.5);
  EXPECT_EQ(network["region"],
            (nlohmann::json{
                {"atlas", "aal"}, {"label", 85}, {"name", "Temporal_Mid_L"}, {"voxels", 115}}));
}

TEST(RegionsOfNetworks, AreThoseOfEverySecondDrivenNetworkAndOfRelationsFirst) {
  SimulateOptions o = asked("x");
  o.driven = 3;
  EXPECT_EQ(regions_needed(o), 0u);
  o.atlas.path = "aal.nii.gz";
  ASSERT_EQ(regions_needed(o), 2u);
  Drivers drivers(5);
  drivers[1] = Driver{1, "a"};
  drivers[2] = Driver{2, "b"};
  drivers[4] = Driver{3, "c", PlantedRelation{"DET-NOUN", {0.5}, {0.04}}};
  const NetworkRegions placed =
      regions_of_networks(drivers, {{"aal", {1, "one", 40}, {}}, {"aal", {2, "two", 40}, {}}});
  ASSERT_EQ(placed.size(), 5u);
  EXPECT_TRUE(!placed[0] && !placed[2] && !placed[3]);
  EXPECT_EQ(placed[4]->region.name, "one");
  EXPECT_EQ(placed[1]->region.name, "two");
}

TEST(StudyText, AsksWhereNetworksLieIfThereIsAnAtlas) {
  const SimulateOptions o = asked("x");
  const auto read = [&](const OutsideFiles& files) {
    return nlohmann::json::parse(
        toml_text_to_json(study_text(o, plan_stories(o), files), "study.toml"));
  };
  EXPECT_FALSE(read({"m"}).contains("atlas"));
  EXPECT_EQ(read({"m", "a.nii.gz"})["atlas"], (nlohmann::json{{"labels", "a.nii.gz"}}));
  const auto study = read({"m", "a \"b\".nii.gz", "names.txt"});
  EXPECT_EQ(study["atlas"], (nlohmann::json{{"labels", "a \"b\".nii.gz"}, {"names", "names.txt"}}));
  EXPECT_EQ(study["networks"]["preset"], "tuned");
  EXPECT_EQ(study["significance"]["permutations"], 5000);
}

TEST(SimulateOptions, DecideRelationsByTheWeights) {
  SimulateOptions o = asked("x");
  settle(o);
  EXPECT_EQ(o.relations, (std::vector<std::string>{"DET-NOUN", "PRON-VERB"}));
  o = asked("x");
  o.driven = 1;
  settle(o);
  EXPECT_EQ(o.relations, std::vector<std::string>{"DET-NOUN"});
  for (const auto& [weights, driven] :
       {std::pair{WeightSource::random, 8}, std::pair{WeightSource::pretrained, 0}}) {
    o = asked("x");
    o.weights = weights;
    o.driven = driven;
    settle(o);
    EXPECT_EQ(o.relations, std::vector<std::string>{"none"});
  }
}

TEST(SimulateOptions, RefuseRelationsAndAtlasesThatCannotBe) {
  SimulateOptions o = asked("x");
  o.relations = {"DET-NOUNS"};
  EXPECT_EQ(error_of([&] { settle(o); }),
            "--relations has DET-NOUNS; expected two universal parts of speech (DET-NOUN, "
            "PRON-VERB, ...), or none");
  o.driven = 1;
  o.relations = {"DET-NOUN", "PRON-VERB"};
  EXPECT_EQ(error_of([&] { settle(o); }),
            "--relations has 2; expected 1 at most, as many as networks are --driven");
  o = asked("x");
  o.atlas_names.path = "names.txt";
  EXPECT_EQ(error_of([&] { settle(o); }),
            "--atlas-names without --atlas; expected the atlas that has these names");
  o.atlas.path = "atlas.nii.gz";
  EXPECT_EQ(error_of([&] { settle(o); }), "");
  o.as = SimulatedAs::networks;
  EXPECT_EQ(error_of([&] { settle(o); }),
            "--atlas with --as networks, which have no places; expected --as volumes");
}

TEST(WriteWords, GivesATableOfTimedWordsWithPunctuation) {
  const ScratchFolder folder;
  write_words(folder / "words.tsv", plan_stories(asked("x"))[0]);
  const Table table = read_tsv(folder / "words.tsv");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"word", "onset_s", "duration_s", "upos"}));
  EXPECT_EQ(table.rows[0][0], "My");
  EXPECT_EQ(table.rows[0][1], "12.2");
  EXPECT_EQ(table.rows[9][0], "thirty-one");
  EXPECT_EQ(table.rows[10][0], "years,");
}

TEST(CheckStudyFolder, LetsOnlySimulatedStudiesBeReplaced) {
  const ScratchFolder folder;
  EXPECT_EQ(error_of([&] { check_study_folder(folder / "new"); }), "");
  std::filesystem::create_directories(folder / "empty/.scratch");
  EXPECT_EQ(error_of([&] { check_study_folder(folder / "empty"); }), "");
  std::filesystem::create_directories(folder / "study");
  write_file(folder / "study/notes.txt", "mine");
  EXPECT_NE(error_of([&] { check_study_folder(folder / "study"); }).find("holds other files"),
            std::string::npos);
  write_file(folder / "study/truth.json", "{\"seed\": 1}");
  EXPECT_NE(error_of([&] { check_study_folder(folder / "study"); }).find("holds other files"),
            std::string::npos);
  const SimulateOptions o = asked("x");
  write_file(folder / "study/truth.json", truth_text(o, plan_stories(o), unknown(), "toml"));
  EXPECT_EQ(error_of([&] { check_study_folder(folder / "study"); }), "");
  EXPECT_NE(error_of([&] { check_study_folder(folder / "study/notes.txt"); }).find("a file"),
            std::string::npos);
}

TEST(RemoveOldScans, LeavesWhatIsNotSimulated) {
  const ScratchFolder folder;
  for (const char* name : {"bold", "networks", "truth"})
    std::filesystem::create_directory(folder / name);
  const char* old[] = {"bold/sub-03_task-orchard_bold.nii.gz", "bold/sub-03_task-orchard_bold.json",
                       "networks/lighthouse.npy", "truth/orchard.npy"};
  const char* own[] = {"bold/sub-03_task-rest_bold.nii.gz", "bold/notes.txt", "networks/mine.npy"};
  for (const char* name : old) write_file(folder / name, "old");
  for (const char* name : own) write_file(folder / name, "own");
  remove_old_scans(folder.path());
  for (const char* name : old) EXPECT_FALSE(std::filesystem::exists(folder / name)) << name;
  for (const char* name : own) EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
  remove_old_scans(folder / "absent");
}

TEST(CheckStudyFolder, KeepsAStudyThatTheUserHasEdited) {
  const ScratchFolder folder;
  const SimulateOptions o = asked("x");
  write_file(folder / "truth.json", truth_text(o, plan_stories(o), unknown(), "seed = 1\n"));
  write_file(folder / "study.toml", "seed = 1\n");
  EXPECT_EQ(error_of([&] { check_study_folder(folder / ""); }), "");
  write_file(folder / "study.toml", "seed = 2\n");
  EXPECT_EQ(error_of([&] { check_study_folder(folder / ""); }),
            (folder / "study.toml").string() +
                ": found an edited study.toml; expected the one that `anbn simulate` wrote; move "
                "it or choose another --out");
  // A truth that does not say what was written cannot show that it is still so.
  write_file(folder / "truth.json", "{\"made_by\": \"anbn simulate\"}");
  EXPECT_NE(error_of([&] { check_study_folder(folder / ""); }), "");
}

}  // namespace
}  // namespace anbn
