// SPDX-License-Identifier: Apache-2.0
// What of a banded ridge regression depends on the features alone.
#include "anbn/core/error.h"
#include "anbn/stats/banded_ridge.h"
#include "anbn/stats/ridge.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Solver = Eigen::SelfAdjointEigenSolver<Square>;

// Of the largest eigenvalue of the products of volumes: what is less is rounding of float32.
constexpr double kRank = 1e-9;

Eigen::Index index_of(std::size_t i) { return static_cast<Eigen::Index>(i); }

Matrix to_floats(const Square& from) {
  Matrix out(static_cast<std::size_t>(from.rows()), static_cast<std::size_t>(from.cols()));
  std::copy_n(from.data(), out.values.size(), out.values.begin());
  return out;
}

Solver decomposed(const Square& products) {
  Solver solver(products);
  if (solver.info() != Eigen::Success)
    fail("the eigenvalues of {} products of features were not found; are the features finite?",
         products.rows());
  return solver;
}

/// x' x or x x' of float32, added up in double over blocks of the other side.
Square products_of(ConstView x, Transpose first, const Backend& backend) {
  constexpr std::size_t kTogether = 256;
  const bool of_columns = first == Transpose::yes;
  const std::size_t size = of_columns ? x.cols : x.rows, along = of_columns ? x.rows : x.cols;
  Square sum = Square::Zero(index_of(size), index_of(size));
  Matrix part(size, size);
  for (std::size_t begin = 0; begin < along; begin += kTogether) {
    const std::size_t count = std::min(kTogether, along - begin);
    const ConstView block = of_columns ? rows_of(x, begin, count) : columns_of(x, begin, count);
    backend.gemm(1, block, first, block, of_columns ? Transpose::no : Transpose::yes, 0,
                 view_of(part));
    for (std::size_t i = 0; i < part.values.size(); ++i) sum.data()[i] += part.values[i];
  }
  return (sum + sum.transpose()) / 2;
}

/// [T x at most T] features with the same products of volumes as `x` [T x F].
Matrix as_few_as_volumes(const Matrix& x, const Backend& backend) {
  const Solver solver = decomposed(products_of(view_of(x), Transpose::no, backend));
  const Eigen::VectorXd& values = solver.eigenvalues();
  Eigen::Index kept = 0;
  while (kept < values.size() && values(values.size() - 1 - kept) > kRank * values.maxCoeff())
    ++kept;
  return to_floats(solver.eigenvectors().rightCols(kept) *
                   values.tail(kept).cwiseSqrt().asDiagonal());
}

void put_scaled(const Matrix& from, double scale, std::size_t first_column, Matrix& to) {
  for (std::size_t t = 0; t < from.rows; ++t)
    for (std::size_t j = 0; j < from.cols; ++j)
      to(t, first_column + j) = static_cast<float>(from(t, j) * scale);
}

/// Predictions [h x F + k] in the basis, or as few rows with the same products of columns.
Matrix readout_of(const BandedModel& model, const BandedSet& set, const Backend& backend) {
  const std::vector<std::size_t> held_out = volumes_of(set.volumes, model.pieces).held_out;
  const std::size_t columns = model.features.cols;
  Matrix rows(held_out.size(), columns), out(held_out.size(), columns);
  for (std::size_t h = 0; h < held_out.size(); ++h)
    std::copy_n(model.features.row(held_out[h]).data(), columns, rows.row(h).data());
  out = rows;
  backend.gemm(1, columns_of(view_of(std::as_const(rows)), 0, model.wide), Transpose::no,
               view_of(set.basis), Transpose::yes, 0, columns_of(view_of(out), 0, model.wide));
  if (out.rows <= columns) return out;
  const Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> whole(
      out.values.data(), index_of(out.rows), index_of(columns));
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(whole.cast<double>());
  return to_floats(
      qr.matrixQR().topRows(index_of(columns)).template triangularView<Eigen::Upper>());
}

