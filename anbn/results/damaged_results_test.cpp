// SPDX-License-Identifier: Apache-2.0
// Results that somebody has edited, or that are of another program, are refused where they are
// read.
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/layers.h"
#include "anbn/results/pooled.h"
#include "anbn/results/self_calibration.h"
#include "anbn/results/significance.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// The interpretation of one neuron that has one pair.
void write_interpretation(const std::filesystem::path& folder) {
  InterpretationResults results{{"L1H1D1"}, {}};
  results.interpretation.pairs = {1, 1, {2}, {1}, Matrix(1, 1)};
  results.interpretation.expected = Matrix(1, kProfileCells);
  results.interpretation.profiles.resize(kProfileCells);
  results.interpretation.neurons.resize(1);
  results.interpretation.neurons[0].query.category = 5;
  results.interpretation.tags.resize(1);
  write(results, example_tokens({0, 0}, 1), folder);
}

TEST(DamagedResults, PairsWithoutNumbersAreRefused) {
  const ScratchFolder folder;
  write_interpretation(folder.path());
  const auto error_with = [&](std::string_view numbers) {
    write_file(folder / "pairs.tsv",
               "neuron\tsegment\trank\tquery_token\tkey_token\tproduct\n" + std::string(numbers));
    return error_of([&] { read_interpretation_tables(folder.path(), example_tokens({0, 0}, 1)); });
  };
  EXPECT_EQ(error_with("1\t1\t1\t2\t1\t0.5\n"), "");
  for (const char* numbers : {"n/a\t1\t1\t2\t1\t0.5\n", "1\t1\t1\tn/a\t1\t0.5\n",
                              "1\t1\t1\t2\tn/a\t0.5\n", "1\t1\t1\t3\t1\t0.5\n"})
    EXPECT_NE(error_with(numbers).find("pairs.tsv"), std::string::npos) << numbers;
}

TEST(DamagedResults, UnknownPartsOfSpeechAreRefused) {
  for (const char* name : {"neurons.tsv", "tags.tsv"}) {
    const ScratchFolder folder;
    write_interpretation(folder.path());
    std::string text = read_text(folder / name);
    const std::string_view known = name == std::string("tags.tsv") ? "ADJ" : "DET";
    text.replace(text.find(known), 3, "DOG");
    write_file(folder / name, text);
    const std::string error = error_of([&] {
      read_interpretation_tables(folder.path(), example_tokens({0, 0}, 1));
    });
    EXPECT_NE(error.find(std::string(name) + ": found 'DOG'; expected a part of speech"),
              std::string::npos)
        << error;
  }
}

TEST(DamagedResults, RowsOfNoPartOfSpeechAreRefused) {
  const ScratchFolder folder;
  LayersResults results;
  results.layers.resize(1);
  results.layers[0].tag = PosTag{5, 7, 0.5};
  results.profiles.resize(1);
  results.network_tags.resize(3);
  for (std::size_t side = 0; side < 3; ++side) {
    NetworkTag& row = results.network_tags[side];
    row.side = static_cast<TagSide>(side);
    if (row.side != TagSide::key) row.query = 5;
    if (row.side != TagSide::query) row.key = 7;
  }
  const auto error_of_reading = [&] { return error_of([&] { read_layers(folder.path()); }); };
  write(results, folder.path());
  EXPECT_EQ(error_of_reading(), "");
  const auto expect_refused = [&](const char* name, std::string_view from, std::string_view to) {
    write(results, folder.path());
    std::string text = read_text(folder / name);
    ASSERT_NE(text.find(from), std::string::npos) << text;
    write_file(folder / name, text.replace(text.find(from), from.size(), to));
    EXPECT_NE(error_of_reading().find(name), std::string::npos) << from;
  };
  expect_refused("network_tags.tsv", "query\tDET", "query\tn/a");
  expect_refused("network_tags.tsv", "key\tn/a\tNOUN", "key\tn/a\tn/a");
  expect_refused("network_tags.tsv", "pair\tDET\tNOUN", "pair\tDET\tn/a");
  expect_refused("network_tags.tsv", "pair\tDET\tNOUN", "pair\tn/a\tNOUN");
  expect_refused("network_tags.tsv", "1\t0\tquery", "n/a\t0\tquery");
  expect_refused("layers.tsv", "DET\tNOUN", "n/a\tNOUN");
  expect_refused("profiles.tsv", "ADJ", "n/a");
}

