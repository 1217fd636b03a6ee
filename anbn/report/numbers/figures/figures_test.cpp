// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/nan.h"
#include "anbn/report/numbers/figures/figure.h"
#include "anbn/report/numbers/figures/measure.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace anbn {
namespace {

// Four neurons in two layers (the last is constant), three networks.
FigureInput small() {
  FigureInput input;
  input.neuron_layer = {1, 1, 2, 2};
  input.observed = {{0.10, 0.30, 0.50, kNan}, {1, 2, 2, 0}, {0.10, 0.50, 0.30}, {1, 3, 3}};
  input.noise = {{{0.20, 0.20, 0.40, kNan}, {1, 1, 3, 0}, {0.20, 0.40, 0.10}, {1, 1, 2}},
                 {{0.30, 0.20, 0.20, kNan}, {3, 3, 3, 0}, {0.30, 0.20, 0.20}, {3, 3, 3}}};
  input.untrained = Anchors{{0.26, 0.24, 0.26, kNan}, {3, 1, 3, 0}, {0.24, 0.20, 0.26}, {2, 1, 3}};
  input.layer_excess = {{1, 0.5, -1.5, 2.5}, {2, kNan, kNan, kNan}};
  input.untrained_layer_excess = {{1, -0.7, -2, 2}, {2, 1.25, -2, 2}};
  input.lags = {{{-1, 0, 0.2, 0.1, 0.15}, {0, 0, 0.4, 0.12, 0.18}}, 0.25};
  input.tr_s = 1.5;
  return input;
}

const FigureKind& kind(std::string_view name) {
  for (const FigureKind& k : figure_kinds())
    if (k.name == name) return k;
  throw std::invalid_argument(std::string(name));
}

std::vector<std::vector<double>> rows_of(const FigureTable& table, Series series) {
  std::vector<std::vector<double>> rows;
  for (const FigureRow& row : table.rows)
    if (row.series == series) rows.push_back(row.values);
  return rows;
}

void expect_row(const std::vector<double>& row, const std::vector<double>& expected) {
  ASSERT_EQ(row.size(), expected.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (std::isnan(expected[i]))
      EXPECT_TRUE(std::isnan(row[i])) << "column " << i << " is " << row[i];
    else
      EXPECT_NEAR(row[i], expected[i], 1e-12) << "column " << i;
  }
}

TEST(SpreadOf, IsMeanAndNinetyFivePercentRangeWithoutNaN) {
  const Spread spread = spread_of({1, kNan, 2});
  EXPECT_DOUBLE_EQ(spread.mean, 1.5);
  EXPECT_DOUBLE_EQ(spread.low, 1.025);
  EXPECT_DOUBLE_EQ(spread.high, 1.975);
  EXPECT_TRUE(std::isnan(spread_of({kNan}).mean));
  EXPECT_TRUE(std::isnan(spread_of({kNan}).low));
}

TEST(LayerExcesses, StandBesideThoseOfNoiseAndOfTheUntrainedModel) {
  const FigureTable table = kind("layer_excess").compute(small());
  expect_row(rows_of(table, Series::observed)[0], {1, 0.5, kNan, kNan});
  expect_row(rows_of(table, Series::noise)[0], {1, 0, -1.5, 2.5});
  expect_row(rows_of(table, Series::untrained)[1], {2, 1.25, kNan, kNan});
}

TEST(Figures, HaveASeriesGivenTheNuisanceSetWhereThereIsOne) {
  FigureInput input = small();
  EXPECT_TRUE(rows_of(kind("layer_means").compute(input), Series::partial).empty());
  EXPECT_EQ(&input.beside_noise(), &input.observed);
  input.partial = {{0.05, 0.25, 0.60, kNan}, {1, 2, 3, 0}, {0.08, 0.40, 0.45}, {1, 2, 3}};
  EXPECT_EQ(&input.beside_noise(), &*input.partial);
  expect_row(rows_of(kind("layer_means").compute(input), Series::partial)[0],
             {1, 0.15, kNan, kNan});
  expect_row(rows_of(kind("layer_shares").compute(input), Series::partial)[0],
             {1, 0.5, kNan, kNan});
  expect_row(rows_of(kind("network_correlations").compute(input), Series::partial)[2],
             {3, 0.45, kNan, kNan});
  expect_row(rows_of(kind("network_anchors").compute(input), Series::partial)[2],
             {3, 1, kNan, kNan});
  expect_row(rows_of(kind("layer_anchored").compute(input), Series::partial)[0],
             {1, 2, 2, kNan, kNan, kNan, kNan});
  // Bins are as wide as the series need, from 0.05 to 0.61.
  EXPECT_EQ(rows_of(kind("neuron_correlations").compute(input), Series::partial).size(), 56u);
}

TEST(NeuronCorrelations, CountsEachNeuronInItsHundredth) {
  const FigureTable table = kind("neuron_correlations").compute(small());
  const auto observed = rows_of(table, Series::observed);
  ASSERT_EQ(observed.size(), 41u);  // from 0.10 to 0.51, whatever series needs the bin
  expect_row(observed.front(), {0.10, 0.11, 1, kNan, kNan});
  expect_row(observed[1], {0.11, 0.12, 0, kNan, kNan});
  expect_row(observed[20], {0.30, 0.31, 1, kNan, kNan});
  expect_row(observed.back(), {0.50, 0.51, 1, kNan, kNan});
  // Bin 0.20: two neurons in each of the two draws; bin 0.30: none and one.
  const auto noise = rows_of(table, Series::noise);
  expect_row(noise[10], {0.20, 0.21, 2, 2, 2});
  expect_row(noise[20], {0.30, 0.31, 0.5, 0.025, 0.975});
  expect_row(rows_of(table, Series::untrained)[16], {0.26, 0.27, 2, kNan, kNan});
  EXPECT_EQ(table.left_out, 1u);
  EXPECT_NE(table.caption.find("One neuron, whose series is constant"), std::string::npos);
}

TEST(NeuronCorrelations, BinsEdgesBelowAndOneAtTheTop) {
  FigureInput input;
  input.neuron_layer = {1, 1, 1, 1};
  // 0.29 is not a sum of powers of two: times 100 it is 28.999999999999996.
  input.observed = {{0.29, 1.0, std::nextafter(0.29, 0.0), -1.0}, {1, 1, 1, 1}, {1.0}, {2}};
  const auto rows = rows_of(kind("neuron_correlations").compute(input), Series::observed);
  ASSERT_EQ(rows.size(), 200u);
  expect_row(rows[0], {-1.0, -0.99, 1, kNan, kNan});
  expect_row(rows[128], {0.28, 0.29, 1, kNan, kNan});
  expect_row(rows[129], {0.29, 0.30, 1, kNan, kNan});
  expect_row(rows[199], {0.99, 1.00, 1, kNan, kNan});
}

TEST(LayerMeans, AveragesOverTheNeuronsThatAreNotConstant) {
  const FigureTable table = kind("layer_means").compute(small());
  const auto observed = rows_of(table, Series::observed);
  ASSERT_EQ(observed.size(), 2u);
  expect_row(observed[0], {1, 0.20, kNan, kNan});
  expect_row(observed[1], {2, 0.50, kNan, kNan});
  // Layer 1: draws 0.20 and 0.25; layer 2: draws 0.40 and 0.20.
  const auto noise = rows_of(table, Series::noise);
  expect_row(noise[0], {1, 0.225, 0.20125, 0.24875});
  expect_row(noise[1], {2, 0.30, 0.205, 0.395});
  expect_row(rows_of(table, Series::untrained)[0], {1, 0.25, kNan, kNan});
}

TEST(LayerMeans, GivesNoValueToALayerOfConstantNeurons) {
  FigureInput input = small();
  input.neuron_layer = {1, 1, 1, 2};
  const auto observed = rows_of(kind("layer_means").compute(input), Series::observed);
  expect_row(observed[1], {2, kNan, kNan, kNan});
}

TEST(LayerShares, CountsNeuronsBelowAQuarter) {
  const FigureTable table = kind("layer_shares").compute(small());
  const auto observed = rows_of(table, Series::observed);
  expect_row(observed[0], {1, 0.5, kNan, kNan});
  expect_row(observed[1], {2, 0, kNan, kNan});
  const auto noise = rows_of(table, Series::noise);  // layer 1: 1 and 1/2; layer 2: 0 and 1
  expect_row(noise[0], {1, 0.75, 0.5125, 0.9875});
  expect_row(noise[1], {2, 0.5, 0.025, 0.975});
}

TEST(NetworkCorrelations, GivesEachNetworkItsOwnNoise) {
  const FigureTable table = kind("network_correlations").compute(small());
  const auto observed = rows_of(table, Series::observed);
  ASSERT_EQ(observed.size(), 3u);
  expect_row(observed[1], {2, 0.50, kNan, kNan});
  expect_row(rows_of(table, Series::noise)[1], {2, 0.30, 0.205, 0.395});
  expect_row(rows_of(table, Series::untrained)[2], {3, 0.26, kNan, kNan});
}

TEST(LayerAnchored, CountsEveryNetworkOnceAndDistinctNeuronsBesideIt) {
  const FigureTable table = kind("layer_anchored").compute(small());
  const auto observed = rows_of(table, Series::observed);
  expect_row(observed[0], {1, 1, 1, kNan, kNan, kNan, kNan});
  expect_row(observed[1], {2, 2, 1, kNan, kNan, kNan, kNan});  // networks 2 and 3 share neuron 3
  // Layer 1: 3 networks on 2 neurons, then none; layer 2: none, then 3 networks on 1 neuron.
  const auto noise = rows_of(table, Series::noise);
  expect_row(noise[0], {1, 1.5, 1, 0.05, 1.95, 0.075, 2.925});
  expect_row(noise[1], {2, 1.5, 0.5, 0.025, 0.975, 0.075, 2.925});
}

TEST(LayerAnchored, LeavesConstantNetworksOut) {
  FigureInput input = small();
  input.observed.network_correlation[0] = kNan;
  input.observed.network_neuron[0] = 0;
  const FigureTable table = kind("layer_anchored").compute(input);
  expect_row(rows_of(table, Series::observed)[0], {1, 0, 0, kNan, kNan, kNan, kNan});
  EXPECT_EQ(table.left_out, 1u);
}

TEST(NetworkAnchors, CountsNeuronsAboveAQuarter) {
  const FigureTable table = kind("network_anchors").compute(small());
  const auto observed = rows_of(table, Series::observed);
  ASSERT_EQ(observed.size(), 3u);
  expect_row(observed[0], {1, 0, kNan, kNan});  // neuron 1 is anchored to it with 0.10 only
  expect_row(observed[1], {2, 2, kNan, kNan});
  expect_row(rows_of(table, Series::noise)[2], {3, 1, 1, 1});
  expect_row(rows_of(table, Series::untrained)[2], {3, 2, kNan, kNan});
}

TEST(Lags, ShowsTheMeanAndTheUpperEndOfNoise) {
  const FigureTable table = kind("lags").compute(small());
  expect_row(rows_of(table, Series::observed)[1], {0, 0.4, kNan, kNan});
  expect_row(rows_of(table, Series::noise)[0], {-1, 0.1, kNan, 0.15});
  ASSERT_EQ(table.references.size(), 1u);
  EXPECT_EQ(table.references[0].value, 0.25);
}

class EveryFigure : public testing::TestWithParam<FigureKind> {};

TEST_P(EveryFigure, HasWordsAndRowsAsWideAsItsColumns) {
  const FigureTable table = GetParam().compute(small());
  EXPECT_FALSE(table.title.empty());
  EXPECT_FALSE(table.caption.empty());
  EXPECT_FALSE(table.x_title.empty());
  EXPECT_FALSE(table.y_title.empty());
  for (const FigureRow& row : table.rows) EXPECT_EQ(row.values.size(), table.columns.size());
  const std::vector<std::string> last(table.columns.end() - 2, table.columns.end());
  EXPECT_EQ(last, (std::vector<std::string>{"low", "high"}));
}

TEST_P(EveryFigure, ShowsNothingThatWasNotGiven) {
  FigureInput input = small();
  input.noise.clear();
  input.untrained.reset();
  input.lags = {};
  const FigureTable table = GetParam().compute(input);
  EXPECT_TRUE(rows_of(table, Series::noise).empty());
  EXPECT_TRUE(rows_of(table, Series::untrained).empty());
}

TEST_P(EveryFigure, SurvivesASessionInWhichAllIsConstant) {
  FigureInput input = small();
  input.noise.clear();
  input.untrained.reset();
  input.observed = {{kNan, kNan, kNan, kNan}, {0, 0, 0, 0}, {kNan, kNan, kNan}, {0, 0, 0}};
  EXPECT_NO_THROW(GetParam().compute(input));
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryFigure, testing::ValuesIn(figure_kinds()),
                         [](const auto& case_) { return std::string(case_.param.name); });

}  // namespace
}  // namespace anbn
