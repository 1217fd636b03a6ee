// SPDX-License-Identifier: Apache-2.0
// Does training matter: the trained model among models with untrained weights, each by how far it
// lies above its own noise.
//
// What noise gives differs from model to model, so figures are compared as excesses: in standard
// deviations of the model's own draws. All models are given the same draws, so that how far noise
// alone would set the trained model apart from the others is known too.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/analysis/story_significance.h"
#include "anbn/backend/machine.h"
#include "anbn/core/names.h"
#include "anbn/model/weights.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// From so many untrained models on there is a p of the rank: of fewer none is below 0.05.
inline constexpr std::size_t kSeedsForAP = 19;

/// Which weights the untrained models have.
enum class Untrained { random, permuted };
constexpr auto names_of(Untrained) { return named("random", "permuted"); }
constexpr WeightSource source_of(Untrained untrained) {
  return untrained == Untrained::random ? WeightSource::random : WeightSource::permuted;
}

struct TrainingPlan {
  std::size_t draws = 100;  // of the calibrated null model
  std::uint64_t seed = 1;   // of the draws
  Delta delta = Delta::signed_value;
  Partial partial = Partial::all_but_shuffle;
};

/// The figures of one model: [(D + 1) x (4 + 2 L)], first as observed, then in each draw: largest
/// correlation, means over the neurons' and the networks' largest, mean r^2 (OmnibusTests); then
/// for each layer of `layers`, rising, the mean over its neurons, and for each its mean r^2. NaN
/// where nothing is tested. The same draws for every model.
/// @param layers  [N] of the neurons, the same for all models
/// Throws Error as TestedStories does.
Matrix figures_of_model(const StoryViews& stories, const std::vector<int>& layers,
                        const TrainingPlan& plan, const Machine& machine);

/// The trained model and untrained ones over the same stories.
struct Training {
  std::vector<std::string> stories;
  Untrained untrained = Untrained::random;
  std::size_t first_seed = 1;  // of the untrained weights; the others follow
  std::size_t draws = 0;
  bool partial = false;       // whether correlations are given the nuisance sets
  std::vector<int> layers;    // rising
  Matrix trained;             // figures_of_model()
  std::vector<Matrix> seeds;  // of each untrained model
};

/// 4 + 2 L: the columns of figures_of_model().
constexpr std::size_t training_columns(std::size_t layers) { return 4 + 2 * layers; }

/// What models are compared by. The two slopes are those of the layers' excesses.
enum class TrainingFigure {
  largest,
  mean_neurons,
  mean_networks,
  mean_r2,
  mean_neurons_slope,
  mean_r2_slope
};
constexpr auto names_of(TrainingFigure) {
  return named("largest", "mean_neurons", "mean_networks", "mean_r2", "mean_neurons_slope",
               "mean_r2_slope");
}
constexpr bool is_slope(TrainingFigure figure) {
  return figure == TrainingFigure::mean_neurons_slope || figure == TrainingFigure::mean_r2_slope;
}

/// One figure of one model.
struct ModelFigure {
  double observed = 0, noise = 0, deviation = 0;  // of a slope: NaN
  /// (observed - noise) / deviation; of a slope its least-squares slope over the layers' numbers.
  double excess = 0;
};

/// A figure of the trained model among those of the untrained ones.
struct TrainingRow {
  TrainingFigure figure = TrainingFigure::largest;
  std::optional<int> layer = {};  // of one layer
  ModelFigure trained = {};
  std::vector<ModelFigure> seeds = {};
  std::size_t rank = 0;            // of the trained model's excess among all, 1: the largest
  double p = 0;                    // rank / (n + 1); NaN of fewer than kSeedsForAP
  double mean = 0;                 // excess of the untrained models
  double lowest = 0, highest = 0;  // likewise
  /// (b + 1) / (D + 1), b the draws in which the trained model's excess lies as far above the mean
  /// of the untrained ones': how easily noise sets them apart where nothing couples.
  double noise_p = 0;
};

/// The four figures, then two of each layer, then the two slopes if there are two layers or more.
/// NaN and rank 0 where a model has none.
std::vector<TrainingRow> training_rows(const Training& training);

/// The row that words rest on, chosen beforehand: the mean of r^2 over all pairs, or the slope of
/// the layers'. Null where there is none.
const TrainingRow* told_row(const std::vector<TrainingRow>& rows, TrainingFigure figure);

}  // namespace anbn
