// SPDX-License-Identifier: Apache-2.0
// The report in words. Noise is never called a discovery.
#pragma once

#include "anbn/report/report.h"

namespace anbn {

enum class Verdict {
  nothing,    // the global test finds no more than noise gives
  undecided,  // it does not, and yet single series pass: one of the two errs
  coupling,   // the largest correlation of all is larger than noise gives
};

Verdict verdict_of(const Session& session);

/// One sentence: the answer.
std::string headline(const Session& session);

/// Networks called coupled (calibrated q <= 0.05), and how many are left of them when maps that
/// were found more than once count once.
struct NetworksCalled {
  std::size_t all = 0, distinct = 0;
};
NetworksCalled networks_called(const Session& session);
/// " (11 with maps of their own)" where these are fewer than the networks called, else nothing.
std::string distinct_words(const Session& session);

/// A question and its answer, a paragraph of plain text.
struct Answer {
  std::string question, text;
};

/// What was asked of a session and what came out: coupling at all, which neurons and networks, the
/// paper's test, noise, the untrained model (`untrained`: its session, or null).
std::vector<Answer> answers(const Session& session, const Session* untrained);

/// At or below this p over all pairs there is coupling (family-wise error).
inline constexpr double kGlobalAlpha = 0.05;

/// At or below this false discovery rate single neurons and networks are named.
inline constexpr double kNamedQ = 0.05;

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
