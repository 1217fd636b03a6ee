// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/answers.h"

#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/prose/beyond_stronger_words.h"
#include "anbn/report/prose/consistency_words.h"
#include "anbn/report/prose/false_discovery_words.h"
#include "anbn/report/prose/pooled_words.h"
#include "anbn/report/prose/training_words.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/lag.h"
#include "anbn/stats/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace anbn {
namespace {

// What correlations that are written as 1 are.
constexpr double kPerfect = 0.9995;

// A number of volumes, as roughly as it is known: 1234 -> "1200".
std::string two_digits(double x) {
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(x)) - 1));
  return fmt::format("{:.0f}", std::round(x / unit) * unit);
}

// "the mean of the neurons' largest is 0.352 (noise 0.350, 95 %: 0.340 to 0.361; p = 0.4)"
std::string figure_words(std::string_view what, const FigureSummary& figure, int digits = 3) {
  const auto text = [digits](double v) {
    return std::isnan(v) ? "n/a" : fmt::format("{:.{}f}", v, digits);
  };
  return fmt::format("{} is {} (noise {}, 95 %: {} to {}; p = {})", what, text(figure.observed),
                     text(figure.noise.mean), text(figure.noise.low), text(figure.noise.high),
                     p_text(figure.noise.p));
}

/// Of any coupling, by random phases alone.
double calibrated_p(const Session& s) {
  const NullSummary* null = others_decide(s) ? null_of(s, NullRole::calibrated) : nullptr;
  return null == nullptr ? s.tests.omnibus.p : null->omnibus.p;
}

/// ", corrected for all pairs", and what other stories make of the largest pair.
std::string largest_pair_words(const Session& s) {
  if (!others_decide(s)) return p_text(s.tests.global.p) + ", corrected for all pairs.";
  return fmt::format(
      "{}, corrected for all pairs; beside the brains of other stories {}. The smallest that any "
      "neuron or network has by both is {}.",
      p_text(null_of(s, NullRole::calibrated)->global.p),
      p_text(null_of(s, NullRole::together)->global.p), p_text(s.tests.global.p));
}

std::string any_answer(const Session& s) {
  const OmnibusSummary& o = s.tests.omnibus;
  if (std::isnan(o.p)) return "This could not be tested: there is no pair of series that vary.";
  std::string facts = fmt::format(
      "Four figures of all pairs stand beside the same with networks whose phases are random: {}; "
      "{}; {}; {}. For any of the four to lie so far out of its noise p = {} (min-p: it pays for "
      "there being four of them).",
      figure_words("the largest correlation", o.largest),
      figure_words("the mean over the neurons of each one\u2019s largest", o.neurons),
      figure_words("that over the networks", o.networks),
      figure_words("the mean of r\u00b2", o.square, 5), p_text(calibrated_p(s)));
  if (others_decide(s))
    facts += fmt::format(
        " Beside the brains of other stories p = {}: the verdict\u2019s p is the larger of the "
        "two, "
        "{}.",
        p_text(null_of(s, NullRole::together)->omnibus.p), p_text(o.p));
  if (!std::isnan(o.layers_p))
    facts += fmt::format(
        " Of single layers (a family of its own; {}/omnibus.tsv) the smallest p, "
        "corrected for all of them, is {}.",
        is_pooled(s) ? "pooled" : "significance", p_text(o.layers_p));
  // Over several stories bursts were not seen to matter (docs/calibration.md).
  if (const std::string bursts = bursts_words(s.tests); !is_pooled(s) && !bursts.empty())
    facts += " " + bursts;
  switch (verdict_of(s)) {
    case Verdict::coupling:
      return "Yes, and single pairs carry it. " + facts;
    case Verdict::spread:
      return "Yes, spread over many pairs: no single one stands out, so no neuron and no network "
             "is named. " +
             facts;
    case Verdict::undecided:
      return "Undecided: these figures find none, and yet a pair or single series pass a test of "
             "their own. " +
             facts;
    case Verdict::nothing:
      break;
  }
  return fmt::format("None was found. {} {}.", facts, kBlindSpot);
}

