// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_seeds.h"

#include "anbn/brain/networks/alike.h"
#include "anbn/core/error.h"
#include "tests/support/error_of.h"
#include "tests/support/two_planted_networks.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

class DbnSeeds : public ::testing::Test {
 protected:
  DbnSeeds() {
    study.settings.dbn.held_out = 0;  // the scans held out are drawn by the first seed
    study.settings.dbn.epochs = {4};
  }
  Networks find(const std::string& folder, std::int64_t seeds, int threads = 1,
                Progress* progress = nullptr) {
    study.settings.dbn.seeds = seeds;
    return study.find(folder, threads, progress);
  }

  TwoPlantedNetworks study;
};

class StopsWhen : public SilentProgress {
 public:
  explicit StopsWhen(std::string words, std::size_t steps)
      : words_(std::move(words)), left_(steps) {}
  void begin(std::string_view what, std::size_t) override { is_here_ = what == words_; }
  void advance(std::size_t) override {
    if (is_here_ && left_-- == 0) fail("stopped");
  }

 private:
  std::string words_;
  std::size_t left_;
  bool is_here_ = false;
};

TEST_F(DbnSeeds, TellHowWellEachMapIsFoundAgain) {
  const Networks one = find("one", 1), three = find("three", 3);
  EXPECT_TRUE(one.reproducibility.empty());
  EXPECT_EQ(three.maps, one.maps);
  EXPECT_EQ(three.stories[0].mean, one.stories[0].mean);
  ++study.settings.seed;
  const Networks second = find("second", 1);
  ++study.settings.seed;
  const Networks third = find("third", 1);
  Threads threads(1);
  const auto with_second = matched_correlations(one.maps, second.maps, threads);
  const auto with_third = matched_correlations(one.maps, third.maps, threads);
  ASSERT_EQ(three.reproducibility.size(), 4u);
  for (std::size_t m = 0; m < 4; ++m)
    EXPECT_NEAR(three.reproducibility[m], (with_second[m] + with_third[m]) / 2, 1e-12);
  const auto fact = std::find_if(three.facts.begin(), three.facts.end(),
                                 [](const auto& f) { return f.first == "dbn: reproducibility"; });
  ASSERT_NE(fact, three.facts.end());
  EXPECT_NE(fact->second.find("matched maps of 2 other seeds"), std::string::npos) << fact->second;
}

TEST_F(DbnSeeds, GoOnWhereTheyWereStopped) {
  const Networks whole = find("whole", 3);
  study.settings.dbn.checkpoint_s = 0;
  for (const char* where :
       {"seed 2 of 3, dbn layer 2 of 2", "seed 3 of 3, dbn layer 1 of 2", "dbn layer 2 of 2"}) {
    StopsWhen stop(where, 5);
    const std::string folder = std::string("stopped_") + (where[0] == 's' ? where[5] : '1');
    ASSERT_EQ(error_of([&] { find(folder, 3, 1, &stop); }), "stopped");
    StopsWhen never("seed 2 of 3, dbn layer 1 of 2", 0);  // that is finished
    const Networks resumed = find(folder, 3, 2, &never);
    EXPECT_EQ(resumed.maps, whole.maps) << where;
    EXPECT_EQ(resumed.reproducibility, whole.reproducibility) << where;
  }
}

TEST_F(DbnSeeds, AreOneToAThousand) {
  DbnOptions o;
  o.complete();
  o.seeds = 0;
  EXPECT_EQ(error_of([&] { settle(o); }).substr(0, 37), "--seeds is 0; expected 1 to 1000 (dbn");
}

}  // namespace
}  // namespace anbn
