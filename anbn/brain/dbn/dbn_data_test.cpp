// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_data.h"

#include "anbn/brain/dbn/dbn_health.h"
#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/two_planted_networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

TEST(DbnScans, HoldsOutOneOfFiveScansAndNoneOfOne) {
  TwoPlantedNetworks study;
  const DbnScans scans = open_scans(study.inputs, -1, 1);
  EXPECT_EQ(scans.count(ScanRole::held_out), 1u);
  EXPECT_EQ(scans.scans[5].role, ScanRole::training);
  EXPECT_EQ(samples_of(scans, ScanRole::training).count(), 5 * kVolumes);
  EXPECT_EQ(open_scans(study.inputs, 0, 1).count(ScanRole::held_out), 0u);
  EXPECT_EQ(error_of([&] { open_scans(study.inputs, 1, 1); }),
            "--held-out is 1; story shapes has 1 scans, and at least one must be left to train on");
}

/// Which scans are held out where each story has these.
std::vector<std::string> held_out_of(TwoPlantedNetworks& study,
                                     const std::vector<std::vector<std::string>>& stories,
                                     std::int64_t held_out, std::uint64_t seed,
                                     HeldOutListeners listeners) {
  const fs::path file = study.inputs.stories[0].bold[0].file;
  study.inputs.stories.clear();
  for (const auto& names : stories) {
    study.inputs.stories.push_back({fmt::format("s{}", study.inputs.stories.size()), {}, 0, 0, {}});
    for (const std::string& name : names) study.inputs.stories.back().bold.push_back({name, file});
  }
  const DbnScans scans = open_scans(study.inputs, held_out, seed);
  EXPECT_EQ(word_of(scans.held_out_listeners), word_of(listeners));
  EXPECT_EQ(scans.trained_on.empty(), listeners != HeldOutListeners::trained_on);
  std::vector<std::string> names;
  for (const DbnScan& scan : scans.scans)
    if (scan.role == ScanRole::held_out) names.push_back(scan.name);
  return names;
}

TEST(DbnScans, HoldsOutAListenerInAllStories) {
  TwoPlantedNetworks study;
  std::vector<std::vector<std::string>> stories(3);
  for (int listener = 1; listener <= 6; ++listener) {
    stories[0].push_back(fmt::format("sub-{}_task-a_bold", listener));
    stories[1].push_back(fmt::format("sub-{}_task-b_bold", 7 - listener));
    if (listener > 3) stories[2].push_back(fmt::format("sub-{}_task-c_bold", listener));
  }
  std::set<std::string> chosen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // Story c is too small to hold one out by itself, so it is none of its listeners.
    const auto names = held_out_of(study, stories, -1, seed, HeldOutListeners::apart);
    ASSERT_EQ(names.size(), 2u);
    EXPECT_EQ(listener_of(names[0]), listener_of(names[1]));
    chosen.emplace(listener_of(names[0]));
  }
  EXPECT_EQ(chosen, (std::set<std::string>{"sub-1", "sub-2", "sub-3"}));
  const auto names = held_out_of(study, stories, 2, 1, HeldOutListeners::apart);
  ASSERT_EQ(names.size(), 6u);  // now those of all three stories come first
  EXPECT_EQ((std::set{listener_of(names[0]), listener_of(names[1])}),
            (std::set{listener_of(names[4]), listener_of(names[5])}));
}

TEST(DbnScans, SaysWhetherThoseHeldOutAreTrainedOn) {
  TwoPlantedNetworks study;
  using L = HeldOutListeners;
  held_out_of(study, {{"sub-1_a", "sub-2_a"}, {"sub-2_b", "sub-3_b"}, {"sub-3_c", "sub-1_c"}}, 1, 1,
              L::trained_on);
  held_out_of(study, {{"sub-1_run-1", "sub-1_run-2"}}, 1, 1, L::trained_on);
  held_out_of(study, {{"sub-1_a", "sub-2_a"}, {"x", "y"}}, 1, 1, L::unknown);
  held_out_of(study, {{"x", "y"}, {"x", "y"}}, 1, 1, L::unknown);
  held_out_of(study, {{"x", "y"}}, 1, 1, L::apart);
  held_out_of(study, {{"x", "y"}, {"x", "y"}}, 0, 1, L::apart);
}

TEST(DbnScans, WarnsOfAListenerWhoIsHeldOutAndTrainedOn) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {1};
  study.inputs.stories[0].bold[0].name = study.inputs.stories[0].bold[1].name = "sub-1_x";
  study.inputs.stories[0].bold.resize(2);
  study.inputs.stories.resize(1);
  study.settings.dbn.held_out = 1;
  const Networks found = study.find("out");
  EXPECT_TRUE(std::any_of(found.warnings.begin(), found.warnings.end(), [](const auto& words) {
    return words.starts_with("dbn: sub-1 held out, and trained on in other scans");
  }));
  EXPECT_NE(
      read_text(study.scratch / "out/health.json").find("\"held_out_listeners\": \"trained on\""),
      std::string::npos);
}

}  // namespace
}  // namespace anbn
