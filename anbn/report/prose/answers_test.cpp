// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/answers.h"

#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/numbers/against_noise.h"
#include "tests/support/has.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace anbn {
namespace {

std::string all_answers(const Session& session, const Session* untrained = nullptr) {
  std::string text;
  for (const Answer& answer : answers(session, untrained)) text += answer.text + "\n";
  return text;
}

TEST(Words, SayThatNoSinglePairStandsOutAndWhatThatDoesNotSay) {
  const Session s = example_session();
  EXPECT_EQ(verdict_of(s), Verdict::nothing);
  EXPECT_EQ(headline(s), "Nothing found: neither a single pair nor all pairs together stand out.");
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text,
                  "No. The largest partial correlation between any of 3 "
                  "neurons and any of 3 networks is 0.410 (L1H1D2-BN2)"))
      << text;
  EXPECT_TRUE(has(text, "p = 0.61, corrected for all pairs.")) << text;
  EXPECT_TRUE(has(text,
                  "None was found. Four figures of all pairs stand beside the same with networks "
                  "whose phases are random: the largest correlation is 0.410 (noise 0.420, 95 %: "
                  "0.370 to 0.480; p = 0.61);"))
      << text;
  EXPECT_TRUE(has(text,
                  "the mean of r\u00b2 is 0.02120 (noise 0.01980, 95 %: 0.01790 to 0.02310; p = "
                  "0.31). For any of the four to lie so far out of its noise p = 0.55 (min-p"))
      << text;
  EXPECT_TRUE(has(text, "corrected for all of them, is 0.4. Coupling so weak")) << text;
  EXPECT_TRUE(has(text,
                  "Coupling so weak that it lifts none of these figures out of its noise "
                  "would not be seen."));
  EXPECT_TRUE(has(text, "0 of 3 neurons are named")) << text;
  EXPECT_FALSE(has(text, "second list")) << text;
  EXPECT_TRUE(has(text, "One more neuron is constant, or explained")) << text;
  EXPECT_FALSE(has(all_answers(coupled()), "would not be seen"));
  EXPECT_TRUE(has(all_answers(coupled()), "Yes, and single pairs carry it."));
}

TEST(Words, TellCouplingThatIsSpreadFromThatOfSinglePairs) {
  Session s = example_session();
  s.tests.omnibus.p = 0.01;
  EXPECT_EQ(verdict_of(s), Verdict::spread);
  EXPECT_EQ(headline(s), "There is coupling spread over many pairs; no single pair stands out.");
  EXPECT_TRUE(has(all_answers(s), "so no neuron and no network is named. Four figures"));
  EXPECT_FALSE(has(all_answers(s), "would not be seen"));
  s.tests.global.p = 0.05;
  EXPECT_EQ(verdict_of(s), Verdict::coupling);
  // The gate is shut: what single pairs show then is no finding.
  s.tests.omnibus.p = 0.06;
  s.tests.neurons.named = s.tests.neurons.named_groups = 1;
  EXPECT_EQ(verdict_of(s), Verdict::undecided);
  EXPECT_EQ(headline(s),
            "Undecided: all pairs together do not stand out, and yet the largest one does by "
            "itself (1 neuron and 0 networks named).");
  EXPECT_EQ(no_pair_words(s), "Whether anything couples in this story is undecided");
}

TEST(Words, SayWhatTheStudyCouldHaveSeen) {
  Session s = example_session();
  EXPECT_EQ(sensitivity_words(s),
            "a partial r above 0.460; 0.3 takes about 730 volumes in all, 0.2 about 1700");
  EXPECT_TRUE(has(all_answers(s), "once in twenty, a partial r above 0.460"));
  s.tests.global.null_95 = 0.15;
  EXPECT_FALSE(has(sensitivity_words(s), "would take"));
  s.tests.global.null_95 = 1;
  EXPECT_TRUE(has(sensitivity_words(s), "nothing: noise reaches a partial r of 1"));
  s.tests.permutations = 18;
  EXPECT_TRUE(has(sensitivity_words(s), "nothing: cannot be told with 18 permutations"));
  s.tests.global.p = s.tests.omnibus.p = kNan;
  EXPECT_EQ(sensitivity_words(s), "");
}

TEST(Words, SayWhereNothingCouldBeTested) {
  Session s = example_session();
  s.tests.global.p = s.tests.omnibus.p = kNan;
  EXPECT_TRUE(has(headline(s), "Nothing could be tested"));
  EXPECT_TRUE(has(all_answers(s), "could not be tested"));
}