std::string global_answer(const Session& s) {
  if (std::isnan(s.tests.global.p))
    return "This could not be tested: there is no pair of series that vary.";
  const std::string facts = fmt::format(
      "{} largest partial correlation between any of {} and any of {} is {} ({}). Networks with "
      "random phases{} give {} on average, and more than {} in one draw out of twenty: p = {}",
      is_pooled(s) ? fmt::format("Over all {} the", stories_words(s)) : "The",
      counted(s.tests.neurons.tested_phase, "neuron"),
      counted(s.tests.networks.tested_phase, "network"), r_text(s.tests.global.observed),
      pair_text(s.tests.global), is_pooled(s) ? ", each story\u2019s apart," : "",
      r_text(s.tests.global.null_mean), r_text(s.tests.global.null_95), largest_pair_words(s));
  return (s.tests.global.p <= kNamedP ? "Yes. " : "No. ") + facts;
}

// What P permutations can reach at all, whatever the data.
std::string reach_words(const SideSummary& counts, std::size_t permutations, Correction correction,
                        std::string_view what) {
  std::string text =
      fmt::format(" With {} permutations the smallest p is {}; one {} alone at it has q = {}",
                  permutations, p_text(permutation_p(0, permutations)), what,
                  p_text(smallest_q(counts.tested_phase, permutations, correction)));
  const auto needed = tests_needed_for_q(counts.tested_phase, permutations, kListedQ, correction);
  if (!needed)
    return text + fmt::format(", and no q \u2264 {} can exist: take more permutations.", kListedQ);
  if (*needed > 1)
    return text + fmt::format(
                      ", and no q \u2264 {} exists unless {} of them reach it: more "
                      "permutations would lower this.",
                      kListedQ, *needed);
  return text + ".";
}

// ", where 95 % of noise draws give 0.4 % to 1.9 %": how many small p mean nothing.
std::string small_p_words(const Session& s, std::vector<double> Anchors::*side) {
  const Spread noise = small_p_in_noise(s, side);
  if (std::isnan(noise.mean)) return ", where noise gives 1 % on average.";
  return fmt::format(", where noise gives 1 % on average, and {} to {} in 95 % of its draws.",
                     percent_text(noise.low), percent_text(noise.high));
}

// Where there is coupling, at a false discovery rate.
std::string second_list(const SideSummary& counts, std::string_view what) {
  if (counts.called == counts.named)
    return fmt::format(" At q \u2264 {} (false discovery rate) no other {} is added.", kListedQ,
                       what);
  return fmt::format(
      " At q \u2264 {} (false discovery rate) stands a second list of {}, the named ones among "
      "them: about one in twenty of these is wrong.",
      kListedQ, called_words(counts, what));
}

std::string group_words(const Session& s, const SideSummary& counts, std::string_view what) {
  std::string text;
  if (counts.called_groups < counts.called)
    text += fmt::format(
        " Those whose cleaned time courses correlate at {} or more with a stronger one of the list "
        "are one group with it: they may be called for no other reason.",
        kAlikeCourses);
  if (what == "neuron") return text;
  text += beyond_stronger_answer(s);
  return text;
}

std::string side_words(const Session& s, const SideSummary& counts, std::size_t untested,
                       std::vector<double> Anchors::*side) {
  const std::string_view what = side == &Anchors::neuron_correlation ? "neuron" : "network";
  const std::size_t permutations = s.tests.permutations;
  if (counts.tested_phase == 0)
    return fmt::format(
        "No {} could be tested: all of them are constant, or explained by the nuisance set, or the "
        "other side is.",
        what);
  const bool coupling = verdict_of(s) == Verdict::coupling;
  std::string text = fmt::format(
      "{} of {} {} named: family-wise p \u2264 {}, stepping down from the largest. As far as the "
      "draws "
      "are right, such a list holds any wrong name with a chance of at most {:g} %.",
      counts.named, counted(counts.tested_phase, what), counts.named == 1 ? "is" : "are", kNamedP,
      100 * kNamedP);
  const auto& passed =
      what == "neuron" ? s.false_discoveries.neurons : s.false_discoveries.networks;
  if (const std::string words =
          false_discovery_words(passed, counts.tested_phase, what, threshold_words(s));
      !words.empty())
    text += " " + words + (others_decide(s) ? std::string(" ") + kRandomPhasesAlone : "");
  if (coupling)
    text +=
        second_list(counts, what) +
        (counts.phase_max_q_05 == 0 ? reach_words(counts, permutations, s.tests.correction, what)
                                    : "") +
        group_words(s, counts, what);
  if (p_can_be_below(kPaperP, permutations))
    text += fmt::format(" Before any correction {} ({}) have p < 0.01", counts.phase_max_p_01,
                        share_text(counts.phase_max_p_01, counts.tested_phase)) +
            small_p_words(s, side);
  else
    text += fmt::format(" Which of them have p < 0.01 before any correction {}.",
                        cannot_be_told(permutations));
  if (untested > 0)
    text += fmt::format(" {} constant, or explained by the nuisance set, and untested.",
                        untested == 1 ? fmt::format("One more {} is", what)
                                      : fmt::format("{} more {}s are", untested, what));
  return text;
}

