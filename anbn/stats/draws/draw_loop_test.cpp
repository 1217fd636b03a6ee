// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_loop.h"

#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

namespace anbn {
namespace {

/// What a thread has of two stories, and what it counts in each draw.
struct Panel {
  std::size_t stories = 2;
  std::vector<std::size_t> draws = {}, sums = {};
};

class Told : public SilentProgress {
 public:
  void begin(std::string_view what, std::size_t total) override {
    words = std::string(what) + " " + std::to_string(total);
  }
  void advance(std::size_t done) override { last = std::max(last, done); }

  std::string words;
  std::size_t last = 0;
};

class DrawLoops : public testing::TestWithParam<int> {
 protected:
  OwnMachine own{"reference", GetParam()};
  Told told;
  Machine machine{own.backend, own.threads, told};
};

TEST_P(DrawLoops, VisitEveryDrawThatIsAskedForOnce) {
  std::vector<int> visits(40);
  DrawLoop<Panel> loop(machine, 7, [] { return Panel{}; });
  loop.begin("draws", 31, 5);
  const auto count = [&](Panel& panel, const DrawBlock& block) {
    EXPECT_EQ(block.first % 7, 0u);  // a block begins where it does, whatever is asked for
    for (std::size_t s = block.begin; s < block.end; ++s) {
      ++visits[block.first + s];
      panel.draws.push_back(block.first + s);
      panel.sums.push_back(panel.stories * (block.first + s));
    }
  };
  loop.run(5, 9, count);
  loop.run(9, 9, count);
  loop.run(9, 31, count);
  for (std::size_t draw = 0; draw < visits.size(); ++draw)
    EXPECT_EQ(visits[draw], draw >= 5 && draw < 31) << draw;
  std::size_t draws = 0, sum = 0;
  loop.for_each_panel([&](const Panel& panel) {
    draws += panel.draws.size();
    for (std::size_t s : panel.sums) sum += s;
  });
  EXPECT_EQ(draws, 26u);
  EXPECT_EQ(sum, 2u * (31 * 30 - 5 * 4) / 2);
  EXPECT_EQ(told.words, "draws 31");
  EXPECT_EQ(told.last, 31u);
}

TEST_P(DrawLoops, MakeAPanelWhenAThreadNeedsOne) {
  std::atomic<int> made = 0;
  DrawLoop<Panel> loop(machine, 1, [&] {
    ++made;
    return Panel{};
  });
  loop.run(0, 0, [](Panel&, const DrawBlock&) {});
  EXPECT_EQ(made, 0);
  for (int again = 0; again < 3; ++again) loop.run(0, 20, [](Panel&, const DrawBlock&) {});
  EXPECT_GE(made, 1);
  EXPECT_LE(made, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, DrawLoops, testing::Values(1, 3));

}  // namespace
}  // namespace anbn
