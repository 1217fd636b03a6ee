// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/mask.h"
#include "anbn/runner/cost.h"
#include "anbn/runner/stage.h"
#include "anbn/stages/list.h"
#include "anbn/stages/rates.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace anbn {
namespace {

/// What a stage of a study of one story takes, by rates that are given and not measured.
class Costs : public testing::Test {
 protected:
  Cost of(const char* name, const std::string& options) { return of_all(name, options, {sizes}); }
  Cost of_all(const char* name, const std::string& options, const std::vector<Sizes>& stories) {
    for (const Stage& stage : all_stages())
      if (stage.name == name) {
        nlohmann::json all = nlohmann::json::parse(options);
        for (const OptionInfo& option : stage.options())
          if (option.is_required && option.is_input && !all.contains(option.name))
            all[option.name] = "folder";
        measured.once("draw 282 2304 100", [] { return 1e-3; });
        for (const char* pairs : {"1 pairs of 500 in 1000 draws", "500 pairs of 500 in 1000 draws"})
          measured.once(pairs, [] { return 1e-4; });
        measured.once("500 pairs of 500 in 9000 draws", [] { return 3e-4; });
        return stage.cost(all.dump(), {stories, "", mask, rates, measured, machine});
      }
    throw std::out_of_range(name);
  }

  Sizes sizes = {.tokens = 1000,
                 .segments = 2,
                 .volumes = 282,
                 .read = 1000,
                 .sequences = 2,
                 .listeners = 18,
                 .networks = 100,
                 .layers = 6,
                 .heads = 12,
                 .hidden = 384,
                 .neurons = 2304,
                 .layer_weights = 12 * 384. * 384};
  Mask mask;
  MachineRates rates{};
  Measurements measured;
  OwnMachine machine{"reference", 1};
};

TEST_F(Costs, OfTrainingFollowModelsAndDraws) {
  rates.write_bytes = 1e9;
  rates.flops = 1e10;
  const auto seconds = [&](const char* options) {
    return of_all("training", R"({"stories": ["one"], )" + std::string(options) + "}", {sizes})
        .seconds;
  };
  // Draws of a millisecond; an encoder of 12 x 384^2 x 6 weights, 1000 tokens and 1e10 a second.
  const double of_model = 3 * 12 * 384.0 * 384 * 6 * 1000 / 1e10 + 6e-8 * 12 * 384 * 384 * 6;
  EXPECT_NEAR(seconds(R"("seeds": 19, "draws": 100)") - seconds(R"("seeds": 9, "draws": 100)"),
              10 * (0.1 + of_model), 0.01);
  EXPECT_NEAR(seconds(R"("seeds": 9, "draws": 200)") - seconds(R"("seeds": 9, "draws": 100)"), 1,
              0.01);
}

TEST_F(Costs, OfEncodingOverStoriesFollowDrawsStoriesAndBands) {
  rates = {1e9, 1e9, 1e9};
  const auto cost = [&](const char* stage, const char* options, std::size_t stories) {
    nlohmann::json all = nlohmann::json::parse(options);
    for (std::size_t s = 0; s < stories; ++s)
      for (const OptionInfo& option : find_stage(stage).options())
        if (option.name == "stories" || option.type == "stage folders")
          all[option.name].push_back(std::to_string(s));
    return of_all(stage, all.dump(), std::vector<Sizes>(stories, sizes));
  };
  const double few = cost("pooled-encoding", R"({"permutations": 100})", 6).seconds;
  EXPECT_GT(cost("pooled-encoding", R"({"permutations": 1000})", 6).seconds, 4 * few);
  EXPECT_GT(cost("unique-variance", R"({"permutations": 100})", 6).seconds, 1.05 * few);
  const Cost ten = cost("pooled-encoding", "{}", 10), forty = cost("pooled-encoding", "{}", 40);
  EXPECT_GT(forty.seconds, ten.seconds);
  EXPECT_LT(forty.memory, 3 * ten.memory) << "sums are kept by fold, not by story";
  // All neurons together are as many as volumes.
  EXPECT_GT(cost("pooled-encoding", R"({"features": "all"})", 10).memory, 4 * ten.memory);
}

TEST_F(Costs, OfSignificanceFollowTheNullModelsThatAreSet) {
  rates.write_bytes = 1e9;
  const double two = of("significance", R"({"permutations": 1000})").seconds;
  const auto with = [&](const char* null) {
    return of("significance",
              std::string(R"({"permutations": 1000, "nulls": ["shuffle", "phase", ")") + null +
                  "\"]}")
               .seconds -
           two;
  };
  EXPECT_NEAR(with("shuffle-before-hrf"), 1, 1e-3);  // and its means are written
  EXPECT_GT(with("circular-shift"), 0);
  EXPECT_LE(with("circular-shift"), 0.282 + 1e-3);  // no more shifts than volumes
  EXPECT_LE(with("wrong-story"), 0.05);
}

TEST_F(Costs, OfPooledStoriesAreThoseOfAllTheirVolumes) {
  rates.write_bytes = 1e9;
  std::vector<Sizes> two = {sizes, sizes};
  two[1].volumes = 118;
  measured.once("draw 400 2304 100", [] { return 2e-3; });
  const std::string stories = R"("stories": ["a", "b"], "networks": "n", "timecourses": ["a", "b"],
                                 "coupling": ["a", "b"], "nuisance": ["a", "b"],
                                 "tokens": ["a", "b"])";
  const auto pooled = [&](const std::string& more) {
    return of_all("pooled", "{" + stories + ", " + more + "}", two);
  };
  const Cost cost = pooled(R"("permutations": 1000, "noise_draws": 0)");
  EXPECT_NEAR(cost.seconds, 2.25 * 1000 * 2e-3, 0.2);  // two null models, and other-stories
  EXPECT_GT(cost.disk, 4 * 2304 * 100.);               // the correlations
  EXPECT_NEAR(pooled(R"("permutations": 1000, "noise_draws": 100)").disk - cost.disk,
              100 * 2 * 4 * 2404., 1);
  // As one story that is as long, and what draws of other-stories keep.
  sizes.volumes = 400;
  const double others = 4 * (2 * 1000 * 2304. + machine.threads.count() * 64 * 4 * 100.);
  EXPECT_NEAR(of("significance", R"({"permutations": 1000, "noise_draws": 0})").memory + others,
              cost.memory, 4 * 2304 * 100.);
}