/// What the narrow band does beside the wide one.
void add_narrow(const BandedModel& model, const Square& gram, const Square& vectors,
                BandedSet& set) {
  const Eigen::Index k = index_of(model.narrow), wide = index_of(model.wide);
  const std::size_t count = model.plan.penalties.size(), k2 = model.narrow * model.narrow;
  const Square turned = vectors.transpose() * gram.topRightCorner(wide, k);
  const Eigen::Map<const Eigen::VectorXd> values(set.eigenvalues.data(), wide);
  Square readout(index_of(set.readout.rows), wide + k);
  std::copy(set.readout.values.begin(), set.readout.values.end(), readout.data());
  Square coupling(index_of(count) * k, wide), reach(index_of(count) * k, readout.rows());
  const auto keep = [&](const Square& from, std::vector<double>& to) {
    to.insert(to.end(), from.data(), from.data() + k2);
  };
  for (std::size_t a = 0; a < count; ++a) {
    const Eigen::VectorXd shrink = (values.array() + model.plan.penalties[a]).inverse();
    const Square shrunk = turned.transpose() * shrink.asDiagonal();
    const Square left = gram.bottomRightCorner(k, k) - shrunk * turned;
    for (const double penalty : model.plan.narrow_penalties)
      keep((left + penalty * Square::Identity(k, k)).llt().solve(Square::Identity(k, k)),
           set.inverse);
    const Square added =
        readout.rightCols(k).transpose() - shrunk * readout.leftCols(wide).transpose();
    coupling.middleRows(index_of(a) * k, k) = shrunk;
    reach.middleRows(index_of(a) * k, k) = added;
    keep(added * added.transpose(), set.squares);
  }
  set.coupling = to_floats(coupling);
  set.reach = to_floats(reach);
}

void fit(const BandedModel& model, const std::vector<Square>& products, const Backend& backend,
         BandedSet& set) {
  const Eigen::Index columns = index_of(model.features.cols), wide = index_of(model.wide);
  Square gram = Square::Zero(columns, columns);
  for (const std::size_t p : set.volumes.training) gram += products[p];
  const Solver solver = decomposed(gram.topLeftCorner(wide, wide));
  const Eigen::VectorXd values = solver.eigenvalues().cwiseMax(0);
  set.eigenvalues.assign(values.begin(), values.end());
  const Square vectors = solver.eigenvectors();
  set.basis = to_floats(vectors.transpose());
  set.readout = readout_of(model, set, backend);
  if (model.narrow > 0) add_narrow(model, gram, vectors, set);
}

void check_bands(const Matrix& wide, const Matrix& narrow, const PieceFolds& folds) {
  const std::size_t volumes = folds.pieces.back().first + folds.pieces.back().count;
  if (wide.rows != volumes || (narrow.cols > 0 && narrow.rows != volumes))
    fail("the bands have {} and {} volumes, the folds {}; expected the same", wide.rows,
         narrow.rows, volumes);
}

}  // namespace

BandedModel banded_model(const Matrix& wide, const Matrix& narrow, const PieceFolds& folds,
                         const BandedPlan& plan, const Machine& machine) {
  check_penalties(plan.penalties);
  check_bands(wide, narrow, folds);
  BandedModel model;
  model.plan = plan;
  // Without a narrow band there is nothing to choose.
  if (narrow.cols == 0) model.plan.narrow_penalties = {1};
  check_penalties(model.plan.narrow_penalties);
  const bool dual = wide.cols > wide.rows;
  const Matrix few = dual ? as_few_as_volumes(wide, machine.backend) : Matrix();
  const Matrix& used = dual ? few : wide;
  model.wide = used.cols;
  model.narrow = narrow.cols;
  model.pieces = folds.pieces;
  model.features = Matrix(wide.rows, used.cols + narrow.cols);
  put_scaled(used, 1 / std::sqrt(static_cast<double>(wide.cols)), 0, model.features);
  put_scaled(narrow, 1 / std::sqrt(static_cast<double>(narrow.cols)), used.cols, model.features);
  std::vector<Square> products(folds.pieces.size());
  machine.threads.for_each_block(products.size(), [&](std::size_t p, std::size_t) {
    products[p] = products_of(
        rows_of(std::as_const(model.features), folds.pieces[p].first, folds.pieces[p].count),
        Transpose::yes, machine.backend);
  });
  std::vector<BandedSet*> sets;
  model.folds.resize(folds.folds.size());
  for (std::size_t f = 0; f < folds.folds.size(); ++f) {
    model.folds[f].outer.volumes = folds.folds[f].outer;
    model.folds[f].inner.resize(folds.folds[f].inner.size());
    sets.push_back(&model.folds[f].outer);
    for (std::size_t i = 0; i < folds.folds[f].inner.size(); ++i) {
      model.folds[f].inner[i].volumes = folds.folds[f].inner[i];
      sets.push_back(&model.folds[f].inner[i]);
    }
  }
  machine.threads.for_each_block(sets.size(), [&](std::size_t s, std::size_t) {
    fit(model, products, machine.backend, *sets[s]);
  });
  return model;
}

}  // namespace anbn
