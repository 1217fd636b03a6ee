// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/nuisance.h"

#include "anbn/signal/hrf.h"
#include "anbn/stages/nuisance_set.h"
#include "tests/support/coupled_story.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

class NuisanceStage : public testing::Test {
 protected:
  static std::vector<std::string> names(const std::vector<Regressor>& regressors) {
    std::vector<std::string> out;
    for (const Regressor& regressor : regressors) out.push_back(regressor.name);
    return out;
  }
  std::vector<Regressor> run(const std::string& more) {
    story.make_nuisance(more, workshop.context);
    return read_regressors(folder);
  }
  std::string error(const std::string& more) {
    return error_of([&] { run(more); });
  }

  CoupledStory story;
  std::filesystem::path folder = story.folder / "nuisance";
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(NuisanceStage, TheStandardSetHasDriftWordsSpeechAndPlace) {
  const auto set = run("");
  EXPECT_EQ(names(set), (std::vector<std::string>{"intercept", "cosine_1", "word_rate", "speech",
                                                  "segment_position", "segment_position_squared",
                                                  "segment_start_20", "segment_start_100"}));
  for (const Regressor& regressor : set) EXPECT_EQ(regressor.values.size(), CoupledStory::kVolumes);
  EXPECT_EQ(nuisance_set(folder, CoupledStory::kVolumes).rank(), 8u);
}

TEST_F(NuisanceStage, ThePlaceInASegmentIsConvolvedWithTheResponse) {
  const auto set = run("");
  const auto kernel = double_gamma_hrf(1.5);
  const std::vector<std::int64_t>& volumes = story.word_volumes;
  for (const std::size_t t : {0u, 5u, 40u, 79u}) {
    double rate = 0, position = 0;
    for (std::size_t lag = 0; lag < kernel.size() && lag <= t; ++lag) {
      double words = 0, places = 0;
      for (std::size_t word = 0; word < volumes.size(); ++word)
        if (volumes[word] == static_cast<std::int64_t>(t - lag)) {
          words += 1;
          places += static_cast<double>(word % CoupledStory::kSegment);
        }
      rate += kernel[lag] * words;
      position += words > 0 ? kernel[lag] * places / words / 512 : 0;
    }
    EXPECT_NEAR(set[2].values[t], rate, 1e-6) << t;
    EXPECT_NEAR(set[4].values[t], position, 1e-6) << t;
  }
}

TEST_F(NuisanceStage, WordsBeforeTheUsedVolumesBelongToTheirResponse) {
  const auto whole = run("");
  constexpr std::size_t kBefore = 10;
  for (std::size_t i = 0; i < story.word_volumes.size(); ++i)
    story.tokens.table.tokens[i].volume = story.tokens.table.word_volumes[i] =
        story.word_volumes[i] - static_cast<std::int64_t>(kBefore);
  const auto later = run("");
  for (std::size_t k = 2; k < whole.size(); ++k)
    for (std::size_t t = 0; t + kBefore < CoupledStory::kVolumes; ++t)
      EXPECT_EQ(later[k].values[t], whole[k].values[t + kBefore]) << whole[k].name << " " << t;
}

TEST_F(NuisanceStage, EachPartCanBeLeftOut) {
  EXPECT_EQ(names(run(R"("nuisance": "drift")")),
            (std::vector<std::string>{"intercept", "cosine_1"}));
  EXPECT_EQ(names(run(R"("nuisance_without": ["word-rate", "segment-position"], "cutoff_s": 0)")),
            (std::vector<std::string>{"intercept", "speech"}));
  EXPECT_EQ(
      names(run(R"("nuisance_without": ["speech", "segment-position"], "story_time": "yes")")),
      (std::vector<std::string>{"intercept", "cosine_1", "story_time", "story_time_squared",
                                "word_rate"}));
  EXPECT_NE(error(R"("nuisance": "drift", "nuisance_without": ["speech"])")
                .find("--nuisance-without leaves out speech, which the set drift does not have"),
            std::string::npos);
  EXPECT_NE(error(R"("nuisance_without": ["word rate"])").find("word-rate"), std::string::npos);
}

TEST_F(NuisanceStage, TakesTheStudysOwnRegressors) {
  TsvWriter motion(story.folder / "motion.tsv", {"pitch", "again"});
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    motion.row({static_cast<int>(t % 7), 2 * static_cast<int>(t % 7)});
  motion.finish();
  const auto file = [&](const char* name) {
    return R"("nuisance": "drift", "nuisance_file": ")" + (story.folder / name).string() + "\"";
  };
  EXPECT_EQ(names(run(file("motion.tsv"))),
            (std::vector<std::string>{"intercept", "cosine_1", "pitch", "again"}));
  EXPECT_NE(workshop.notes.warnings.back().find("'again' adds nothing"), std::string::npos);
  EXPECT_EQ(nuisance_set(folder, CoupledStory::kVolumes).rank(), 3u);
  write_file(story.folder / "short.tsv", "motion\n1\n2\n");
  EXPECT_NE(error(file("short.tsv")).find("short.tsv: 2 rows; expected one for each of the 80"),
            std::string::npos);
  TsvWriter speech(story.folder / "speech.tsv", {"speech"});
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t) speech.row({static_cast<int>(t)});
  speech.finish();
  EXPECT_NE(error(file("speech.tsv")).find("a column is called 'speech', as one of the set's own"),
            std::string::npos);
}

