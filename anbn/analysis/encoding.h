// SPDX-License-Identifier: Apache-2.0
// All neurons of a layer together -> how well they predict each network in volumes held out, and
// how well they predict noise.
#pragma once

#include "anbn/analysis/ridge_significance.h"
#include "anbn/core/kinds.h"
#include "anbn/core/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anbn {

/// Which neurons predict together.
enum class Features { layer, head, all };
constexpr auto names_of(Features) { return named("layer", "head", "all"); }

/// Throws Error naming the option unless `penalties` are one or more rising numbers.
void check_rising(const std::vector<double>& penalties, std::string_view option);

/// How many volumes the time `gap_s` takes at least.
std::size_t volumes_of_gap(double gap_s, double tr_s);

struct EncodingOptions {
  Features features = Features::layer;
  std::int64_t folds = 5;
  std::int64_t inner_folds = 4;
  double gap_s = 16;
  std::vector<double> penalties = {0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000};
  std::string null = "phase";
  double min_shift_s = 30;
  std::int64_t permutations = 1000;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("features", features, "which neurons predict together");
    option("folds", folds, "contiguous parts of the story, each held out once", between(2, 1000));
    option("inner_folds", inner_folds, "parts of what is left, by which the penalty is chosen",
           between(2, 1000));
    option("gap_s", gap_s, "left out on both sides of what is held out",
           between(0, 1e6).measured_in("s"));
    option("penalties", penalties, "to choose from, rising; times the features: alpha of others",
           between(1e-4, 1e9));
    option("null", null, "null model of the draws", one_of(names_of_kinds(null_models())));
    option("min_shift_s", min_shift_s, "circular-shift: the smallest shift, either way",
           between(0, 1e6).measured_in("s"));
    option("permutations", permutations, "random draws, each fitted anew", between(1, 1000000));
    option("seed", seed, "of the random numbers");
  }

  void check() const;
};

/// Where a neuron stands in the model.
struct NeuronPlace {
  std::string layer, head;  // numbers, from 1
};

struct Encoding {
  std::vector<NeuronGroup> groups;
  RidgePlan plan;
  std::vector<Fold> folds;
  RidgeTests tests;
};

/// The groups of neurons that predict together, in the order in which their first neurons stand.
std::vector<NeuronGroup> groups_of(const std::vector<NeuronPlace>& neurons, Features features);

/// Predicts `networks` [T x M] from each group of columns of `neurons` [T x N], with what is
/// regressed out of both (`nuisance`), and tests it against draws of `options.null`.
/// @param sources  what the null model reads beside the networks, and the TR
/// Throws Error as test_ridge does.
Encoding encode(MatrixView neurons, MatrixView networks, std::vector<NeuronGroup> groups,
                const Nuisance& nuisance, const NullSources& sources,
                const EncodingOptions& options, const Machine& machine);

}  // namespace anbn
