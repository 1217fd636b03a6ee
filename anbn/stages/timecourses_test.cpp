// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/activations.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {

extern const Stage kTimecoursesStage;

namespace {

/// Two layers of two neurons each; five tokens in three volumes, of which the second is silent.
class Timecourses : public testing::Test {
 protected:
  void SetUp() override {
    write_tokens({{}, 0, 0, 2, {}});
    const auto activations = folder / "activations";
    std::filesystem::create_directories(activations);
    write_file(activations / "stage.json",
               R"({"stage": "activations", "options": {"neurons": "attention_qk"}})");
    write_file(activations / "run.json", "{}");
    write_neurons(example_neurons(4, 2), activations);
    write_layer("01_query", {9, 9, 1, 2, 3, 4, 5, 6, 9, 9});
    write_layer("01_key", {9, 9, 1, 1, 1, -1, 2, -2, 9, 9});
    write_layer("02_query", {9, 9, 0, 1, 0, 1, 0, 1, 9, 9});
    write_layer("02_key", {9, 9, 0, 3, 0, 5, 0, 7, 9, 9});
  }
  void write_tokens(const std::vector<std::optional<std::int64_t>>& volumes) {
    std::filesystem::create_directories(folder / "tokens");
    write_file(folder / "tokens/stage.json",
               R"({"stage": "tokens", "options": {"tr_s": 1.5, "volumes": 3}})");
    write_file(folder / "tokens/run.json", "{}");
    TokensResults tokens = example_tokens({0}, 3);
    tokens.table.tokens.clear();
    tokens.table.tokens_in.assign(3, 0);
    for (const auto& volume : volumes) {
      tokens.table.tokens.push_back(
          {1, volume ? std::optional<std::size_t>(0) : std::nullopt, volume, 0, ""});
      if (volume && *volume >= 0) ++tokens.table.tokens_in[static_cast<std::size_t>(*volume)];
    }
    tokens.pieces.assign(volumes.size(), "w");
    write(tokens, folder / "tokens");
  }
  void write_layer(const std::string& name, std::vector<float> values) {
    Matrix x(values.size() / 2, 2);
    x.values = std::move(values);
    write_npy(folder / ("activations/layer_" + name + ".npy"), x);
  }
  std::string options(const std::string& more) const {
    return R"({"activations": ")" + (folder / "activations").string() + R"(", "tokens": ")" +
           (folder / "tokens").string() + "\"" + more + "}";
  }
  Matrix run(const std::string& more) {
    run_stage(kTimecoursesStage, options(more), folder / "out", workshop.hashes, workshop.context);
    return read_npy_matrix(folder / "out/timecourses.npy");
  }

  ScratchFolder folder;
  TinyWorkshop workshop{folder / "hashes.tsv"};
};

TEST_F(Timecourses, AreTheMeanProductsOfEachVolume) {
  // Volume 0: queries (1, 2), (3, 4) with means (2, 3), keys (1, 1), (1, -1) with means (1, 0).
  const Matrix x = run(R"(, "hrf": "none")");
  ASSERT_EQ(x.rows, 3u);
  EXPECT_EQ(x.values, (std::vector<float>{2, 0, 0, 4, 0, 0, 0, 0, 10, -12, 0, 7}));
}

TEST_F(Timecourses, FollowTheOptions) {
  EXPECT_EQ(run(R"(, "hrf": "none", "aggregate": "max")").row(0)[1], 4.0f);
  EXPECT_EQ(run(R"(, "hrf": "none", "aggregate": "min")").row(0)[1], -4.0f);
  EXPECT_FLOAT_EQ(run(R"(, "hrf": "none", "aggregate": "rms")").row(0)[1], std::sqrt(10.0f));
  EXPECT_EQ(run(R"(, "hrf": "none", "empty": "hold")").row(1)[0], 2.0f);
  EXPECT_EQ(run(R"(, "hrf": "none", "empty": "interpolate")").row(1)[0], 6.0f);
  EXPECT_EQ(run(R"(, "hrf": "none", "empty": "mean")").row(1)[0], 6.0f);
}

