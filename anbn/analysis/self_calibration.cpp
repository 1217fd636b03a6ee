// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/self_calibration.h"

#include "anbn/core/random.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

PairingFigure figure_of(const OmnibusFigure& figure) {
  return {figure.observed, figure.noise.mean, figure.noise.p};
}

/// The number that a standard normal one exceeds with the probability `p`.
double normal_score(double p) {
  double low = -40, high = 40;
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::sqrt(2.0)) / 2 > p ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Values of pairings, with the words' story and the brain's.
struct CrossedValues {
  std::vector<double> values;
  std::vector<std::size_t> words, brains;

  void add(double value, const Pairing& who) {
    values.push_back(value);
    words.push_back(who.words);
    brains.push_back(who.brain);
  }
  double design_effect() const { return crossed_design_effect(values, words, brains); }
};

template <class PValue>
CalledPairings called_pairings(const std::vector<TestedPairing>& pairings, std::size_t draws,
                               const PValue& p_of) {
  CalledPairings out;
  CrossedValues calls, scores;
  for (const TestedPairing& pairing : pairings) {
    const double p = p_of(pairing);
    if (std::isnan(p)) continue;
    ++out.tested;
    out.called += p <= kPairingLevel;
    calls.add(p <= kPairingLevel ? 1 : 0, pairing.who);
    // p is one of 1, 2, ... of draws + 1 steps: the middle of its step.
    scores.add(normal_score(p - 0.5 / static_cast<double>(draws + 1)), pairing.who);
  }
  if (out.tested == 0) return out;
  const auto tested = static_cast<double>(out.tested);
  // Of calls that are all the same, none as a rule, the scores alone tell.
  const bool calls_differ = out.called > 0 && out.called < out.tested;
  const double effect =
      std::max(scores.design_effect(), calls_differ ? calls.design_effect() : 0.0);
  out.effective = std::clamp(tested / std::max(effect, 1.0), 1.0, tested);
  out.rate = clopper_pearson(static_cast<double>(out.called) / tested, out.effective);
  return out;
}

PairingMean square_over_noise(const std::vector<TestedPairing>& pairings) {
  CrossedValues ratios;
  for (const TestedPairing& pairing : pairings)
    if (const double ratio = pairing.square.observed / pairing.square.noise; std::isfinite(ratio))
      ratios.add(ratio, pairing.who);
  PairingMean out;
  const auto count = static_cast<double>(ratios.values.size());
  if (count == 0) return out;
  out.mean = 0;
  for (const double ratio : ratios.values) out.mean += ratio / count;
  if (count < 2) return out;
  double squares = 0;
  for (const double ratio : ratios.values) squares += (ratio - out.mean) * (ratio - out.mean);
  out.error = std::sqrt(squares / (count - 1) / count * std::max(ratios.design_effect(), 1.0));
  return out;
}

}  // namespace

std::vector<Pairing> choose_pairings(std::size_t stories,
                                     const std::function<bool(const Pairing&)>& may,
                                     std::uint64_t seed) {
  std::vector<Pairing> chosen;
  if (stories < 2) return chosen;
  const std::vector<std::size_t> order = random_permutation(random_key(seed, "pairings"), stories);
  for (const std::size_t shift :
       random_permutation(random_key(seed, "shifts of pairings"), stories - 1))
    for (std::size_t i = 0; i < stories; ++i) {
      const Pairing pairing{order[i], order[(i + shift + 1) % stories]};
      if (may(pairing)) chosen.push_back(pairing);
    }
  return chosen;
}

TestedPairing test_pairing(const StorySeries& series, const Pairing& who, const PairingPlan& plan,
                           const Machine& machine) {
  const NullModel& null = null_model_for(NullRole::calibrated);
  TestPlan tests;
  tests.null = null.name;
  tests.permutations = plan.draws;
  // A story alone is drawn by the null model's name: pairings differ by their seed.
  tests.seed = random_bits(random_key(plan.seed, "wrong pairing " + series.name), 0);
  tests.delta = plan.delta;
  const Nuisance nothing;
  const Nuisance& nuisance = is_partial(plan.partial, null) ? series.nuisance : nothing;
  // Of anchored pairs nothing is asked.
  const Anchoring anchoring{std::vector<Anchor>(series.neurons.cols),
                            std::vector<Anchor>(series.networks.cols)};
  const OmnibusTests found =
      test_against_null(series.neurons, series.networks, anchoring, nuisance, tests, machine)
          .omnibus;
  return {who,
          series.networks.rows,
          found.p(),
          figure_of(found.largest),
          figure_of(found.neurons),
          figure_of(found.networks),
          figure_of(found.square)};
}

SelfCalibration self_calibration(std::vector<TestedPairing> pairings, std::size_t draws) {
  SelfCalibration out;
  const auto called = [&](PairingFigure TestedPairing::*figure) {
    return called_pairings(pairings, draws,
                           [figure](const TestedPairing& p) { return (p.*figure).p; });
  };
  out.verdict = called_pairings(pairings, draws, [](const TestedPairing& p) { return p.p; });
  out.largest = called(&TestedPairing::largest);
  out.neurons = called(&TestedPairing::neurons);
  out.networks = called(&TestedPairing::networks);
  out.square = called(&TestedPairing::square);
  out.square_over_noise = square_over_noise(pairings);
  out.pairings = std::move(pairings);
  return out;
}

}  // namespace anbn
