// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/answers.h"

#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/lag.h"
#include "anbn/stats/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace anbn {
namespace {

// What correlations that are written as 1 are.
constexpr double kPerfect = 0.9995;

// A number of volumes, as roughly as it is known: 1234 -> "1200".
std::string two_digits(double x) {
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(x)) - 1));
  return fmt::format("{:.0f}", std::round(x / unit) * unit);
}

std::string global_answer(const Session& s) {
  if (std::isnan(s.tests.global.p))
    return "This could not be tested: there is no pair of series that vary.";
  const std::string facts = fmt::format(
      "The largest partial correlation between any of {} and any of {} is {} ({}). Networks with "
      "random phases give {} on average, and more than {} in one draw out of twenty: p = {}, "
      "corrected for all pairs.",
      counted(s.tests.neurons.tested_phase, "neuron"),
      counted(s.tests.networks.tested_phase, "network"), r_text(s.tests.global.observed),
      pair_text(s.tests.global), r_text(s.tests.global.null_mean), r_text(s.tests.global.null_95),
      p_text(s.tests.global.p));
  return (s.tests.global.p <= kGlobalAlpha ? "Yes. " : "No more than noise gives. ") + facts;
}

// What P permutations can reach at all, whatever the data; 0.05 is what series are named by.
std::string reach_words(const SideSummary& counts, std::size_t permutations, Correction correction,
                        std::string_view what) {
  std::string text =
      fmt::format(" With {} permutations the smallest p is {}; one {} alone at it has q = {}",
                  permutations, p_text(permutation_p(0, permutations)), what,
                  p_text(smallest_q(counts.tested_phase, permutations, correction)));
  const auto needed = tests_needed_for_q(counts.tested_phase, permutations, kNamedQ, correction);
  if (!needed)
    return text + fmt::format(", and no q \u2264 {} can exist: take more permutations.", kNamedQ);
  if (*needed > 1)
    return text + fmt::format(
                      ", and no q \u2264 {} exists unless {} of them reach it: more "
                      "permutations would lower this.",
                      kNamedQ, *needed);
  return text + ".";
}

std::string side_words(const Session& s, const SideSummary& counts, std::size_t untested,
                       std::string_view what) {
  const std::size_t permutations = s.tests.permutations;
  if (counts.tested_phase == 0)
    return fmt::format(
        "No {} could be tested: all of them are constant, or explained by the nuisance set, or the "
        "other side is.",
        what);
  std::string text = fmt::format(
      "{} of {} have q \u2264 0.05 (false discovery rate over the calibrated p values).",
      counts.phase_max_q_05, counted(counts.tested_phase, what));
  if (p_can_be_below(kPaperP, permutations))
    text +=
        fmt::format(" Before any correction {} ({}) have p < 0.01, where chance alone gives 1 %.",
                    counts.phase_max_p_01, share_text(counts.phase_max_p_01, counts.tested_phase));
  else
    text += fmt::format(" Which of them have p < 0.01 before any correction {}.",
                        cannot_be_told(permutations));
  text += reach_words(counts, permutations, s.tests.correction, what);
  if (untested > 0)
    text += fmt::format(" {} constant, or explained by the nuisance set, and untested.",
                        untested == 1 ? fmt::format("One more {} is", what)
                                      : fmt::format("{} more {}s are", untested, what));
  return text;
}

template <class Name>
std::string which_answer(const Session& s, const SideSummary& counts, const LeftOut<Name>& left_out,
                         std::string_view what) {
  std::string text =
      side_words(s, counts, left_out.constant.size() + left_out.explained.size(), what);
  const bool any = counts.phase_max_q_05 > 0;
  if (verdict_of(s) == Verdict::nothing)
    text = "None can be named. " + text;
  else if (verdict_of(s) == Verdict::undecided && any)
    text = fmt::format(
               "Undecided: the test over all pairs finds nothing, so do not take these {}s "
               "as found. ",
               what) +
           text;
  else if (!any)
    text = fmt::format("No single {} can be named. ", what) + text;
  return text;
}

