// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/self_calibration.h"
#include "anbn/results/nuisance.h"
#include "anbn/runner/stage.h"
#include "anbn/stages/nuisance_set.h"
#include "tests/support/coupled_story.h"
#include "tests/support/error_of.h"
#include "tests/support/has.h"
#include "tests/support/results_parts.h"
#include "tests/support/same_bits.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {

extern const Stage kSelfCalibrationStage;

namespace {

namespace fs = std::filesystem;

/// CoupledStory's series with other words and volumes, as so many stories.
class SelfCalibrationStage : public testing::Test {
 protected:
  static constexpr std::size_t kStories = 4;

  void SetUp() override {
    story.make_nuisance("", workshop.context);
    for (std::size_t s = 0; s < kStories; ++s) make_story(s, 60 + 10 * s);
  }

  fs::path at(const char* stage, std::size_t s) const {
    return story.folder / "main" / name(s) / stage;
  }
  static std::string name(std::size_t s) { return "story" + std::to_string(s); }

  void make_story(std::size_t s, std::size_t volumes) {
    for (const char* stage : {"tokens", "timecourses", "nuisance", "coupling"})
      fs::create_directories(at(stage, s));
    const RandomKey key{10 + s, 3};
    write(TimecoursesResults{smooth_noise(volumes, 6, key), example_neurons(6)},
          at("timecourses", s));
    write_npy(story.folder / "networks" / (name(s) + ".npy"),
              smooth_noise(volumes, 4, {20 + s, 3}));
    set_words(s, name(s));
    set_tr(s, 1.5);
    write_stage("nuisance", s, R"("cutoff_s": 128)");
    write_stage("coupling", s, R"("delta": "signed")");
    std::vector<Regressor> set = cosine_regressors(volumes, 1.5, 128);
    set.push_back({"word_rate", {}});
    for (std::size_t t = 0; t < volumes; ++t) set.back().values.push_back(normal(key, 1000 + t));
    write(set, at("nuisance", s));
  }
  void write_stage(const char* stage, std::size_t s, const std::string& options) {
    write_file(at(stage, s) / "stage.json",
               R"({"stage": ")" + std::string(stage) + R"(", "options": {)" + options + "}}");
    write_file(at(stage, s) / "run.json", "{}");
  }
  void set_tr(std::size_t s, double tr_s) {
    write_stage("tokens", s, fmt::format(R"("tr_s": {})", tr_s));
  }
  /// Twenty words that only stories of the same `text` have.
  void set_words(std::size_t s, const std::string& text) {
    TokensResults tokens = example_tokens(std::vector<std::size_t>(20, 0), 60 + 10 * s);
    for (std::size_t i = 0; i < tokens.words.size(); ++i)
      tokens.words[i].text = text + std::to_string(i);
    write(tokens, at("tokens", s));
  }

  std::string list(const char* stage) const {
    std::string text;
    for (std::size_t s = 0; s < kStories; ++s)
      text += (text.empty() ? "[\"" : ", \"") + at(stage, s).string() + "\"";
    return text + "]";
  }
  std::string options(const std::string& more) const {
    std::string text = R"({"stories": ["story0", "story1", "story2", "story3"], "networks": ")" +
                       (story.folder / "networks").string() + "\"";
    for (const char* stage : {"timecourses", "coupling", "nuisance", "tokens"})
      text += fmt::format(R"(, "{}": {})", stage, list(stage));
    return text + ", " + more + "}";
  }
  SelfCalibrationResults run(const std::string& more) {
    const fs::path out = story.folder / "self-calibration";
    fs::remove_all(out);
    fs::create_directories(out);
    kSelfCalibrationStage.run(kSelfCalibrationStage.resolve(options(more)), out, workshop.context);
    return read_self_calibration(out);
  }
  std::string error(const std::string& more) {
    return error_of([&] { run(more); });
  }

