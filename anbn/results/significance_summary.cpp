// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/significance.h"

#include "anbn/stats/corrections.h"
#include "anbn/stats/percentile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace anbn {
namespace {

/// Counts the series that are `chosen`, and how many of them resemble none that is stronger.
template <class Chosen>
std::pair<std::size_t, std::size_t> counts_of(const std::vector<std::size_t>& alike,
                                              const Chosen& chosen) {
  std::size_t all = 0, groups = 0;
  for (std::size_t i = 0; i < alike.size(); ++i)
    if (chosen(i)) ++all, groups += alike[i] == kNoIndex;
  return {all, groups};
}

/// Counts the series that are named and called.
void add_called(const SideTests& side, double global_p, const std::vector<std::size_t>& alike,
                SideSummary& out) {
  std::tie(out.named, out.named_groups) =
      counts_of(alike, [&](std::size_t i) { return is_named(side, i); });
  std::tie(out.called, out.called_groups) =
      counts_of(alike, [&](std::size_t i) { return is_called(side, global_p, i); });
}

SideSummary side_summary(const SideTests& shuffle, const SideTests& phase, double alpha,
                         const SideGivenNuisance& given, const NoiseAccepted& noise) {
  SideSummary out;
  for (const double kurtosis : given.kurtosis) {
    if (std::isnan(kurtosis)) continue;
    out.kurtosis.heavy += kurtosis > kHeavyTails;
    out.kurtosis.largest =
        std::isnan(out.kurtosis.largest) ? kurtosis : std::max(out.kurtosis.largest, kurtosis);
  }
  std::vector<double> nuisance_r2 = given.r2;
  std::erase_if(nuisance_r2, [](double r2) { return std::isnan(r2); });
  out.nuisance_r2.mostly = static_cast<std::size_t>(std::count_if(
      nuisance_r2.begin(), nuisance_r2.end(), [](double r2) { return r2 > kMostlyNuisance; }));
  out.nuisance_r2.median = percentile(std::move(nuisance_r2), 50);
  out.noise_accepted.share = noise;
  out.tested = tested_of(shuffle);
  out.tested_phase = tested_of(phase);
  out.shuffle_pair_q = count_at_most(shuffle.pair_q, alpha);
  out.shuffle_max_q = count_at_most(shuffle.max_q, alpha);
  out.phase_pair_q = count_at_most(phase.pair_q, alpha);
  out.phase_max_q = count_at_most(phase.max_q, alpha);
  out.phase_max_q_05 = count_at_most(phase.max_q, kListedQ);
  out.phase_max_p_01 = count_below(phase.max_p, 0.01);
  out.shuffle_pair_p_01 = count_below(shuffle.pair_p, 0.01);
  return out;
}

GlobalSummary global_summary(const GlobalTest& global, const std::vector<std::string>& labels) {
  GlobalSummary out{global.observed, global.p, {}, global.null_mean, global.null_95};
  if (global.neuron != kNoIndex)
    out.pair = fmt::format("{}-BN{}", labels[global.neuron], global.network + 1);
  return out;
}

/// "pieman: 9214 of 9216 neurons are one family, 128 networks another".
std::string family_words(const std::string& story, const NullTests& tests) {
  const auto side = [](const SideTests& t, const char* what) {
    const std::size_t tested = tested_of(t), all = t.max_p.size();
    return tested == all ? fmt::format("{} {}", all, what)
                         : fmt::format("{} of {} {}", tested, all, what);
  };
  return fmt::format("{}{} are one family, {} another", story.empty() ? "" : story + ": ",
                     side(tests.neurons, "neurons"), side(tests.networks, "networks"));
}

NullSideSummary null_side_summary(const SideTests& side, double alpha) {
  return {tested_of(side),
          count_at_most(side.pair_q, alpha),
          count_at_most(side.max_q, alpha),
          count_at_most(side.max_q, kListedQ),
          count_below(side.max_p, 0.01),
          count_at_most(side.p_fwe, kNamedP)};
}

/// What a reader must know beside the p values of one null model.
NullSummary null_summary(const TestedNull& null, const SignificanceSummary& of_all,
                         const std::vector<std::string>& labels, const std::string& story) {
  const NullTests& tests = null.tests;
  NullSummary out;
  out.null = null.model->name;
  out.draw = null.model->summary;
  out.statistic = statistic_of(null);
  out.draws = tests.draws;
  out.smallest_p = permutation_p(0, tests.draws);
  out.remark = null.model->remark(tests.draws, of_all.permutations);
  out.family = family_words(story, tests);
  out.global = global_summary(tests.global, labels);
  out.omnibus = omnibus_summary(tests.omnibus);
  out.neurons = null_side_summary(tests.neurons, of_all.alpha);
  out.networks = null_side_summary(tests.networks, of_all.alpha);
  return out;
}

/// The series that belong to no family, by why: the plain test takes all but constant ones.
template <class Name, class NameOf>
LeftOut<Name> left_out(const SideTests& plain, const SideTests& partial, const NameOf& name) {
  LeftOut<Name> out;
  for (std::size_t i = 0; i < plain.max_p.size(); ++i) {
    if (std::isnan(plain.max_p[i]))
      out.constant.push_back(name(i));
    else if (std::isnan(partial.max_p[i]))
      out.explained.push_back(name(i));
  }
  return out;
}

}  // namespace

