// SPDX-License-Identifier: Apache-2.0
// Cross-validated ridge regression over several stories, with one band of features (neurons) or
// with a second, narrow one (low-level regressors) that has a penalty of its own. Features and
// targets have mean 0 in every story, so that a training set is a sum over its pieces: of products
// of features with each other, made once, and of features with targets, once a panel.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/stats/piece_folds.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// A training set and what is predicted from it. F wide features, k narrow ones, A penalties of the
/// wide band, B of the narrow one.
struct BandedSet {
  PieceFold volumes;
  std::vector<double> eigenvalues;  // [F] of the wide band's products, none negative
  Matrix basis;                     // [F x F] their eigenvectors, one a row
  /// [h x F + k]: its product with weights (of the wide band in the basis) has the sum of squares
  /// that predictions of what is held out have; their predictions, or fewer rows.
  Matrix readout;
  // What the narrow band does, for each penalty of the wide one; empty where k is 0.
  Matrix coupling;              // [A k x F] its products with the wide one, shrunk
  std::vector<double> inverse;  // [A x B x k x k] of what the wide band leaves of it
  Matrix reach;                 // [A k x h] what it adds to the readout
  std::vector<double> squares;  // [A x k x k] of that
};

struct BandedFold {
  BandedSet outer;
  std::vector<BandedSet> inner;
};

struct BandedPlan {
  std::vector<double> penalties;         // of the wide band; rising, above 0
  std::vector<double> narrow_penalties;  // of the narrow one
};

/// Ready for targets.
struct BandedModel {
  std::size_t wide = 0, narrow = 0;  // F, k
  BandedPlan plan;
  std::vector<VolumePiece> pieces;
  Matrix features;  // [T x F + k] scaled
  std::vector<BandedFold> folds;

  std::size_t grid() const { return plan.penalties.size() * plan.narrow_penalties.size(); }
};

/// The model that minimizes, in each training set, for the penalties p and q
///   |y - X w / sqrt(F) - L v / sqrt(k)|^2 + p |w|^2 + q |v|^2
/// with the wide band X [T x F] and the narrow one L [T x k], k may be 0. Columns have mean 0 in
/// every story, and variance 1 by convention: p so is F p for those who do not scale (alpha of
/// scikit-learn), and himalaya's kernel is X X' / (F p) + L L' / (k q) with alpha 1.
/// More features than volumes are first turned into as many as there are volumes, with the same
/// products of volumes: the dual problem.
/// Throws Error if a band has other rows than the folds have volumes, or penalties are not rising
/// numbers above 0.
BandedModel banded_model(const Matrix& wide, const Matrix& narrow, const PieceFolds& folds,
                         const BandedPlan& plan, const Machine& machine);

/// What came of a panel of C targets in each fold [folds x C]: which of the penalties, and sums
/// over what was held out.
struct BandedHeldOut {
  std::size_t targets = 0;
  std::vector<std::size_t> penalty, narrow_penalty;
  std::vector<double> observed, predicted, both;  // y^2, (prediction of y)^2, their product

  std::size_t folds() const { return penalty.size() / targets; }
  /// Of target `c`, in one fold or in all together: NaN where it is 0 throughout, r also where its
  /// predictions are. r is not centred: means are those of stories. R^2 = 1 - squared error / y^2.
  double r(std::size_t fold, std::size_t c) const;
  double r2(std::size_t fold, std::size_t c) const;
  double r(std::size_t c) const;
  double r2(std::size_t c) const;
};

/// What a thread needs beside its panel; empty at first.
struct BandedScratch {
  std::vector<Matrix> products;              // one a piece [F + k x C]
  std::vector<double> squares;               // [pieces x C]
  Matrix training, held_out;                 // [F + k x C]
  Matrix turned, turned_held_out;            // [F x C] in the basis
  Matrix shrunk, predicted;                  // [F x C], [h x C]
  Matrix coupled, coupled_held_out, narrow;  // [k x C]
  std::vector<double> weights;               // [k x C]
};

/// Predicts `targets` [T x C], each with mean 0 in every story, from models that never saw what
/// they predict. In every fold each target takes the pair of penalties with the smallest squared
/// error summed over the inner folds (ties: the smaller penalties).
BandedHeldOut held_out_sums(const BandedModel& model, ConstView targets, const Backend& backend,
                            BandedScratch& scratch);

}  // namespace anbn