TEST(DamagedResults, ProfilesOfOtherShapeAreRefused) {
  const ScratchFolder folder;
  write_interpretation(folder.path());
  write_npy(folder / "profiles_expected.npy", Matrix(1, 15 * 15));
  EXPECT_NE(error_of([&] {
              read_interpretation(folder.path(), example_tokens({0, 0}, 1));
            }).find("[1 x 225]; expected [1 x 289]"),
            std::string::npos);
}

TEST(DamagedResults, WindowsThatLeaveTokensUnreadAreRefused) {
  const ScratchFolder folder;
  TokensResults results = example_tokens({0, 0, 0}, 1);
  const auto error_with = [&](const std::vector<Window>& windows) {
    results.table.windows = windows;
    write(results, folder.path());
    return error_of([&] { read_tokens(folder.path()); });
  };
  EXPECT_EQ(error_with({{0, 0, 2}, {1, 2, 3}}), "");
  for (const std::vector<Window>& windows : {std::vector<Window>{{0, 0, 2}},
                                             {{0, 0, 1}, {1, 2, 3}},
                                             {{0, 0, 3}, {2, 2, 3}},
                                             {{0, 0, 1}, {2, 1, 3}}})
    EXPECT_NE(error_with(windows).find("windows.tsv: its windows do not read the 3 tokens"),
              std::string::npos);
}

TEST(DamagedResults, ASummaryWithoutTheTwoTestsIsRefused) {
  const std::string error =
      error_of([] { read_significance_tables("significance", 1, 1, SignificanceSummary{}); });
  EXPECT_NE(error.find("summary.json: found 0 null models; expected shuffle and phase"),
            std::string::npos)
      << error;
}

TEST(DamagedResults, ASummaryWithoutTheTestThatDecidesIsRefused) {
  SignificanceSummary summary;
  summary.nulls.resize(2);
  summary.nulls[0].null = "shuffle";
  summary.nulls[1].null = "phase";
  summary.other_stories.emplace().stories = kDecidingStories;
  const std::string error =
      error_of([&] { read_significance_tables("significance", 1, 1, summary); });
  EXPECT_NE(error.find("found 2 null models; expected shuffle and phase and other-stories"),
            std::string::npos)
      << error;
}

TEST(DamagedResults, PooledCorrelationsOfOtherNeuronsAreRefused) {
  const ScratchFolder folder;
  PooledResults results;
  results.stories = {{"fox", 9, 0.5, 0.1}, {"den", 9, 0.5, 0.1}};
  results.together.tests.nulls = {{&null_model_named("shuffle")},
                                  {&null_model_named("phase"), true}};
  results.together.summary = summary_of(results.together.tests, {}, {}, {}, "all stories");
  write(results, folder.path());
  EXPECT_EQ(error_of([&] { read_pooled(folder.path()); }), "");
  write_npy(folder / "correlation.npy", Matrix(2, 1));
  EXPECT_NE(error_of([&] {
              read_pooled(folder.path());
            }).find("correlation.npy: found 2 x 1; expected 0 neurons and 0 networks"),
            std::string::npos);
  write_file(folder / "stories.tsv",
             "story\tvolumes\tshare\tlargest_pair\tother_stories_volumes\tother_stories_class\t"
             "other_stories_share\tsame_text_as\nfox\tmany\t1\t0.1\t0\tn/a\t0\tn/a\n");
  EXPECT_NE(error_of([&] { read_pooled_stories(folder.path()); }).find("many"), std::string::npos);
}

TEST(DamagedResults, PairingsOfUnknownStoriesAreRefused) {
  const ScratchFolder folder;
  SelfCalibrationResults results{{"fox", "den"}, 2, 199, {}};
  results.calibration.pairings = {{{0, 1}, 9, 0.5, {}, {}, {}, {}}};
  write(results, folder.path());
  const auto error_of_reading = [&] {
    return error_of([&] { read_self_calibration(folder.path()); });
  };
  EXPECT_EQ(error_of_reading(), "");
  const std::string text = read_text(folder / "pairings.tsv");
  for (const auto& [from, to] : {std::pair("fox\tden", "fox\then"), {"fox\tden", "n/a\tden"}}) {
    std::string wrong = text;
    write_file(folder / "pairings.tsv", wrong.replace(wrong.find(from), 7, to));
    EXPECT_NE(error_of_reading().find("pairings.tsv: found the story '"), std::string::npos)
        << error_of_reading();
  }
}

}  // namespace
}  // namespace anbn