std::string bursts_words(const SignificanceSummary& summary) {
  const auto& kurtosis = summary.networks.kurtosis;
  if (kurtosis.heavy == 0) return "";
  return fmt::format(
      "{} of {} networks {} bursts (excess kurtosis above {:g}, {:.1f} at most; normal noise has "
      "0). "
      "Random phases turn bursts into normal noise: coupling, the largest pair and names are then "
      "called too often. Believe what the null model circular-shift calls as well (nulls = "
      "[\"shuffle\", \"phase\", \"circular-shift\"]).",
      kurtosis.heavy, summary.networks.tested_phase, kurtosis.heavy == 1 ? "has" : "have",
      kHeavyTails, kurtosis.largest);
}

std::size_t tested_of(const SideTests& side) {
  return static_cast<std::size_t>(
      std::count_if(side.max_p.begin(), side.max_p.end(), [](double p) { return !std::isnan(p); }));
}

SignificanceSummary summary_of(const Significance& tests, const std::vector<std::string>& labels,
                               const Nuisance& nuisance, const SignificanceOptions& options,
                               const std::string& story) {
  const NullTests &shuffle = tests.of(NullRole::papers).tests,
                  &phase = tests.of(NullRole::calibrated).tests;
  SignificanceSummary out;
  out.permutations = static_cast<std::size_t>(options.permutations);
  out.alpha = options.alpha;
  out.correction = options.correction;
  out.family = family_words(story, phase);
  out.neurons = side_summary(shuffle.neurons, phase.neurons, out.alpha, tests.given.neurons,
                             tests.neurons_accepted);
  out.networks = side_summary(shuffle.networks, phase.networks, out.alpha, tests.given.networks,
                              tests.networks_accepted);
  const NullTests decided = tests.decided();
  add_called(decided.neurons, decided.global.p, tests.called.neurons_alike, out.neurons);
  add_called(decided.networks, decided.global.p, tests.called.networks_alike, out.networks);
  out.left_out.neurons = left_out<std::string>(shuffle.neurons, phase.neurons,
                                               [&](std::size_t i) { return labels[i]; });
  out.left_out.networks =
      left_out<std::size_t>(shuffle.networks, phase.networks, [](std::size_t j) { return j + 1; });
  out.omnibus = omnibus_summary(phase.omnibus);
  out.omnibus.p = tests.decided_p();
  out.global = global_summary(decided.global, labels);
  out.shuffle_global = global_summary(shuffle.global, labels);
  const std::size_t tested = tested_of(phase.neurons);
  out.smallest_q = smallest_q(tested, out.permutations, out.correction);
  out.neurons_for_q_01 = tests_needed_for_q(tested, out.permutations, 0.01, out.correction);
  out.nuisance = nuisance.names;
  out.nuisance_tested = nuisance.tested;
  for (const TestedNull& null : tests.nulls)
    out.nulls.push_back(null_summary(null, out, labels, story));
  return out;
}

}  // namespace anbn