std::string paper_answer(const Session& s) {
  if (s.tests.neurons.tested == 0 && s.tests.networks.tested == 0)
    return "It could test nothing: all series of one side are constant.";
  if (!paper_test_can_tell(s))
    return fmt::format("What it calls significant at q \u2264 {} {}.", s.tests.alpha,
                       cannot_be_told(s.tests.permutations));
  const PaperTest noise = paper_test_on_noise(s);
  std::string text = fmt::format(
      "It calls {} of {} neurons ({}) and {} of {} networks ({}) significant at q \u2264 {}. "
      "Do not believe it: shuffling time points makes the null networks jump from volume to volume "
      "as no brain does, and each anchored pair, picked as the best of many, is tested as though "
      "it had been the only one.",
      s.tests.neurons.shuffle_pair_q, s.tests.neurons.tested,
      share_text(s.tests.neurons.shuffle_pair_q, s.tests.neurons.tested),
      s.tests.networks.shuffle_pair_q, s.tests.networks.tested,
      share_text(s.tests.networks.shuffle_pair_q, s.tests.networks.tested), s.tests.alpha);
  if (!std::isnan(noise.neurons))
    text += fmt::format(
        " Against networks that are nothing but noise, {} of neurons reach the "
        "correlations that it accepts here.",
        percent_text(noise.neurons));
  return text;
}

// How much of the neurons the nuisance set explains.
std::string explained_words(const SideSummary& neurons) {
  if (neurons.tested == 0 || std::isnan(neurons.nuisance_r2.median)) return "";
  std::string text = fmt::format(" The set explains {} of the median neuron\u2019s variance",
                                 percent_text(neurons.nuisance_r2.median));
  if (neurons.nuisance_r2.mostly > 0)
    text +=
        fmt::format(", and more than 90 % of {}", counted(neurons.nuisance_r2.mostly, "neuron"));
  return text + ".";
}

std::string noise_answer(const Session& s) {
  const FigureInput& in = s.input;
  if (in.noise.empty()) return "No noise draws were kept, so nothing can be compared with noise.";
  const auto mean_of = [&](const auto& side) {
    std::vector<double> means;
    for (const Anchors& draw : in.noise) means.push_back(mean_correlation(draw.*side));
    return spread_of(means);
  };
  const Spread neurons = mean_of(&Anchors::neuron_correlation);
  const Spread networks = mean_of(&Anchors::network_correlation);
  const Anchors& beside = in.beside_noise();
  const std::string of =
      in.partial ? "partial correlations, given the nuisance set," : "correlations";
  return fmt::format(
      "The neurons\u2019 largest {} average {}; with networks whose phases are random the same "
      "neurons average {} (95 % of {} draws: {} to {}). The networks\u2019 average {}; in noise {} "
      "({} to {}).{}",
      of, r_text(mean_correlation(beside.neuron_correlation)), r_text(neurons.mean),
      in.noise.size(), r_text(neurons.low), r_text(neurons.high),
      r_text(mean_correlation(beside.network_correlation)), r_text(networks.mean),
      r_text(networks.low), r_text(networks.high), explained_words(s.tests.neurons));
}

std::string untrained_answer(const Session& s, const Session* untrained) {
  if (!untrained)
    return "No untrained model is part of this study. A variant with weights = \"random\" would "
           "show what the model's shape and the rhythm of speech give without any training.";
  const std::string facts = fmt::format(
      "With random weights the neurons\u2019 largest correlations average {} (trained: {}) and the "
      "networks\u2019 {} (trained: {}); its own test over all pairs gives p = {}.",
      r_text(mean_correlation(untrained->input.observed.neuron_correlation)),
      r_text(mean_correlation(s.input.observed.neuron_correlation)),
      r_text(mean_correlation(untrained->input.observed.network_correlation)),
      r_text(mean_correlation(s.input.observed.network_correlation)),
      p_text(untrained->tests.global.p));
  if (s.tests.global.p <= kGlobalAlpha && untrained->tests.global.p <= kGlobalAlpha)
    return facts +
           " It couples as well: some of what was found may need nothing that training taught the "
           "model.";
  if (s.tests.global.p > kGlobalAlpha && untrained->tests.global.p <= kGlobalAlpha)
    return facts +
           " It passes where the trained model does not: one family in twenty does so by "
           "chance.";
  return facts;
}

