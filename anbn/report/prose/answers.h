// SPDX-License-Identifier: Apache-2.0
// The report in words. Noise is never called a discovery.
#pragma once

#include "anbn/core/names.h"
#include "anbn/report/report.h"

namespace anbn {

/// Whether there is any coupling is for the test over all figures (OmnibusTests); given that there
/// is, whether single pairs carry it is for the largest correlation alone.
enum class Verdict {
  nothing,    // neither stands out of what noise gives
  undecided,  // all figures together do not, and yet a test of single pairs or series passes
  spread,     // they do, the largest correlation does not
  coupling,   // both do: single pairs carry it
};

constexpr auto names_of(Verdict) { return named("nothing", "undecided", "spread", "coupling"); }

Verdict verdict_of(const Session& session);

/// One sentence: the answer.
std::string headline(const Session& session);

/// Whether the test over all figures finds coupling.
bool couples(const Session& session);

/// What a verdict of `nothing` does not say.
inline constexpr std::string_view kBlindSpot =
    "Coupling so weak that it lifts none of these figures out of its noise would not be seen";

/// "No single pair stands out in this story", where single pairs are shown all the same. Empty
/// where some do.
std::string_view no_pair_words(const Session& session);

/// "But the untrained model finds more: the claim about language fails." Empty if no control that
/// ought to find less finds more than `main`.
std::string more_than_main(const Report& report, const Session& main);

/// "7 neurons and 21 networks (7 groups)": those that are named. Of a group that resemble each
/// other in course or map only the strongest counts.
std::string named_words(const Session& session);
/// "12 neurons (9 groups)": the second list of one side.
std::string called_words(const SideSummary& side, std::string_view what);

/// What stands beside noise: "correlations", or "partial correlations, given the nuisance set,".
std::string_view beside_noise_words(const Session& session);

/// By how much the trained and the untrained model differ above their noise, in one line. Empty
/// where one of them could not be tested.
std::string difference_words(const Session& trained, const Session& untrained);
/// The same as a paragraph (`untrained`: or null).
std::string untrained_answer(const Session& session, const Session* untrained);

/// A question and its answer, a paragraph of plain text.
struct Answer {
  std::string question, text;
};

/// What was asked of a session and what came out: coupling at all, which neurons and networks, the
/// paper's test, noise, the untrained model (`untrained`: its session, or null).
std::vector<Answer> answers(const Session& session, const Session* untrained);

/// Below this uncorrected p the report counts series: the paper's threshold.
inline constexpr double kPaperP = 0.01;

/// "cannot be told with 20 permutations (smallest p: 0.048)".
std::string cannot_be_told(std::size_t permutations);

/// Whether so many permutations can give a p below `level` at all.
bool p_can_be_below(double level, std::size_t permutations);

/// Whether the paper's test can call anything significant with the session's permutations.
bool paper_test_can_tell(const Session& session);

/// The smallest coupling that the calibrated test over all pairs can call in this study, and about
/// how many volumes 0.3 and 0.2 would need. Empty if nothing could be tested.
std::string sensitivity_words(const Session& session);

enum class LagVerdict { agrees, silent, off };

/// Whether the networks follow the words when the study says: `silent` if no lag rises above noise.
LagVerdict lag_verdict(const LagCheck& lags, double tr_s);

/// The same in words. Empty if there are no lags.
std::string lag_words(const LagCheck& lags, double tr_s);

/// One screen of text: what `anbn run` prints at the end.
std::string summary_text(const Report& report);

/// "0.0002", "0.61": two digits are what a permutation test is worth.
std::string p_text(double p);
/// "0.251"; "n/a" for NaN.
std::string r_text(double r);
/// Where the largest value is: "L8H2D51-BN126"; "n/a" where nothing could be tested.
std::string pair_text(const GlobalSummary& global);
/// "1 neuron", "2 neurons".
std::string counted(std::size_t count, std::string_view what);
/// "95.6 %" of `whole`; "n/a" if that is 0.
std::string share_text(std::size_t part, std::size_t whole);
/// "95.6 %" for 0.956; "n/a" for NaN.
std::string percent_text(double share);

/// The mean of the largest PCCs of all neurons or networks that are not constant.
double mean_correlation(const std::vector<double>& correlations);

}  // namespace anbn
