// SPDX-License-Identifier: Apache-2.0
// How often a study's own wrong pairings, the words of one story beside the brain of another, are
// called coupled by the test of a single story: nothing in them can follow the words' meaning.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/analysis/story_significance.h"
#include "anbn/core/nan.h"
#include "anbn/stats/proportion.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace anbn {

/// Stories by their number from 0.
struct Pairing {
  std::size_t words = 0, brain = 0;
};

/// The pairings of two different stories that `may` allows, in a random order
/// that is a function of `seed`: the stories in a random order, each beside the k-th after it, for
/// one k after the other (these in random order too). So each story's words, and each brain, come
/// about equally often.
std::vector<Pairing> choose_pairings(std::size_t stories,
                                     const std::function<bool(const Pairing&)>& may,
                                     std::uint64_t seed);

/// A figure of OmnibusTests in one pairing; NaN where nothing could be tested.
struct PairingFigure {
  double observed = kNan;
  double noise = kNan;  // mean of the draws
  double p = kNan;      // of this figure by itself
};

struct TestedPairing {
  Pairing who;
  std::size_t volumes = 0;
  double p = kNan;  // of the verdict (OmnibusTests::p)
  PairingFigure largest, neurons, networks, square;
};

struct PairingPlan {
  std::size_t draws = 199;
  std::uint64_t seed = 1;
  Delta delta = Delta::signed_value;
  Partial partial = Partial::all_but_shuffle;
};

/// Tests a pairing as the stage `significance` tests a story, by the calibrated null model. The
/// draws are keyed by `series.name`. Throws Error as StoryTests does.
TestedPairing test_pairing(const StorySeries& series, const Pairing& who, const PairingPlan& plan,
                           const Machine& machine);

/// The level at which a pairing is called.
inline constexpr double kPairingLevel = 0.05;

/// How many pairings one p calls.
struct CalledPairings {
  std::size_t called = 0, tested = 0;
  /// How many independent pairings they are worth, those that share words or a brain not being so:
  /// tested / the design effect, the larger of that of the calls and that of the normal scores of
  /// the p (crossed_design_effect over words and brains); 1 .. tested. 0 where none was tested.
  double effective = 0;
  ShareRange rate;  // 95 % range of the rate of calls, by the effective number
};

/// A mean over pairings with its standard error, which knows that they share words and brains; NaN
/// with fewer than one (two) of them.
struct PairingMean {
  double mean = kNan;
  double error = kNan;
};

struct SelfCalibration {
  std::vector<TestedPairing> pairings;
  CalledPairings verdict, largest, neurons, networks, square;
  PairingMean square_over_noise;  // mean r^2 of a pairing over what its draws have
};

/// Counts what test_pairing found with `draws` draws each.
SelfCalibration self_calibration(std::vector<TestedPairing> pairings, std::size_t draws);

}  // namespace anbn
