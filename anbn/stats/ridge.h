// SPDX-License-Identifier: Apache-2.0
// Cross-validated ridge regression of many targets (networks, observed or randomized) on many
// features (neurons), features far outnumbering volumes. All that depends on the features alone is
// worked out once: a training set costs one eigendecomposition of its kernel, whatever the number
// of targets and penalties; a panel of targets then costs a few matrix products.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/stats/folds.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// A fold whose volumes a penalty is judged by.
struct InnerFold {
  Fold volumes;
  /// [A h x n]: what predicts the h held-out volumes from the n training ones under each of the A
  /// penalties, one below the other.
  Matrix predictors;
};

/// A fold whose volumes are predicted with the penalty that its inner folds chose.
struct OuterFold {
  Fold volumes;
  std::vector<double> eigenvalues;  // [n] of the training kernel
  Matrix basis;                     // [n x n] its eigenvectors, one a row
  Matrix readout;                   // [h x n] kernel of held-out and training volumes times them
  std::vector<InnerFold> inner;
};

/// Throws Error unless they rise, above 0.
void check_penalties(const std::vector<double>& penalties);

/// Ridge regression on one group of features, ready for targets.
struct RidgeModel {
  std::size_t volumes = 0, features = 0;
  std::vector<double> penalties;  // rising
  std::vector<OuterFold> folds;
};

struct RidgePlan {
  std::size_t folds = 5, inner_folds = 4;
  std::size_t gap = 0;            // volumes left out on both sides of what is held out
  std::vector<double> penalties;  // rising, above 0
};

/// The model of `features` [T x F], F at least 1. In every training set a feature has its mean of
/// the training volumes taken off and is divided by their standard deviation (divisor n; a feature
/// that is constant there counts as 0); the kernel is the mean over features of the products of
/// two volumes. A penalty p so is F p for those who sum over features (scikit-learn's alpha).
/// Throws Error as contiguous_folds does, or if the penalties are not rising numbers above 0.
RidgeModel ridge_model(const Matrix& features, const RidgePlan& plan, const Machine& machine);

/// The held-out correlations of a panel of targets and the penalties behind them.
struct HeldOut {
  std::vector<double> correlation;   // [C]; NaN where the target or what predicts it is constant
  std::vector<std::size_t> penalty;  // [folds x C] which of the penalties
};

/// What a thread needs beside its panel; empty at first.
struct RidgeScratch {
  Matrix training, predicted, coordinates;
};

/// Predicts `targets` [T x C], columns of about norm 1 (or 0 throughout: NaN), each volume from a
/// model that never saw it. In every outer fold each target takes the penalty with the smallest
/// squared error summed over the inner folds (ties: the smaller penalty). The correlation is that
/// of all held-out volumes, where observed and predicted values have their mean within each fold
/// taken off: training and held-out means of the same series pull in opposite directions, which
/// would make noise look worse than nothing.
HeldOut held_out_correlations(const RidgeModel& model, ConstView targets, const Backend& backend,
                              RidgeScratch& scratch);

}  // namespace anbn
