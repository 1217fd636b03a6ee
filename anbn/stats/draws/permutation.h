// SPDX-License-Identifier: Apache-2.0
// The permutation engine: the correlations of all neurons with all networks under P random draws
// of a null model, counted while they are in cache. No null distribution is kept, save those of a
// few figures of all pairs together: the largest correlation, DrawMeans, and how many series pass
// thresholds.
//
// Draw p is a pure function of (seed, name of the null model, p), and so are its correlations to
// the last bit: panels of draws always have the same shape and hold the same draws. Counts are
// whole numbers. So p values depend neither on threads, nor on whether the draws were counted in
// one go or added to those of an earlier run.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/draws/draw_columns.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace anbn {

/// Series without any that is constant, ready for draws of one null model, in its basis.
struct DrawableSeries {
  Matrix neurons;  // [N x T] rows of norm 1, without the nuisance set
  /// [T x M] columns of norm 1 with the nuisance set still in them; where phases are drawn, less
  /// that part of the set that without_step() takes, and of norm 1 at most.
  Matrix networks;
  Matrix nuisance;    // [K x T] orthonormal rows that are regressed out of every draw; K may be 0
  double weight = 1;  // that its volumes count with beside those of other stories
};

/// The series of one story or of several. A correlation over several is the mean of each story's,
/// weighted with its share: with equal weights that of the stories one after the other, each
/// standardized, and cleaned, by itself.
struct PooledSeries {
  Matrix neurons;  // [N x T] over all volumes: a story's rows have the norm sqrt(its share)
  std::vector<double> shares;           // [S] shares_of()
  std::vector<DrawableSeries> stories;  // without their neurons

  std::size_t networks() const { return stories.front().networks.cols; }
};

/// Stories of the same neurons and networks in the same basis.
PooledSeries pooled(std::vector<DrawableSeries> stories);

/// Brings series to the basis of a null model. `neurons` [T x N] and `networks` [T x M] are columns
/// of norm 1, none of them 0; the nuisance set may be empty (rank 0).
/// `drawable_clean_series` takes neurons without what the set explains.
DrawableSeries drawable_series(const Matrix& neurons, const Matrix& networks,
                               const Nuisance& nuisance, NullBasis basis, const Machine& machine);
DrawableSeries drawable_clean_series(const Matrix& neurons, const Matrix& networks,
                                     const Nuisance& nuisance, NullBasis basis,
                                     const Machine& machine);

/// Whose correlations the statistic `pair` looks at; kNoIndex where there is no such pair.
struct AnchoredPairs {
  std::vector<std::size_t> neurons;   // [N] a network each
  std::vector<std::size_t> networks;  // [M] a neuron each
};

/// How many draws reached each statistic of one side.
struct SideReached {
  std::vector<std::uint32_t> pair;       // by the same pair's correlation
  std::vector<std::uint32_t> largest;    // by the same series' largest correlation
  std::vector<std::uint32_t> step_down;  // by the largest of it and all weaker series (StepDown)

  friend bool operator==(const SideReached&, const SideReached&) = default;
};

/// All that is kept of the draws 0 .. P-1: more draws can be added to it later.
struct DrawCounts {
  SideReached neurons, networks;
  std::vector<float> global_null;  // [P] the largest correlation over all pairs in each draw
  Matrix means;                    // [P x (3 + 2 G)] the DrawMeans of each draw
  /// [P x 2 kThresholds] how many neurons, then how many networks, pass each threshold of their
  /// side (passing.h).
  Matrix passing = {};

  friend bool operator==(const DrawCounts&, const DrawCounts&) = default;
};

/// How draws are counted.
struct CountPlan {
  std::size_t permutations = 5000;  // with those of `counted`
  Delta delta = Delta::signed_value;
  DrawCounts counted =
      {};  // of an earlier count of the same series, pairs and stream; may be empty
  /// Is told all counts every now and then (after about a thousand draws), and may keep them.
  std::function<void(const DrawCounts&)> keep = {};
  /// [N] the group (layer) of each neuron, as DrawMeans has them; may be empty.
  std::vector<std::size_t> groups = {};
};

/// Observed statistics of one side's series.
struct SideCounts {
  std::vector<float> pair, largest;  // statistics of the anchored pair and of the best one
  std::vector<Anchor> best;          // the best one, with its sign; ties to the lowest index
  std::vector<double> thresholds;    // [kThresholds] of DrawCounts::passing
};

struct PermutationCounts {
  SideCounts neurons, networks;
  std::vector<float> means;  // [3 + 2 G] DrawMeans
  DrawCounts drawn;
};

/// Counts over draws 0 .. permutations-1. A statistic is r, or |r| with Delta::absolute. A draw of
/// which the nuisance set leaves nothing counts as having reached everything.
/// @param streams  one a story
PermutationCounts count_permutations(const PooledSeries& series, const AnchoredPairs& pairs,
                                     const std::vector<DrawStream>& streams, const CountPlan& plan,
                                     const Machine& machine);

/// The argmaxes under `draws` draws of a null model, as figures show them for noise.
struct NoiseDraws {
  Matrix neuron_correlation, neuron_network;   // [D x N]; networks count from 1
  Matrix network_correlation, network_neuron;  // [D x M]; neurons count from 1
};

/// Correlations keep their sign.
NoiseDraws noise_draws(const PooledSeries& series, const std::vector<DrawStream>& streams,
                       std::size_t draws, Delta delta, const Machine& machine);

}  // namespace anbn
