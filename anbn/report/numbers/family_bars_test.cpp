// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/family_bars.h"
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/family_words.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

constexpr double kN = kNan;

/// A variant of 39 draws, of which draw d has `draws(d)`, and of four neurons, the last not tested.
template <class Draws>
Session variant_of(const char* name, const char* model, std::vector<double> largest,
                   const Draws& draws) {
  Session s = example_session();
  s.variant = name;
  s.model = model;
  s.weights = "pretrained";
  s.neuron_kind = name;
  FamilyDraws of_null{"phase", std::move(largest), {}};
  for (int d = 1; d <= 39; ++d) of_null.draws.push_back(static_cast<float>(draws(d)));
  s.family_draws = {of_null};
  return s;
}

/// Draws 1/100 .. 39/100 and, of another variant, the same the other way round: p = 2 / 40 where
/// one draw reaches, so the bar is the second largest.
Report two_kinds() {
  Report report;
  report.sessions = {
      variant_of("qk", "bert", {0.385, 0.379, 0.2, kN}, [](int d) { return d / 100.0; }),
      variant_of("v", "bert", {0.5, 0.381, 0.3895, kN}, [](int d) { return (40 - d) / 100.0; })};
  return report;
}

TEST(FamilyRows, AreOverTheSecondLargestOf39DrawsByHand) {
  const Report report = two_kinds();
  const std::vector<FamilyRow> rows = family_rows(report);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[0].own.bar), 0.38f);
  EXPECT_EQ(rows[0].own.above, 1u);
  EXPECT_EQ(rows[1].own.above, 3u);
  // The largest of both: 0.39, 0.39, 0.38, 0.38, ...
  EXPECT_FLOAT_EQ(static_cast<float>(rows[0].of_model.bar), 0.39f);
  EXPECT_EQ(rows[0].of_model.above, 0u);
  EXPECT_EQ(rows[1].of_model.above, 1u);
  EXPECT_EQ(rows[0].of_all.bar, rows[0].of_model.bar);
}

TEST(FamilyRows, KeepModelsAndUntrainedOnesApart) {
  Report report = two_kinds();
  report.sessions[1].model = "gpt2";
  report.untrained = {variant_of("weak", "bert", {0.9, 0.9, 0.9, 0.9}, [](int) { return 0.8; })};
  report.untrained[0].weights = "random";
  report.untrained.push_back(example_session());  // a control: of no model of its own
  const std::vector<FamilyRow> rows = family_rows(report);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[0].of_model.bar), 0.38f);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[0].of_all.bar), 0.39f);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[2].of_all.bar), 0.8f);
  EXPECT_EQ(rows[2].of_all.above, 4u);
}

TEST(FamilyRows, TakeTheDrawsThatAllHave) {
  Report report = two_kinds();
  report.sessions[1].family_draws[0].draws.resize(19);  // the largest of 19
  const std::vector<FamilyRow> rows = family_rows(report);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[0].own.bar), 0.38f);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[1].own.bar), 0.39f);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[0].of_model.bar), 0.39f);
  report.sessions[1].family_draws[0].draws.resize(18);  // no p of 0.05
  EXPECT_TRUE(std::isnan(family_rows(report)[0].of_model.bar));
  EXPECT_EQ(bar_text(family_rows(report)[0].of_model), "n/a");
}

TEST(FamilyRows, AskEachNullModelThatDecides) {
  Report report = two_kinds();
  for (Session& s : report.sessions)
    s.family_draws.push_back({"other-stories", {0.3, 0.3, 0.1, kN}, std::vector<float>(39, 0.2f)});
  const std::vector<FamilyRow> rows = family_rows(report);
  EXPECT_EQ(rows[1].own.above, 2u);
  EXPECT_FLOAT_EQ(static_cast<float>(rows[1].own.bar), 0.38f);
}

TEST(FamilyRows, HaveNoCommonBarWhereDrawsAreOthers) {
  Report report = two_kinds();
  StageRecord tests;
  tests.stage = "significance";
  tests.options = {{"seed", "2"}};
  report.sessions[1].stages.push_back(tests);
  const std::vector<FamilyRow> rows = family_rows(report);
  EXPECT_FALSE(std::isnan(rows[0].own.bar));
  EXPECT_TRUE(std::isnan(rows[0].of_model.bar));
}

TEST(FamilyRows, AreToldOnTerminalAndPage) {
  const Report report = two_kinds();
  EXPECT_TRUE(has(family_table_text(family_rows(report)),
                  "Pie Man: neurons over a family-wise bar of 5 %\n"));
  EXPECT_TRUE(has(family_table_text(family_rows(report)), "3 (r 0.380)"));
  EXPECT_TRUE(has(families_part(report), "over one of all"));
  EXPECT_TRUE(has(families_part(report), "0 (r 0.390)"));
  Report alone;
  alone.sessions = {example_session()};
  EXPECT_EQ(families_part(alone), "");
  EXPECT_EQ(family_table_text(family_rows(alone)), "");
}

}  // namespace
}  // namespace anbn