// One segment of five tokens, of which the middle ones are heard: products of volume 0 are 1 | 3 3
// and 2 | 4 -4.
TEST_F(Timecourses, CountThePairsThatAttentionForms) {
  write_windows({0, 1}, folder / "activations");
  const auto first = [&](const char* more) {
    const Matrix x = run(std::string(R"(, "hrf": "none")") + more);
    return std::vector<float>{x(0, 0), x(0, 1), x(0, 3)};
  };
  const float of_first_layer = 7.0f / 3, of_other = 2.0f / 3;
  EXPECT_EQ(first(""), (std::vector<float>{of_first_layer, of_other, (3 + 5) / 2.0f}));
  EXPECT_EQ(first(R"(, "pairs": "attended")"), first(""));
  EXPECT_EQ(first(R"(, "pairs": "all")"), (std::vector<float>{2, 0, 4}));
  std::filesystem::remove(folder / "activations/attention.tsv");
  EXPECT_NE(error_of([&] { run(R"(, "pairs": "attended")"); }).find("see all others"),
            std::string::npos);
}

TEST_F(Timecourses, LeaveOutTheFirstTokenWhereAttentionGathers) {
  write_tokens({0, 0, 0, 2, {}});
  const auto first = [&](const char* more) {
    return run(std::string(R"(, "hrf": "none", "pairs": "all")") + more)(0, 0);
  };
  // Queries 9, 1, 3 and keys 9, 1, 1.
  EXPECT_FLOAT_EQ(first(R"(, "empty": "zero")"), 13 * 11 / 9.0f);
  write_windows({0, 0}, folder / "activations");
  EXPECT_FLOAT_EQ(first(R"(, "empty": "hold")"), 2);
  EXPECT_FLOAT_EQ(first(R"(, "empty": "hold", "first_token": "kept")"), 13 * 11 / 9.0f);
}

TEST_F(Timecourses, AreConvolvedWithTheResponseOfBlood) {
  const Matrix x = run("");
  EXPECT_EQ(x(0, 0), 0.0f);
  EXPECT_NEAR(x(1, 0), 2 * .025414794, 1e-7);
  EXPECT_NEAR(x(2, 0), 2 * .181465663, 1e-7);
}

TEST_F(Timecourses, RespondToWordsBeforeTheFirstVolume) {
  write_tokens({{}, -2, -2, 0, {}});
  const Matrix x = run("");
  EXPECT_NEAR(x(0, 0), 2 * .181465663, 1e-7);
  EXPECT_NEAR(x(1, 0), 2 * .307458715 + 10 * .025414794, 1e-6);
}

TEST_F(Timecourses, RefuseTokensWithoutVolumes) {
  const std::string text = read_text(folder / "tokens/tokens.tsv");
  write_file(folder / "tokens/tokens.tsv",
             text.substr(0, text.rfind("n/a\t1")) + "-1\t1\tn/a\tnone\n");
  EXPECT_NE(error_of([&] { run(""); })
                .find("line 6: volume is -1; expected a number for a token "
                      "of a word, and n/a for others"),
            std::string::npos);
}

TEST_F(Timecourses, CountSilenceAndConstants) {
  run("");
  const Notes& notes = workshop.notes;
  const auto has = [&](const char* name, const char* value) {
    return std::find(notes.facts.begin(), notes.facts.end(),
                     std::pair<std::string, std::string>{name, value}) != notes.facts.end();
  };
  EXPECT_TRUE(has("silent volumes", "1"));
  EXPECT_TRUE(has("constant neurons", "2"));  // L2H1D1 is 0; L1H1D2 only speaks at the end
  ASSERT_EQ(notes.warnings.size(), 1u);
  EXPECT_NE(notes.warnings[0].find("2 of 4 neurons have a constant time course"),
            std::string::npos);
  EXPECT_EQ(read_text(folder / "out/neurons.tsv"), read_text(folder / "activations/neurons.tsv"));
}

TEST_F(Timecourses, RefuseActivationsOfOtherTokens) {
  write_tokens({0, 0, 1});
  EXPECT_NE(
      error_of([&] { run(""); }).find("layer_01_query.npy: a matrix [5 x 2]; expected [3 x 2]"),
      std::string::npos);
}

TEST_F(Timecourses, RefuseAStoryOutsideOfTheScan) {
  write_tokens({{}, {}, {}, {}, {}});
  EXPECT_NE(error_of([&] { run(""); }).find("no token lies in the 3 volumes used"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
