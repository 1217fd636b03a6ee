// SPDX-License-Identifier: Apache-2.0
// Tests of one null model, from series as they come to p and q values of every series.
#pragma once

#include "anbn/analysis/false_discoveries.h"
#include "anbn/analysis/omnibus.h"
#include "anbn/analysis/story_series.h"
#include "anbn/backend/machine.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/permutation.h"
#include "anbn/stats/tested_columns.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What is tested against which draws.
struct TestPlan {
  std::string_view null = "phase";  // a null model's name
  std::size_t permutations = 5000;
  std::uint64_t seed = 1;
  Delta delta = Delta::signed_value;
  NullSources sources = {};  // other_stories: [T' x M], all networks of the story
  Correction correction = Correction::benjamini_hochberg;
  /// Finds the counts of an earlier test of the same with at most `most` draws; may be empty, and
  /// find nothing.
  std::function<DrawCounts(std::size_t most)> counted = {};
  /// Is told the counts so far every now and then, and may keep them.
  std::function<void(const DrawCounts&)> keep = {};
  std::vector<int> layers = {};  // [N] of the neurons; may be empty: no statistics by layer
};

/// Tests of one side's series. NaN (and kNoIndex) where a series is constant, not finite or
/// explained by the nuisance set: it belongs to no family.
struct SideTests {
  std::vector<Anchor> best;            // the partner with the largest (partial) correlation
  std::vector<double> pair_p, pair_q;  // the anchored pair against the same pair
  std::vector<double> max_p, max_q;    // the largest correlation against the same
  std::vector<double> p_fwe;           // the largest correlation, family-wise (StepDown)
};

/// Does any single pair stand out: the largest correlation over all pairs.
struct GlobalTest {
  double observed = 0, p = 0;         // NaN if nothing could be tested
  double null_mean = 0, null_95 = 0;  // mean and 95th percentile over the draws
  std::size_t neuron = kNoIndex, network = kNoIndex;
};

struct NullTests {
  SideTests neurons, networks;
  GlobalTest global;
  OmnibusTests omnibus;
  std::size_t draws =
      0;  // made; fewer than asked for where no more exist. No p below 1 / (draws + 1)
  DrawCounts counts = {};  // of the tested series, for TestPlan::counted
  FalseDiscoveries false_discoveries = {};
};

/// The series of several stories that can be tested in each of them.
struct TestedStories {
  std::vector<std::string> names;
  std::vector<Nuisance> nuisance;
  std::vector<NeuronsAre> neurons_are;
  std::vector<double> weights;
  std::vector<TestedColumns> neurons, networks;  // one a story

  /// Throws Error if the lengths differ.
  TestedStories(const StoryViews& stories, Threads& threads);

  PooledSeries in(NullBasis basis, const Machine& machine) const;
};

/// The series of a story that can be tested, given one nuisance set, and their anchored pairs; or
/// those that can be tested in each of several stories. Null models that draw in the same basis
/// share what is computed for it, if they come one after the other.
class StoryTests {
 public:
  /// `anchoring` names the pairs that the statistic `pair` looks at, the plain PCC's argmaxes. With
  /// a nuisance set of rank > 0 every correlation, observed or drawn, is the partial one given the
  /// set. Each of several stories has draws of its own. Throws Error if the lengths differ.
  StoryTests(const StoryViews& stories, const Anchoring& anchoring, const Machine& machine);

  /// Tests every neuron and every network against one null model.
  /// Throws Error if there is no such null model, no permutations are asked or it has no draws.
  NullTests test(const TestPlan& plan);

  /// Which columns are tested: those that are not constant, finite and not explained by the
  /// nuisance set.
  const std::vector<std::size_t>& tested_neurons() const { return stories_.neurons.front().column; }
  const std::vector<std::size_t>& tested_networks() const {
    return stories_.networks.front().column;
  }

 private:
  /// How many draws are made, and how they are counted.
  struct Draws {
    std::size_t number = 0;
    std::function<PermutationCounts(const CountPlan&)> count;
  };
  /// Of a null model that draws networks; of other_stories_null(). `plan` must outlive them.
  Draws draws_of_null(const NullModel& null, const TestPlan& plan);
  Draws arrangements(const NullModel& null, const TestPlan& plan);
  const PooledSeries& series_in(NullBasis basis);
  void free_series();

  Machine machine_;
  TestedStories stories_;
  AnchoredPairs pairs_;
  std::optional<NullBasis> basis_;  // that series_ is in
  PooledSeries series_;
};

/// The names of the streams that draws of a null model come from, one a story. A story alone has
/// the null model's own name, so that its draws do not depend on what it is called.
std::vector<std::string> streams_of(std::string_view null, const std::vector<std::string>& stories);

/// StoryTests of one null model and one story: neurons [T x N], networks [T x M].
NullTests test_against_null(const Matrix& neurons, const Matrix& networks,
                            const Anchoring& anchoring, const Nuisance& nuisance,
                            const TestPlan& plan, const Machine& machine);

/// Argmaxes under `draws` phase-randomized draws, of the partial correlations given the nuisance
/// set (of the plain ones with one of rank 0): what figures show as noise. NaN in columns of series
/// that are constant or explained by the set. Keyed apart from the tests' draws.
NoiseDraws noise_of(const StoryViews& stories, std::size_t draws, std::uint64_t seed, Delta delta,
                    const Machine& machine);

/// Mean and 95th percentile of each column of noise correlations [D x C]; of |r| with
/// Delta::absolute. NaN where a column is NaN or D is 0.
struct Expected {
  std::vector<double> mean, percentile_95;
};
Expected expected_of(const Matrix& noise_correlation, Delta delta);

}  // namespace anbn
