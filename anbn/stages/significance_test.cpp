// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/nuisance.h"
#include "tests/support/error_of.h"
#include "tests/support/significance_stage.h"

#include <fmt/ranges.h>

namespace anbn {
namespace {

std::string joined(const std::vector<std::string>& columns) {
  return fmt::format("{}", fmt::join(columns, " "));
}

TEST_F(SignificanceStage, WritesTheColumnsOfTheFormats) {
  run(R"("permutations": 99, "noise_draws": 10)");
  EXPECT_EQ(joined(table("neurons.tsv").columns),
            "neuron label network correlation partial_correlation nuisance_r2 kurtosis expected "
            "expected_95 shuffle_pair_p shuffle_pair_q shuffle_max_p shuffle_max_q "
            "shuffle_p_fwe phase_network phase_correlation phase_pair_p phase_pair_q "
            "phase_max_p phase_max_q phase_p_fwe phase_alike");
  EXPECT_EQ(joined(table("networks.tsv").columns),
            "network neuron label correlation partial_correlation nuisance_r2 kurtosis expected "
            "expected_95 shuffle_pair_p shuffle_pair_q shuffle_max_p shuffle_max_q "
            "shuffle_p_fwe phase_neuron phase_label phase_correlation phase_pair_p "
            "phase_pair_q phase_max_p phase_max_q phase_p_fwe phase_alike "
            "phase_p_given_stronger");
  EXPECT_EQ(table("neurons.tsv").rows.size(), CoupledStory::kNeurons);
  const Matrix noise = read_npy_matrix(story.folder / "significance/noise_neuron_network.npy");
  EXPECT_EQ(noise.rows, 10u);
  EXPECT_EQ(noise.cols, CoupledStory::kNeurons);
  EXPECT_TRUE(std::isnan(noise(0, 1)));
}

TEST_F(SignificanceStage, FindsThePlantedPair) {
  run(R"("permutations": 199)");
  const Table neurons = table("neurons.tsv"), networks = table("networks.tsv");
  EXPECT_EQ(number(neurons, 4, "phase_max_p"), 1 / 200.0);
  EXPECT_EQ(number(neurons, 4, "phase_network"), 3);
  EXPECT_GT(number(neurons, 4, "phase_correlation"), 0.8);
  EXPECT_EQ(number(networks, 2, "phase_neuron"), 5);
  EXPECT_EQ(networks.rows[2][networks.column("phase_label")], "L1H1D5");
  EXPECT_GT(number(neurons, 4, "correlation"), number(neurons, 4, "expected_95"));
  EXPECT_EQ(summary()["global"]["pair"], "L1H1D5-BN3");
  EXPECT_EQ(summary()["global"]["p"], 1 / 200.0);
}

TEST_F(SignificanceStage, NamesSeriesAndTellsThemFromThoseThatResembleThem) {
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    story.networks(t, 3) = story.networks(t, 2) + 0.3f * story.networks(t, 3);
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  couple("signed");
  run(R"("permutations": 199)");
  const Table neurons = table("neurons.tsv"), networks = table("networks.tsv");
  EXPECT_EQ(number(neurons, 4, "phase_p_fwe"), 1 / 200.0);
  EXPECT_EQ(number(networks, 3, "phase_alike"), 3);
  EXPECT_TRUE(std::isnan(number(networks, 2, "phase_alike")));
  EXPECT_TRUE(std::isnan(number(networks, 2, "phase_p_given_stronger")));
  EXPECT_GT(number(networks, 3, "phase_p_given_stronger"), 0.05);
  std::size_t named = 0;
  for (std::size_t j = 1; j < CoupledStory::kNetworks; ++j)
    named += number(networks, j, "phase_p_fwe") <= 0.05;
  EXPECT_LE(number(networks, 2, "phase_p_fwe"), 0.05);
  EXPECT_LE(number(networks, 3, "phase_p_fwe"), 0.05);
  EXPECT_EQ(summary()["networks"]["named"], named);
  EXPECT_EQ(summary()["networks"]["named_groups"], named - 1)
      << number(networks, 1, "phase_p_fwe") << " " << number(networks, 1, "phase_max_p");
  EXPECT_GE(summary()["neurons"]["called"], summary()["neurons"]["named"]);
}

TEST_F(SignificanceStage, ConstantSeriesAreAbsentAndInNoFamily) {
  run(R"("permutations": 20, "noise_draws": 3)");
  const Table neurons = table("neurons.tsv"), networks = table("networks.tsv");
  for (std::size_t c = 2; c < neurons.columns.size(); ++c)
    EXPECT_EQ(neurons.rows[1][c], "n/a") << neurons.columns[c];
  for (std::size_t c = 1; c < networks.columns.size(); ++c)
    EXPECT_EQ(networks.rows[0][c], "n/a") << networks.columns[c];
  EXPECT_EQ(summary()["neurons"]["tested"], 8);
  EXPECT_EQ(summary()["networks"]["tested"], 3);
  EXPECT_EQ(summary()["smallest_q"], 8 / 21.0);
  EXPECT_TRUE(summary()["neurons_for_q_01"].is_null());  // all eight together reach 1 / 21 only
}

TEST_F(SignificanceStage, CountsAgreeWithTheTables) {
  run(R"("permutations": 150, "alpha": 0.1)");
  for (const char* side : {"neurons", "networks"}) {
    const Table t = table((std::string(side) + ".tsv").c_str());
    std::size_t max_q = 0, pair_p = 0;
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
      max_q += number(t, i, "phase_max_q") <= 0.1;
      pair_p += number(t, i, "shuffle_pair_p") < 0.01;
    }
    EXPECT_EQ(summary()[side]["significant"]["phase_max_q"], max_q);
    EXPECT_EQ(summary()[side]["significant"]["shuffle_pair_p_01"], pair_p);
  }
}

TEST_F(SignificanceStage, TheFiguresOfAllPairsStandInATableAndInTheSummary) {
  run(R"("permutations": 199)");
  const Table figures = table("omnibus.tsv");
  EXPECT_EQ(joined(figures.columns),
            "null_model figure layer observed noise low high p p_adjusted excess");
  ASSERT_EQ(figures.rows.size(), 2 * 6u);  // one layer
  const auto summed = summary()["omnibus"];
  EXPECT_EQ(summed, summary()["nulls"][1]["omnibus"]);
  for (std::size_t i = 6; i < 10; ++i) {
    const std::string name = figures.rows[i][figures.column("figure")];
    EXPECT_EQ(figures.rows[i][0], "phase");
    EXPECT_EQ(figures.rows[i][figures.column("layer")], "n/a");
    for (const char* column : {"observed", "noise", "low", "high", "p", "p_adjusted"})
      EXPECT_EQ(summed[name][column], number(figures, i, column)) << name << column;
  }
  EXPECT_EQ(number(figures, 10, "layer"), 1);
  EXPECT_EQ(summed["largest"]["observed"], summary()["global"]["observed"]);
  EXPECT_EQ(summed["largest"]["p"], summary()["global"]["p"]);
  EXPECT_LE(summed["p"], 0.05);  // the planted pair
  // The only layer is the whole.
  EXPECT_EQ(number(figures, 10, "observed"), number(figures, 7, "observed"));
  EXPECT_EQ(number(figures, 11, "p"), number(figures, 9, "p"));
}

TEST_F(SignificanceStage, TheSetIsNamed) {
  story.make_nuisance("", workshop.context);
  run(R"("permutations": 5, "noise_draws": 0)");
  EXPECT_EQ(summary()["nuisance"],
            (std::vector<std::string>{"intercept", "cosine_1", "word_rate", "speech",
                                      "segment_position", "segment_position_squared",
                                      "segment_start_20", "segment_start_100"}));
  EXPECT_TRUE(std::isnan(number(table("neurons.tsv"), 0, "expected")));  // no noise draws
}

TEST_F(SignificanceStage, TablesTellWhatTheSetChanges) {
  story.make_nuisance("", workshop.context);
  // Neuron 5 and network 3 that follows it are mostly the word rate: the pair is anchored by it.
  const auto rate = read_regressors(story.folder / "nuisance")[2].values;
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t) {
    story.neurons(t, 5) = static_cast<float>(100 * rate[t]) + story.neurons(t, 5);
    story.networks(t, 3) = static_cast<float>(4 * rate[t]) + story.networks(t, 3);
  }
  write(TimecoursesResults{story.neurons, example_neurons(CoupledStory::kNeurons)},
        story.folder / "timecourses");
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  couple("signed");
  run(R"("permutations": 99)");
  const Table neurons = table("neurons.tsv");
  EXPECT_EQ(number(neurons, 5, "network"), 4);
  EXPECT_GT(number(neurons, 5, "correlation"), number(neurons, 5, "partial_correlation") + 0.2);
  EXPECT_GT(number(neurons, 5, "nuisance_r2"), 0.9);
  EXPECT_LT(number(neurons, 4, "nuisance_r2"), 0.5);
  EXPECT_TRUE(std::isnan(number(neurons, 1, "nuisance_r2")));
  EXPECT_EQ(summary()["neurons"]["nuisance_r2"]["above_90"], 1);
  // What is largest given the set, beside what the set leaves of the anchored pair.
  EXPECT_GE(number(neurons, 5, "phase_correlation"), number(neurons, 5, "partial_correlation"));
  EXPECT_EQ(number(neurons, 4, "network"), number(neurons, 4, "phase_network"));
  EXPECT_NEAR(number(neurons, 4, "partial_correlation"), number(neurons, 4, "phase_correlation"),
              1e-5);
}