// The first of the largest; a lag that could not be computed (NaN) only if all are such.
const LagTrace& peak_of(const LagCheck& lags) {
  return *std::max_element(lags.traces.begin(), lags.traces.end(),
                           [](const LagTrace& a, const LagTrace& b) {
                             return std::isnan(a.correlation) ? !std::isnan(b.correlation)
                                                              : a.correlation < b.correlation;
                           });
}

}  // namespace

std::string p_text(double p) { return std::isnan(p) ? "n/a" : fmt::format("{:.2g}", p); }
std::string pair_text(const GlobalSummary& global) { return global.pair.value_or("n/a"); }
std::string r_text(double r) { return std::isnan(r) ? "n/a" : fmt::format("{:.3f}", r); }
std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}
std::string percent_text(double share) {
  return std::isnan(share) ? "n/a" : fmt::format("{:.1f} %", 100 * share);
}
std::string share_text(std::size_t part, std::size_t whole) {
  return percent_text(static_cast<double>(part) / static_cast<double>(whole));
}

std::string cannot_be_told(std::size_t permutations) {
  return fmt::format("cannot be told with {} (smallest p: {})",
                     counted(permutations, "permutation"), p_text(permutation_p(0, permutations)));
}
bool p_can_be_below(double level, std::size_t permutations) {
  return permutation_p(0, permutations) < level;
}
bool paper_test_can_tell(const Session& s) {
  return permutation_p(0, s.tests.permutations) <= s.tests.alpha;
}

double mean_correlation(const std::vector<double>& correlations) {
  return spread_of(correlations).mean;
}

Verdict verdict_of(const Session& s) {
  if (s.tests.global.p <= kGlobalAlpha) return Verdict::coupling;
  const bool named = s.tests.neurons.phase_max_q_05 > 0 || s.tests.networks.phase_max_q_05 > 0;
  return named ? Verdict::undecided : Verdict::nothing;
}

NetworksCalled networks_called(const Session& s) {
  NetworksCalled called;
  std::set<int> maps;
  for (const PairResult& pair : s.pairs) {
    if (!(pair.phase_max_q <= 0.05)) continue;
    ++called.all;
    maps.insert(pair.alike > 0 ? pair.alike : pair.network);
  }
  called.distinct = maps.size();
  return called;
}

std::string distinct_words(const Session& s) {
  const NetworksCalled called = networks_called(s);
  return called.distinct < called.all ? fmt::format(" ({} with maps of their own)", called.distinct)
                                      : "";
}

std::string headline(const Session& s) {
  if (std::isnan(s.tests.global.p))
    return "Nothing could be tested: all series of one side are constant, or explained by the "
           "nuisance set.";
  switch (verdict_of(s)) {
    case Verdict::nothing:
      return "Nothing here is more than noise gives.";
    case Verdict::undecided:
      return "Undecided: the test over all pairs finds nothing, and yet single series pass theirs.";
    case Verdict::coupling:
      break;
  }
  const std::size_t neurons = s.tests.neurons.phase_max_q_05,
                    networks = s.tests.networks.phase_max_q_05;
  if (neurons == 0 && networks == 0)
    return "There is some coupling, but no single neuron or network can be named.";
  const std::string called_neurons = counted(neurons, "neuron");
  const std::string called_networks = counted(networks, "network") + distinct_words(s);
  if (neurons > 0 && networks > 0)
    return fmt::format("There is coupling: {} and {} couple more than noise gives.", called_neurons,
                       called_networks);
  return fmt::format(
      "There is coupling: {} couple{} more than noise gives. No single {} can be named.",
      neurons > 0 ? called_neurons : called_networks, neurons + networks == 1 ? "s" : "",
      neurons > 0 ? "network" : "neuron");
}