TEST(Words, DoNotCallSeriesFoundThatOnlyPassAlone) {
  Session s = example_session();
  s.tests.neurons.phase_max_q_05 = 1;
  EXPECT_EQ(verdict_of(s), Verdict::undecided);
  EXPECT_EQ(headline(s),
            "Undecided: neither a single pair nor all pairs together stand out, and yet single "
            "series pass a test of their own. None is named.");
  EXPECT_TRUE(has(all_answers(s),
                  "1 of them has q \u2264 0.05, and yet no single pair stands out: "
                  "take none of these as found."));
  EXPECT_FALSE(has(all_answers(s), "second list"));
}

TEST(Words, NameWhatStandsOut) {
  EXPECT_EQ(headline(coupled()),
            "There is coupling that single pairs carry: 2 neurons and 1 network stand out.");
  EXPECT_TRUE(has(all_answers(coupled()),
                  "2 of 3 neurons are named: family-wise p \u2264 0.05, stepping down"));
  EXPECT_TRUE(has(all_answers(coupled()), "no other neuron is added"));
}

TEST(Words, SayThatOneInTwentyOfTheSecondListIsWrong) {
  Session s = coupled();
  s.tests.neurons.called = 3;
  s.tests.neurons.called_groups = 2;
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text,
                  "stands a second list of 3 neurons (2 groups), the named ones among them: "
                  "about one in twenty of these is wrong."))
      << text;
  EXPECT_TRUE(has(text, "correlate at 0.7 or more with a stronger one of the list are one group"));
  EXPECT_TRUE(has(summary_text(only(s)),
                  "adds 1 neuron, 0 networks; of named and added about one in twenty is wrong"))
      << summary_text(only(s));
}

TEST(Words, NameNeuronsThatNoFalseDiscoveryRateReaches) {
  Session s = coupled();
  s.tests.neurons.phase_max_q_05 = 0;  // too few permutations for any
  s.tests.neurons.tested_phase = 2304;
  EXPECT_EQ(headline(s),
            "There is coupling that single pairs carry: 2 neurons and 1 network stand out.");
  EXPECT_TRUE(has(all_answers(s), "and no q \u2264 0.05 exists unless 10 of them reach it"))
      << all_answers(s);
  const std::string text = summary_text(only(s));
  EXPECT_TRUE(has(text, "with 5000 permutations 10 neurons at the smallest p are needed")) << text;
}

TEST(Words, CountNetworksFoundTwiceOnce) {
  Session s = coupled();
  for (PairResult& pair : s.pairs) pair.phase_p_fwe = 0.01;
  s.tests.networks.named = s.tests.networks.named_groups = 3;
  EXPECT_EQ(named_words(s), "2 neurons and 3 networks");
  s.pairs[2].alike = s.pairs[0].network;  // by their maps
  EXPECT_EQ(
      headline(s),
      "There is coupling that single pairs carry: 2 neurons and 3 networks (2 groups) stand out.");
  s.pairs[1].resembles = "BN 1";  // by their time courses
  EXPECT_EQ(named_words(s), "2 neurons and 3 networks (1 group)");
  s.pairs[2].phase_p_fwe = 0.2;  // not named: does not count at all
  EXPECT_EQ(distinct_networks(s), 1u);
}

TEST(Words, SayHowManyNetworksAreMoreThanTheStrongerOnes) {
  Session s = coupled();
  s.tests.networks.named = 3;
  for (PairResult& pair : s.pairs) pair.phase_p_fwe = 0.01;
  s.pairs[0].phase_correlation = 0.9;  // the strongest has none stronger
  s.pairs[1].phase_correlation = 0.8;
  s.pairs[1].p_given_stronger = 0.5;
  s.pairs[2].phase_correlation = 0.7;
  s.pairs[2].p_given_stronger = 0.002;
  EXPECT_EQ(networks_beyond_stronger(s).kept, 2u);
  EXPECT_TRUE(has(all_answers(s),
                  "2 of the 3 named networks keep p \u2264 0.05 when the neurons of "
                  "all stronger networks are regressed out as well. That describes "
                  "and does not test"));
  EXPECT_TRUE(has(summary_text(only(s)), "2 of 3 keep p <= 0.05, neurons of stronger ones"));
  s.pairs[2].p_given_stronger = kNan;  // many are called, and it is not among the strongest
  EXPECT_TRUE(has(all_answers(s), "1 of the 2 strongest of the 3 named networks keep"));
  EXPECT_TRUE(has(summary_text(only(s)), "1 of 2 strongest keep p <= 0.05"));
}

