// SPDX-License-Identifier: Apache-2.0
// All null models that a story's coupling is tested against, and the noise of its figures.
#pragma once

#include "anbn/analysis/called.h"
#include "anbn/analysis/given_nuisance.h"
#include "anbn/analysis/significance.h"
#include "anbn/core/kinds.h"
#include "anbn/core/options.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Which null models have the partial correlation as their statistic.
enum class Partial { all_but_shuffle, all, none };
constexpr auto names_of(Partial) { return named("all-but-shuffle", "all", "none"); }

struct SignificanceOptions {
  std::vector<std::string> nulls = {"shuffle", "phase"};
  std::int64_t permutations = 5000;
  std::int64_t seed = 1;
  double alpha = 0.01;
  Correction correction = Correction::benjamini_hochberg;
  std::int64_t noise_draws = 200;
  Partial partial = Partial::all_but_shuffle;
  double min_shift_s = 30;

  template <class V>
  void visit(V&& option) {
    option("nulls", nulls,
           "null models, shuffle (the paper's) and phase (the calibrated one) among them",
           one_of(names_of_kinds(null_models())));
    option("permutations", permutations,
           "random draws of each null model; more of them are added to those of an earlier result",
           between(1, 1000000000));
    option("seed", seed, "of the random numbers");
    option("alpha", alpha, "level at which q values are called significant",
           more_than(0).less_than(1));
    option("correction", correction,
           "false discovery rate of Benjamini and Hochberg, or of Benjamini and Yekutieli");
    option("noise_draws", noise_draws, "draws kept for the figures' noise", between(0, 100000));
    option("partial", partial,
           "null models whose statistic is the partial correlation given what is regressed out");
    option("min_shift_s", min_shift_s, "circular-shift: the smallest shift, either way",
           between(0, 1e6).measured_in("s"));
  }

  void complete();
  void check() const;
};

/// One null model with what came of it.
struct TestedNull {
  const NullModel* model;
  bool partial = false;  // whether its statistic is the partial correlation given the nuisance set
  NullTests tests = {};

  /// Whether it has argmaxes of its own: those of the plain PCC are the coupling's.
  bool has_partners() const { return partial || model->role != NullRole::papers; }
};

/// The shares of noise's series whose largest plain correlation reaches the smallest one that the
/// paper's test accepts: their mean over the draws and the range of 95 % of them. NaN where it
/// accepts none.
struct NoiseAccepted {
  double mean = 0, low = 0, high = 0;
};

/// From so many stories on that change places the verdict is that of the calibrated null model and
/// of other_stories_null() together: fewer have too few arrangements, and too many of them leave
/// stories in their places.
inline constexpr std::size_t kDecidingStories = 8;

/// All tests of a story, or of several together.
struct Significance {
  std::vector<TestedNull> nulls;  // in the order of their table
  GivenNuisance given;            // what the nuisance set changes in the anchored pairs
  NoiseDraws noise;               // of the calibrated test's statistic
  Expected expected_neurons, expected_networks;
  NoiseAccepted neurons_accepted, networks_accepted;       // by the paper's test
  std::size_t changing_places = 0;                         // stories, under other_stories_null()
  Correction correction = Correction::benjamini_hochberg;  // behind every q
  CalledSeries called;                                     // by decided()

  /// The first null model with that role, which must be there.
  const TestedNull& of(NullRole role) const;
  /// The tests that verdict and names rest on: those of the calibrated null model, where
  /// enough stories change places with the larger p_fwe and max_p of it and of
  /// other_stories_null() for each series, and max_q of these max_p. The p over all pairs is then
  /// the smallest p_fwe.
  NullTests decided() const;
  double decided_p() const;  // of any coupling: the larger one of both
  bool others_decide() const { return changing_places >= kDecidingStories; }
};

/// Whether the statistic under a null model is the partial correlation.
bool is_partial(Partial partial, const NullModel& null);

/// What counts must be of to be gone on from.
struct CountsWanted {
  std::size_t neurons = 0, networks = 0;  // that are tested
  std::size_t layers = 0;                 // of the tested neurons; 0 without statistics by layer
  std::size_t most = 0;                   // draws
};

/// Where counts of draws are kept, so that a run that is stopped goes on from them.
struct KeptCounts {
  /// The counts to go on from; may be empty.
  std::function<DrawCounts(std::string_view null, const CountsWanted&)> find =
      [](auto, const auto&) { return DrawCounts(); };
  /// Is told the counts so far every now and then, and those of a null model that is done.
  std::function<void(std::string_view null, const DrawCounts&)> keep = [](auto, const auto&) {};
  std::function<void(std::string_view null, const DrawCounts&)> finished = keep;
};

/// Tests the coupling of a story, or of several together, against every null model that `options`
/// names. Throws Error as StoryTests does.
/// @param stories    their nuisance sets are regressed out where the statistic is the partial
///                   correlation
/// @param layers     [N] of the neurons, for statistics by layer; may be empty
/// @param anchoring  the coupling's
/// @param sources    what the null models read beside the networks; where it has classes,
///                   other_stories_null() is tested as well
Significance significance(const StoryViews& stories, const std::vector<int>& layers,
                          const Anchoring& anchoring, Delta delta, const NullSources& sources,
                          const SignificanceOptions& options, const KeptCounts& kept,
                          const Machine& machine);

}  // namespace anbn