TEST_F(SignificanceStage, SeriesThatTheSetExplainsAreListed) {
  const auto set = cosine_regressors(CoupledStory::kVolumes, 1.5, 128);
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    story.networks(t, 1) = static_cast<float>(set[1].values[t]);
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  couple("signed");
  run(R"("permutations": 5)");
  EXPECT_EQ(summary()["left_out"]["networks"]["explained"], std::vector<int>{2});
  EXPECT_TRUE(std::isnan(number(table("networks.tsv"), 1, "phase_max_p")));
  EXPECT_FALSE(std::isnan(number(table("networks.tsv"), 1, "shuffle_max_p")));
  EXPECT_NEAR(number(table("networks.tsv"), 1, "nuisance_r2"), 1, 1e-6);
}

TEST_F(SignificanceStage, ARegressorThatIsANetworkLeavesTheSetAndIsNamed) {
  story.make_nuisance("", workshop.context);
  const auto rate = read_regressors(story.folder / "nuisance")[2].values;
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    story.networks(t, 1) = static_cast<float>(rate[t]);
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  couple("signed");
  run(R"("permutations": 5)");
  EXPECT_EQ(summary()["nuisance_tested"], std::vector<std::string>{"word_rate"});
  EXPECT_FALSE(std::isnan(number(table("networks.tsv"), 1, "phase_max_p")));
  EXPECT_NE(workshop.notes.warnings.back().find("'word_rate' has left the nuisance set"),
            std::string::npos);
}