TEST(Words, SayByHowMuchTrainedAndUntrainedDiffer) {
  const Session trained = coupled();
  Session untrained = example_session();
  untrained.tests.omnibus.largest.observed = 0.5;
  untrained.tests.omnibus.largest.excess = 3.04;
  untrained.tests.omnibus.square.excess = -0.26;
  std::string text = untrained_answer(trained, &untrained);
  EXPECT_TRUE(
      has(text,
          "That of the mean r\u00b2 is 1.1 with trained and -0.3 with untrained weights. The "
          "largest partial correlation is 0.410 (excess -0.4) beside 0.500 (excess 3.0), "
          "the mean of the neurons\u2019 largest 0.250 (excess 0.1) beside 0.250 (excess "
          "0.1), that of the networks\u2019 0.310 (excess 2.2) beside"))
      << text;
  EXPECT_TRUE(has(text, "That is no test of trained against untrained:"));
  EXPECT_FALSE(has(text, "p =")) << text;
  EXPECT_FALSE(has(text, "couples as well"));
  untrained.tests.omnibus.p = 0.01;
  untrained.tests.neurons.named = untrained.tests.neurons.named_groups = 5;
  text = untrained_answer(trained, &untrained);
  EXPECT_TRUE(has(text, "The untrained model couples as well (5 neurons and 0 networks named)"));
  EXPECT_TRUE(has(untrained_answer(trained, nullptr), "No untrained model is part of this study"));

  Report report = only(trained);
  report.untrained = {untrained};
  report.untrained[0].variant = "untrained";
  text = summary_text(report);
  EXPECT_TRUE(has(text,
                  "Pie Man (untrained): 5 neurons and 0 networks named; excess of mean r\u00b2 "
                  "-0.3 (main: 1.1)"))
      << text;
  EXPECT_TRUE(has(text, "one untrained model is no test")) << text;
}

TEST(Words, MarkTheHeadlineWhereAControlFindsMore) {
  Report report = only(coupled());
  Session& main = report.sessions[0];
  main.tests.omnibus.largest.excess = 8;
  report.untrained = {coupled()};
  report.untrained[0].variant = "untrained";
  for (const char* name : {"wrong-story", "story-time"}) {
    report.controls.push_back(coupled());
    report.controls.back().variant = name;
    report.controls.back().words = main.story;
  }
  EXPECT_EQ(more_than_main(report, main), "");  // as many, and its largest is smaller
  report.untrained[0].tests.neurons.named = 3;
  EXPECT_EQ(more_than_main(report, main),
            "But the untrained model finds more: the claim about language fails.");
  EXPECT_TRUE(has(summary_text(report), "1 network stand out. But\n  the untrained model"))
      << summary_text(report);
  report.controls[0].tests.omnibus.largest.excess = 9;
  report.controls[1].tests.neurons.named = 9;  // asks another question: it may find as much
  EXPECT_EQ(
      more_than_main(report, main),
      "But the untrained model finds more: the claim about language fails; the wrong story finds "
      "more: the claim about this story fails.");
  // Where main finds nothing there is no claim; where the control does not, nothing is more.
  main.tests.omnibus.p = 0.3;
  report.controls[0].tests.omnibus.p = 0.06;
  EXPECT_EQ(more_than_main(report, main), "But the untrained model finds more.");
}

TEST(Words, TellHowManySmallPNoiseGives) {
  Session s = example_session();
  EXPECT_TRUE(has(all_answers(s), "have p < 0.01, where noise gives 1 % on average."));
  // In 200 draws two are below 0.01 for each neuron: for the first two neurons the same, draws 0
  // and 1; for the third 2 and 3; the fourth is constant.
  const double none = kNan;
  s.input.noise.assign(200, {{0.1, 0.1, 0.1, none}, {1, 1, 1, 0}, {0.2, 0.2, 0.2}, {1, 1, 1}});
  for (std::size_t d : {0u, 1u}) s.input.noise[d].neuron_correlation = {0.5, 0.4, 0.1, none};
  for (std::size_t d : {2u, 3u}) s.input.noise[d].neuron_correlation = {0.1, 0.1, 0.3, none};
  const Spread neurons = small_p_in_noise(s, &Anchors::neuron_correlation);
  EXPECT_NEAR(neurons.mean, 0.01, 1e-12);
  EXPECT_EQ(neurons.low, 0);
  s.input.noise.resize(100);
  const Spread fewer = small_p_in_noise(s, &Anchors::neuron_correlation);
  EXPECT_NEAR(fewer.high, 0.34, 0.02);  // the 97.5th percentile of 2/3, 2/3, 1/3, 1/3 and noughts
  EXPECT_TRUE(has(all_answers(s), "1 % on average, and 0.0 % to")) << all_answers(s);
}