  CoupledStory story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(SelfCalibrationStage, TestsEveryPairingOfTwoStories) {
  const SelfCalibrationResults found = run(R"("pairing_draws": 39)");
  EXPECT_EQ(found.possible, 12u);
  EXPECT_EQ(found.draws, 39u);
  EXPECT_EQ(found.stories.size(), kStories);
  ASSERT_EQ(found.calibration.pairings.size(), 12u);
  for (const TestedPairing& pairing : found.calibration.pairings) {
    EXPECT_EQ(pairing.volumes, 60 + 10 * std::min(pairing.who.words, pairing.who.brain));
    for (const double p : {pairing.p, pairing.largest.p, pairing.neurons.p, pairing.square.p})
      EXPECT_TRUE(p >= 1 / 40. && p <= 1) << p;
  }
  EXPECT_EQ(found.calibration.verdict.tested, 12u);
  EXPECT_FALSE(is_called_too_often(found));
  EXPECT_TRUE(same_bits(run(R"("pairing_draws": 39)"), found));
  EXPECT_FALSE(same_bits(run(R"("pairing_draws": 39, "seed": 2)"), found));
  EXPECT_EQ(workshop.notes.facts.back().first, "wrong pairings called");
}

TEST_F(SelfCalibrationStage, FindsWhatIsPlantedInAWrongPairing) {
  const Matrix words = smooth_noise(60, 6, {10, 3});  // of the first story
  Matrix brain = smooth_noise(90, 4, {23, 3});
  for (std::size_t t = 0; t < 60; ++t) brain(t, 1) += 9 * words(t, 2);
  write_npy(story.folder / "networks/story3.npy", brain);
  const SelfCalibrationResults found = run(R"("pairing_draws": 99)");
  std::size_t seen = 0;
  for (const TestedPairing& pairing : found.calibration.pairings) {
    if (pairing.who.words != 0 || pairing.who.brain != 3) continue;
    EXPECT_EQ(pairing.largest.p, 0.01);
    EXPECT_LE(pairing.p, 0.05);
    EXPECT_GT(pairing.largest.observed, 0.9);
    ++seen;
  }
  EXPECT_EQ(seen, 1u);
}

TEST_F(SelfCalibrationStage, TestsAsManyAsAreAsked) {
  const SelfCalibrationResults few = run(R"("pairing_draws": 19, "pairings": 4)");
  EXPECT_EQ(few.possible, 12u);
  ASSERT_EQ(few.calibration.pairings.size(), 4u);
  std::size_t words = 0, brains = 0;  // each once
  for (const TestedPairing& pairing : few.calibration.pairings)
    words += pairing.who.words, brains += pairing.who.brain;
  EXPECT_EQ(words, 6u);
  EXPECT_EQ(brains, 6u);
}

TEST_F(SelfCalibrationStage, LeavesOutOtherTrsAndTwoTellingsOfOneText) {
  set_tr(0, 2);
  set_words(2, name(1));
  const SelfCalibrationResults found = run(R"("pairing_draws": 19)");
  EXPECT_EQ(found.possible, 4u);  // the last with either of two
  for (const TestedPairing& pairing : found.calibration.pairings)
    EXPECT_TRUE(pairing.who.words == 3 || pairing.who.brain == 3);
  set_words(3, name(1));
  const SelfCalibrationResults none = run(R"("pairing_draws": 19)");
  EXPECT_EQ(none.possible, 0u);
  EXPECT_TRUE(none.calibration.pairings.empty());
  EXPECT_EQ(none.calibration.verdict.rate.high, 1);
  EXPECT_EQ(workshop.notes.facts.back().second, "none tested");
}

TEST_F(SelfCalibrationStage, TakesDriftOfThePairingAndOwnRegressorsOfBoth) {
  std::vector<Regressor> words = read_regressors(at("nuisance", 3)),
                         brain = read_regressors(at("nuisance", 0));
  words.push_back({"own", std::vector<double>(90)});
  brain.push_back({"motion", std::vector<double>(60)});
  words.back().values[5] = brain.back().values[9] = 1;
  for (Regressor& r : story_time_regressors(90)) words.insert(words.begin() + 2, std::move(r));
  write(words, at("nuisance", 3));
  write(brain, at("nuisance", 0));
  Matrix networks = smooth_noise(60, 4, {20, 3});
  const auto set = [&] { return pairing_set(at("nuisance", 3), at("nuisance", 0), networks, 1.5); };
  const Nuisance found = set();
  std::vector<Regressor> expected = cosine_regressors(60, 1.5, 128);  // one; of 90 volumes two
  EXPECT_EQ(expected.size(), 2u);
  for (Regressor& r : story_time_regressors(60)) expected.push_back(std::move(r));
  for (const Regressor& r : words)
    if (r.name == "word_rate" || r.name == "own") {
      expected.push_back(r);
      expected.back().values.resize(60);
    }
  expected.push_back(brain.back());
  const Nuisance known = make_nuisance(60, expected);
  EXPECT_EQ(found.names, known.names);
  EXPECT_EQ(found.basis, known.basis);
  EXPECT_TRUE(found.tested.empty());
  // What is itself a network is what is tested.
  const auto rate = std::find_if(words.begin(), words.end(),
                                 [](const Regressor& r) { return r.name == "word_rate"; });
  for (std::size_t t = 0; t < 60; ++t) networks(t, 1) = static_cast<float>(rate->values[t]);
  EXPECT_EQ(set().tested, std::vector<std::string>{"word_rate"});
}

TEST_F(SelfCalibrationStage, NamesBadInput) {
  EXPECT_NE(error(R"("tokens": ["a"])").find("--tokens has 1 folders; expected one for each of"),
            std::string::npos);
  EXPECT_NE(error(R"("pairings": 0)").find("pairings"), std::string::npos);
  write(TimecoursesResults{smooth_noise(70, 5, {1, 1}), example_neurons(5)}, at("timecourses", 1));
  EXPECT_NE(error(R"("pairing_draws": 19)").find("other neurons than"), std::string::npos);
}

}  // namespace
}  // namespace anbn