TEST_F(SignificanceStage, SaysHowMuchNoiseThePapersTestAccepts) {
  run(R"("permutations": 199, "alpha": 0.2, "noise_draws": 50)");
  const auto accepted = summary()["neurons"]["noise_accepted"];
  EXPECT_GT(accepted["mean"], 0);
  EXPECT_LT(accepted["mean"], 1);
  EXPECT_LE(accepted["low"], accepted["mean"]);
  EXPECT_GE(accepted["high"], accepted["mean"]);
  run(R"("permutations": 1, "noise_draws": 5)");  // no q can be 0.01
  EXPECT_TRUE(summary()["neurons"]["noise_accepted"]["mean"].is_null());
}

TEST_F(SignificanceStage, FollowsTheDeltaOfTheCoupling) {
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t) story.networks(t, 2) *= -1;
  write_npy(story.folder / "networks/pieman.npy", story.networks);
  couple("absolute");
  run(R"("permutations": 99)");
  const Table neurons = table("neurons.tsv");
  EXPECT_LT(number(neurons, 4, "phase_correlation"), -0.8);
  EXPECT_EQ(number(neurons, 4, "phase_max_p"), 0.01);
  EXPECT_GT(number(neurons, 4, "expected"), 0);
}

TEST_F(SignificanceStage, IsTheSameBytesForAnyNumberOfThreads) {
  run(R"("permutations": 77)");
  const auto one = read_text(story.folder / "significance/neurons.tsv");
  Threads three(3);
  RunContext context{{*workshop.backend, three, workshop.progress}, workshop.notes};
  kSignificanceStage.run(
      story.options({"timecourses", "tokens", "networks", "coupling", "nuisance"},
                    R"("permutations": 77)"),
      story.folder / "significance", context);
  EXPECT_EQ(read_text(story.folder / "significance/neurons.tsv"), one);
}