template <class Name>
std::string which_answer(const Session& s, const SideSummary& counts, const LeftOut<Name>& left_out,
                         std::vector<double> Anchors::*side) {
  std::string text =
      side_words(s, counts, left_out.constant.size() + left_out.explained.size(), side);
  if (!(s.tests.global.p <= kNamedP) && counts.phase_max_q_05 > 0)
    text += fmt::format(
        " {} of them {} q \u2264 {}, and yet no single pair stands out: take none of these as "
        "found.",
        counts.phase_max_q_05, counts.phase_max_q_05 == 1 ? "has" : "have", kListedQ);
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
      "Do not believe it: it shuffles time points (our reading: the paper does not say what is "
      "permuted), which makes the null networks jump from volume to volume as no brain does, and "
      "each anchored pair, picked as the best of many, is tested as though it had been the only "
      "one.",
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
  if (s.input.noise.empty())
    return "No noise draws were kept, so nothing can be compared with noise.";
  const Spread &neurons = s.means.neurons_noise, &networks = s.means.networks_noise;
  return fmt::format(
      "The neurons\u2019 largest {} average {}; with networks whose phases are random the same "
      "neurons average {} (95 % of {} draws: {} to {}). The networks\u2019 average {}; in noise {} "
      "({} to {}).{}",
      beside_noise_words(s), r_text(s.means.neurons), r_text(neurons.mean), s.input.noise.size(),
      r_text(neurons.low), r_text(neurons.high), r_text(s.means.networks), r_text(networks.mean),
      r_text(networks.low), r_text(networks.high), explained_words(s.tests.neurons));
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

std::string_view beside_noise_words(const Session& s) {
  return s.input.partial ? "partial correlations, given the nuisance set," : "correlations";
}

double mean_correlation(const std::vector<double>& correlations) {
  return spread_of(correlations).mean;
}

std::string sensitivity_words(const Session& s) {
  double callable = s.tests.global.null_95;
  if (others_decide(s))
    callable = std::max(callable, null_of(s, NullRole::together)->global.null_95);
  if (std::isnan(s.tests.global.p) || std::isnan(callable)) return "";
  if (!(permutation_p(0, s.tests.permutations) <= kNamedP))
    return "nothing: " + cannot_be_told(s.tests.permutations);
  // So few volumes, or so much in the nuisance set, that noise couples perfectly.
  if (!(callable < kPerfect))
    return "nothing: noise reaches a partial r of 1 in so few volumes, or with so many regressors";
  std::string text = fmt::format("a partial r above {}", r_text(callable));
  std::string_view words = "; {} takes about {} volumes in all";
  for (const double coupling : {0.3, 0.2}) {
    if (coupling >= callable) continue;
    text += fmt::format(fmt::runtime(words), coupling,
                        two_digits(volumes_needed(s.data.volumes, callable, coupling)));
    words = ", {} about {}";
  }
  return text;
}

std::vector<Answer> answers(const Session& s, const Session* untrained) {
  std::string seen = sensitivity_words(s);
  if (!seen.empty())
    seen = "Of a single pair, by the largest over all pairs, which noise passes once in twenty, " +
           seen + ".";
  std::vector<Answer> all = {
      {"Is there any coupling?", any_answer(s)},
      {"Does any pair stand out?", global_answer(s)},
      {"Which neurons?",
       which_answer(s, s.tests.neurons, s.tests.left_out.neurons, &Anchors::neuron_correlation)},
      {"Which networks?",
       which_answer(s, s.tests.networks, s.tests.left_out.networks, &Anchors::network_correlation)},
      {"What does the paper\u2019s test say?", paper_answer(s)},
      {"What does noise give?", noise_answer(s)},
      {"What does an untrained model give?", untrained_answer(s, untrained)},
      {"What could this study have seen?", seen},
      {"Do brains of other stories fit as well?", other_stories_answer(s)},
      {"Does it hold beyond these stories?", beyond_stories_words(s, untrained)},
      {"Does the trained model stand out among untrained ones?", training_answer(s)},
      {"What is tested over all stories?", pooled_words(s)}};
  std::erase_if(all, [](const Answer& answer) { return answer.text.empty(); });
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