TEST(Words, SayThatWhatIsPermutedIsOurReading) {
  EXPECT_TRUE(
      has(all_answers(example_session()), "our reading: the paper does not say what is permuted"));
}

TEST(Words, TellWhatThePapersTestDoesWithNoise) {
  // It accepts from 0.30 on: no neuron of three in the first draw but 0.40, one in the second.
  EXPECT_TRUE(has(all_answers(example_session()), "33.3 % of neurons reach"));
  EXPECT_TRUE(has(all_answers(example_session()), "calls 2 of 3 neurons (66.7 %)"));
}

TEST(Words, TellWhichQValuesCanExist) {
  Session s = coupled();
  s.tests.neurons = side_of(9216, 0, 9216, 0, 0);
  EXPECT_TRUE(has(all_answers(s), "no q \u2264 0.05 exists unless 37 of them reach it"))
      << all_answers(s);
  s.tests.permutations = 18;
  EXPECT_TRUE(has(all_answers(s), "no q \u2264 0.05 can exist")) << all_answers(s);
}

TEST(Words, SetNoiseBesideWhatWasObservedByTheSameMeasure) {
  Session s = example_session();
  // Partial means of 0.05, 0.25, 0.45 and of 0.08, 0.40, 0.45; noise of 0.8 / 3, 0.7 / 3 twice.
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text,
                  "largest partial correlations, given the nuisance set, average 0.250; "
                  "with networks whose phases are random the same neurons average 0.250"))
      << text;
  EXPECT_TRUE(has(text, "The networks\u2019 average 0.310; in noise 0.233")) << text;
  EXPECT_TRUE(has(text, "The set explains 13.0 % of the median neuron\u2019s variance.")) << text;
  s.tests.neurons.nuisance_r2.mostly = 2;
  EXPECT_TRUE(has(all_answers(s), "variance, and more than 90 % of 2 neurons."));
  const std::string lines = summary_text(only(s));
  EXPECT_TRUE(has(lines, "mean largest PCC  neurons 0.300; networks 0.300")) << lines;
  EXPECT_TRUE(has(lines, "neurons 0.250 (noise 0.250); networks 0.310 (0.233)")) << lines;
  EXPECT_TRUE(has(lines, "networks 0.310 (0.233); nuisance explains")) << lines;
  s.input.partial.reset();
  s.means = side_means_of(s.input);
  EXPECT_TRUE(has(all_answers(s), "largest correlations average 0.300")) << all_answers(s);
}

TEST(Words, DoNotCountWhatFewPermutationsCannotReach) {
  Session s = example_session();
  EXPECT_TRUE(has(all_answers(s), "0 (0.0 %) have p < 0.01"));
  s.tests.permutations = 20;
  const std::string text = all_answers(s);
  EXPECT_FALSE(has(text, "0.0 %")) << text;
  EXPECT_TRUE(has(text,
                  "p < 0.01 before any correction cannot be told with 20 permutations "
                  "(smallest p: 0.048)"))
      << text;
  EXPECT_TRUE(has(text, "significant at q \u2264 0.01 cannot be told with 20 permutations"))
      << text;
  s.tests.permutations =
      99;  // p = 0.01 is not below 0.01, but q = 0.01 is within the paper's threshold
  EXPECT_TRUE(has(all_answers(s), "p < 0.01 before any correction cannot be told"));
  EXPECT_TRUE(has(all_answers(s), "It calls 2 of 3 neurons"));
}

TEST(Words, SayOfASideWithoutTestsThatItHasNone) {
  Session s = example_session();
  s.tests.neurons = s.tests.networks = side_of(0, 0, 0, 0, 0);
  s.tests.global.p = s.tests.omnibus.p = kNan;
  const std::string text = all_answers(s);
  EXPECT_TRUE(has(text, "No neuron could be tested")) << text;
  EXPECT_TRUE(has(text, "It could test nothing")) << text;
  EXPECT_FALSE(has(text, "0 of 0")) << text;
}

}  // namespace
}  // namespace anbn