TEST_F(SignificanceStage, FurtherNullModelsHaveColumnsAndASummaryOfTheirOwn) {
  write_npy(story.folder / "networks/shapes.npy", story.networks);
  write_file(story.folder / "timecourses/stage.json",
             R"({"stage": "timecourses", "options": {"hrf": "spm"}})");
  write_file(story.folder / "timecourses/run.json", "{}");
  run(R"("permutations": 40, "noise_draws": 0, "story": "pieman", "min_shift_s": 45,
         "nulls": ["wrong-story", "phase", "shuffle", "circular-shift", "shuffle-before-hrf"])");
  const Table neurons = table("neurons.tsv"), networks = table("networks.tsv");
  EXPECT_EQ(neurons.columns.size(), 7 + 2 + 5 + 4 * 7u + 1);
  EXPECT_EQ(networks.columns.size(), 7 + 2 + 5 + 4 * 8u + 2);
  EXPECT_EQ(neurons.columns[9], "shuffle_pair_p");
  EXPECT_EQ(neurons.columns[14], "shuffle_before_hrf_network");
  EXPECT_EQ(number(neurons, 4, "shuffle_before_hrf_max_p"), 1 / 41.0);
  // 80 volumes at 1.5 s, shifts of 30 volumes and more either way: 21 of them.
  EXPECT_EQ(number(neurons, 4, "circular_shift_max_p"), 1 / 22.0);
  EXPECT_EQ(number(neurons, 4, "circular_shift_network"), 3);
  // The other story is the same one: it reaches all that was observed.
  EXPECT_EQ(number(neurons, 4, "wrong_story_max_p"), 1);
  EXPECT_EQ(number(networks, 2, "wrong_story_p_fwe"), 1);
  const auto nulls = summary()["nulls"];
  ASSERT_EQ(nulls.size(), 5u);
  EXPECT_EQ(nulls[0]["statistic"], "correlation");
  EXPECT_EQ(nulls[2]["null"], "circular-shift");
  EXPECT_EQ(nulls[2]["draws"], 21);
  EXPECT_EQ(nulls[2]["smallest_p"], 1 / 22.0);
  EXPECT_EQ(nulls[4]["remark"], "a description, no test: with 2 stories no p below 1/2 exists");
  EXPECT_EQ(nulls[4]["family"], "pieman: 8 of 9 neurons are one family, 3 of 4 networks another");
  EXPECT_EQ(summary()["left_out"]["neurons"]["constant"], std::vector<std::string>{"L1H1D2"});
  EXPECT_EQ(summary()["left_out"]["networks"]["constant"], std::vector<int>{1});
}

TEST_F(SignificanceStage, NullModelsGiveTheSameAloneAndTogether) {
  run(R"("permutations": 60)");
  const Table alone = table("neurons.tsv");
  run(R"("permutations": 60, "nulls": ["circular-shift", "shuffle", "phase"])");
  const Table together = table("neurons.tsv");
  for (const std::string& name : alone.columns)
    for (std::size_t i = 0; i < alone.rows.size(); ++i)
      EXPECT_EQ(alone.rows[i][alone.column(name)], together.rows[i][together.column(name)]) << name;
}

TEST_F(SignificanceStage, PartialSaysWhoseStatisticIsThePartialCorrelation) {
  run(R"("permutations": 30, "noise_draws": 0, "partial": "none")");
  const Table none = table("neurons.tsv");
  EXPECT_NEAR(number(none, 4, "phase_correlation"), number(none, 4, "correlation"), 1e-6);
  run(R"("permutations": 30, "noise_draws": 0, "partial": "all")");
  const Table all = table("neurons.tsv");
  EXPECT_NEAR(number(all, 4, "shuffle_correlation"), number(all, 4, "phase_correlation"), 1e-6);
  EXPECT_LT(number(all, 4, "shuffle_correlation"), number(none, 4, "correlation") - 1e-3);
}

TEST_F(SignificanceStage, BenjaminiYekutieliIsStricter) {
  run(R"("permutations": 99, "noise_draws": 0)");
  const Table bh = table("networks.tsv");
  run(R"("permutations": 99, "noise_draws": 0, "correction": "by")");
  const Table by = table("networks.tsv");
  EXPECT_EQ(summary()["correction"], "by");
  EXPECT_EQ(number(bh, 2, "phase_max_p"), number(by, 2, "phase_max_p"));
  // Three networks are tested: 1 + 1/2 + 1/3.
  EXPECT_NEAR(number(by, 2, "phase_max_q"), number(bh, 2, "phase_max_q") * 11 / 6, 1e-12);
}

TEST_F(SignificanceStage, WrongOptionsAndTablesAreErrors) {
  EXPECT_NE(error_of([&] { run(R"("nulls": ["phase"])"); }).find("--nulls lacks shuffle"),
            std::string::npos);
  EXPECT_NE(
      error_of([&] { run(R"("nulls": ["shuffle", "phases"])"); }).find("did you mean 'phase'"),
      std::string::npos);
  EXPECT_NE(error_of([&] {
              run(R"("nulls": ["shuffle", "phase", "wrong-story"])");
            }).find("there is no other story"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              run(R"("nulls": ["shuffle", "phase", "circular-shift"], "min_shift_s": 61)");
            }).find("a shift of at least 41 volumes either way is not possible in 80 volumes"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run(R"("permutations": 0)"); }).find("--permutations is 0"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run(R"("alpha": 2)"); }), "");
  write_file(story.folder / "coupling/networks.tsv",
             "network\tneuron\tlabel\tcorrelation\n1\t99\tx\t0.1\n2\t1\tx\t0.1\n3\t1\tx\t0.1\n"
             "4\t1\tx\t0.1\n");
  EXPECT_NE(error_of([&] {
              run(R"("seed": 1)");
            }).find("holds '99'; expected a whole number from 1 to 9"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