TEST_F(NuisanceStage, ConstantAndCollinearColumnsAreHarmless) {
  // A word in every volume: `speech` is the response's way up and then constant, and equals the
  // word rate.
  story.tokens =
      example_tokens(std::vector<std::size_t>(CoupledStory::kVolumes), CoupledStory::kVolumes);
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    story.tokens.table.tokens[t].volume = story.tokens.table.word_volumes[t] =
        static_cast<std::int64_t>(t);
  run("");
  const Nuisance set = nuisance_set(folder, CoupledStory::kVolumes);
  EXPECT_EQ(set.redundant, std::vector<std::string>{"speech"});
  EXPECT_EQ(set.rank(), 7u);
  EXPECT_TRUE(workshop.notes.warnings.empty());
}

TEST_F(NuisanceStage, ASetThatLeavesNoDegreesOfFreedomIsAnError) {
  EXPECT_NE(error(R"("cutoff_s": 0.01)")
                .find("takes 80 of 80 volumes' degrees of freedom, which leaves none"),
            std::string::npos);
  EXPECT_NE(error(R"("nuisance": "drift", "cutoff_s": 3.038)").find("takes 79 of 80 volumes'"),
            std::string::npos);
  run(R"("nuisance": "drift", "cutoff_s": 3.08)");
  EXPECT_EQ(nuisance_set(folder, CoupledStory::kVolumes).rank(), 78u);
  EXPECT_NE(workshop.notes.warnings.back().find("takes 78 of 80 degrees of freedom"),
            std::string::npos);
}

TEST_F(NuisanceStage, ARegressorThatIsTestedLeavesTheSet) {
  const auto set = run("");
  Matrix networks = story.networks;
  EXPECT_TRUE(nuisance_set(folder, networks).tested.empty());
  for (std::size_t t = 0; t < networks.rows; ++t)
    networks(t, 1) = 7 - 3 * static_cast<float>(set[2].values[t]);
  const Nuisance left = nuisance_set(folder, networks);
  EXPECT_EQ(left.tested, std::vector<std::string>{"word_rate"});
  EXPECT_EQ(left.names, (std::vector<std::string>{"intercept", "cosine_1", "speech",
                                                  "segment_position", "segment_position_squared",
                                                  "segment_start_20", "segment_start_100"}));
  note(left, workshop.notes);
  EXPECT_NE(workshop.notes.warnings.back().find("'word_rate' has left the nuisance set"),
            std::string::npos);
  // Drift stays, even where a network is a wave of it.
  for (std::size_t t = 0; t < networks.rows; ++t)
    networks(t, 1) = static_cast<float>(set[1].values[t]);
  EXPECT_TRUE(nuisance_set(folder, networks).tested.empty());
}

TEST_F(NuisanceStage, WithoutWordsIsDriftAndTheStudysOwn) {
  write_file(story.folder / "m.tsv", [] {
    std::string text = "pitch\n";
    for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t) text += std::to_string(t % 7) + "\n";
    return text;
  }());
  run(R"("nuisance_file": ")" + (story.folder / "m.tsv").string() + "\"");
  EXPECT_EQ(drift_set(folder, CoupledStory::kVolumes).names,
            (std::vector<std::string>{"intercept", "cosine_1", "pitch"}));
}

TEST_F(NuisanceStage, IsCutToTheShorterOfTwoStories) {
  run("");
  EXPECT_EQ(nuisance_set(folder, 50, Lengths::shorter).volumes, 50u);
  EXPECT_NE(error_of([&] { nuisance_set(folder, 50); }).find("80 rows; the networks have 50"),
            std::string::npos);
  EXPECT_NE(error_of([&] { nuisance_set(folder, 90, Lengths::shorter); }).find("80 rows"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