std::string alike_answer(const Session& s) {
  const NetworksCalled called = networks_called(s);
  if (called.distinct == called.all) return "";
  return fmt::format(
      " Some networks were found more than once: of the {}, {} are left when those whose maps "
      "correlate at 0.9 or above count once.",
      called.all, called.distinct);
}

std::string sensitivity_words(const Session& s) {
  const double callable = s.tests.global.null_95;
  if (std::isnan(s.tests.global.p) || std::isnan(callable)) return "";
  if (!(permutation_p(0, s.tests.permutations) <= kGlobalAlpha))
    return "nothing: " + cannot_be_told(s.tests.permutations);
  // So few volumes, or so much in the nuisance set, that noise couples perfectly.
  if (!(callable < kPerfect))
    return "nothing: noise reaches a partial r of 1 in so few volumes, or with so many regressors";
  std::string text = fmt::format("a partial r above {}", r_text(callable));
  std::string_view words = "; {} would take about {} such volumes";
  for (const double coupling : {0.3, 0.2}) {
    if (coupling >= callable) continue;
    text += fmt::format(fmt::runtime(words), coupling,
                        two_digits(volumes_needed(s.data.volumes, callable, coupling)));
    words = ", {} about {}";
  }
  return text;
}

std::vector<Answer> answers(const Session& s, const Session* untrained) {
  std::vector<Answer> all = {
      {"Is there any coupling at all?", global_answer(s)},
      {"Which neurons?", which_answer(s, s.tests.neurons, s.tests.left_out.neurons, "neuron")},
      {"Which networks?",
       which_answer(s, s.tests.networks, s.tests.left_out.networks, "network") + alike_answer(s)},
      {"What does the paper\u2019s test say?", paper_answer(s)},
      {"What does noise give?", noise_answer(s)},
      {"What does an untrained model give?", untrained_answer(s, untrained)}};
  if (const std::string words = sensitivity_words(s); !words.empty())
    all.push_back(
        {"What could this study have seen?",
         "By the test over all pairs, which noise passes once in twenty, " + words + "."});
  return all;
}

LagVerdict lag_verdict(const LagCheck& lags, double tr_s) {
  switch (audio_placement(lags, tr_s).finding) {
    case AudioPlacement::Finding::no_trace:
      return LagVerdict::silent;
    case AudioPlacement::Finding::in_place:
      return LagVerdict::agrees;
    case AudioPlacement::Finding::shifted:
      break;
  }
  return LagVerdict::off;
}

std::string lag_words(const LagCheck& lags, double tr_s) {
  if (lags.traces.empty()) return "";
  const LagTrace& peak = peak_of(lags);
  if (std::isnan(peak.correlation))
    return "nothing could be checked: the number of words, or every network, is constant";
  const std::string where =
      peak.lag_volumes == 0
          ? std::string("lag 0")
          : fmt::format("{:+d} volumes ({:+.1f} s)", peak.lag_volumes, peak.lag_volumes * tr_s);
  switch (lag_verdict(lags, tr_s)) {
    case LagVerdict::silent:
      return fmt::format("cannot tell where the audio begins: best |r| {} at {}, noise reaches {}",
                         r_text(peak.correlation), where, r_text(lags.noise_95_any));
    case LagVerdict::agrees:
      return fmt::format("the timing agrees: best at {}, |r| {} (noise reaches {})", where,
                         r_text(peak.correlation), r_text(lags.noise_95_any));
    case LagVerdict::off:
      break;
  }
  return fmt::format(
      "the networks follow the word rate best at {}, |r| {} (noise reaches {}). "
      "Expected 0: check first_volume and audio_start_s of this story; adding {:+g} s to "
      "audio_start_s would bring it to 0",
      where, r_text(peak.correlation), r_text(lags.noise_95_any),
      audio_placement(lags, tr_s).audio_start_change_s);
}

}  // namespace anbn