TEST_F(Costs, OfInterpretationFollowHowManyPairsAreKept) {
  rates.write_bytes = 1e9;
  const double few = of("interpretation", R"({"top": 1})").disk;
  EXPECT_NEAR(of("interpretation", R"({"top": 500})").disk - few,
              499 * (3 * 4 * 2304 * 2. + 70 * 100 * 2.), 1);
}

TEST_F(Costs, OfInterpretationFollowTheDraws) {
  rates.write_bytes = 1e9;
  const double few = of("interpretation", R"({"draws": 1000})").seconds;
  EXPECT_NEAR(of("interpretation", R"({"draws": 9000})").seconds - few, 2e-4 * 2304 * 2, 1e-6);
}

// What is measured is the real work: draws count.
TEST(SecondsOfPairs, RiseWithTheDraws) {
  EXPECT_GT(seconds_of_pairs(60, 20, 20000), 2 * seconds_of_pairs(60, 20, 1));
  EXPECT_EQ(seconds_of_pairs(0, 20, 1), 0);
}

TEST_F(Costs, OfListenersAreNothingWhereThereIsOne) {
  rates.flops = rates.write_bytes = 1e9;
  EXPECT_GT(of("listeners", "{}").seconds, 100);
  sizes.listeners = 1;
  EXPECT_LT(of("listeners", "{}").seconds, 1);
}

}  // namespace
}  // namespace anbn
