// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/training_words.h"

#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// Models of two layers whose draws of every figure are -1, 0, 1 times `draws`, and whose figures
/// lie at these excesses.
Training ranked(float trained, std::vector<float> untrained, int draws = 1) {
  Training out;
  out.stories = {"pieman"};
  out.layers = {1, 2};
  out.draws = 3 * static_cast<std::size_t>(draws);
  const auto model = [&](float excess) {
    Matrix x(out.draws + 1, training_columns(2));
    for (std::size_t d = 0; d < out.draws; ++d)
      for (float& v : x.row(d + 1)) v = static_cast<float>(d % 3) - 1;
    const double scale = std::sqrt(2. * draws / (3 * draws - 1));
    for (float& v : x.row(0)) v = static_cast<float>(excess * scale);
    x(0, 4 + 2) = 0;  // mean r2 of the first layer
    return x;
  };
  out.trained = model(trained);
  for (const float excess : untrained) out.seeds.push_back(model(excess));
  return out;
}

TEST(TrainingWords, ClaimATestOnlyFromNineteenModelsOn) {
  EXPECT_EQ(rank_words(ranked(8.1f, {1.2f}, 10)),
            "above the one untrained model, further than noise sets them apart (excess of mean "
            "r\u00b2 8.1 against 1.2; rank 1 of 2; by noise p = 0.032; no test of so few)");
  EXPECT_EQ(rank_words(ranked(8.1f, {1.2f, 0, -1, 3, 2}, 10)),
            "above all 5 untrained models, further than noise sets them apart (excess of mean "
            "r\u00b2 8.1 against 1.0 on average, -1.0 to 3.0; rank 1 of 6; by noise p = 0.032; no "
            "test of so few)");
  EXPECT_TRUE(has(rank_words(ranked(2, {1, 3}, 10)), "not above all 2 untrained models (excess"));
  EXPECT_EQ(rank_words(ranked(8.1f, std::vector<float>(99, 1.2f), 10)),
            "trained couples more than untrained (excess of mean r\u00b2 8.1 against 1.2 on "
            "average, 1.2 to 1.2; rank 1 of 100, p = 0.01; by noise p = 0.032)");
  EXPECT_TRUE(has(rank_words(ranked(8.1f, std::vector<float>(99, 9), 10)),
                  "that trained couples more than untrained is not shown (excess of mean r\u00b2 "
                  "8.1 against 9.0"));
}

/// Nineteen models that lie close together are fallen beside easily.
TEST(TrainingWords, ClaimNothingThatNoiseGives) {
  const std::string words = rank_words(ranked(8, std::vector<float>(99, 7.9f)));
  EXPECT_TRUE(has(words, "that trained couples more than untrained is not shown")) << words;
  EXPECT_TRUE(has(words, "p = 0.01; by noise p = 0.25: noise alone sets them as far apart"))
      << words;
  EXPECT_TRUE(has(rank_words(ranked(8, {7.9f})), ", no further than noise sets them apart ("));
}

TEST(TrainingWords, TellOfDepth) {
  EXPECT_TRUE(
      has(rank_slope_words(ranked(8.1f, std::vector<float>(99, 1.2f), 10)),
          "excess rises more with depth in the trained model than in untrained ones (excess "
          "of mean r\u00b2 a layer 8.1 against 1.2"));
}

TEST(TrainingWords, StandOnScreenAndPage) {
  Session s = example_session();
  EXPECT_EQ(training_answer(s), "");
  EXPECT_EQ(training_part(s), "");
  s.training = ranked(8.1f, {1.2f, 0}, 10);
  EXPECT_TRUE(has(summary_text(only(s)), "among untrained   above all 2 untrained models"))
      << summary_text(only(s));
  const std::string html = training_part(s);
  EXPECT_TRUE(has(html, "Above all 2 untrained models"));
  EXPECT_TRUE(has(html, "mean r\u00b2, layer 2")) << html;
  EXPECT_TRUE(has(html, "1 of 3"));
  bool asked = false;
  for (const Answer& answer : answers(s, nullptr))
    asked |= answer.question == "Does the trained model stand out among untrained ones?";
  EXPECT_TRUE(asked);
}

}  // namespace
}  // namespace anbn
