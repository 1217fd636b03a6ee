// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/ridge.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

using Kernel = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using EigenIndex = Eigen::Index;

// Features enter products in blocks of this many, whose sums are added in double.
constexpr std::size_t kFeatures = 256;
// Of a feature of norm 1 less than this in a training set is rounding noise (as in nuisance.cpp).
constexpr double kConstant = 1e-4;
// Of a target of norm 1, and of what predicts it.
constexpr double kConstantTarget = 1e-4, kConstantPrediction = 1e-12;

EigenIndex at(std::size_t i) { return static_cast<EigenIndex>(i); }

/// Features first .. first+count-1 standardized by the training volumes, for all volumes [T x
/// count].
void standardize_block(const Matrix& features, std::span<const std::size_t> training,
                       std::size_t first, Matrix& out) {
  const auto n = static_cast<double>(training.size());
  std::vector<double> mean(out.cols), scale(out.cols);
  for (std::size_t t : training)
    for (std::size_t j = 0; j < out.cols; ++j) mean[j] += double{features(t, first + j)} / n;
  for (std::size_t t : training)
    for (std::size_t j = 0; j < out.cols; ++j) {
      const double d = features(t, first + j) - mean[j];
      scale[j] += d * d;
    }
  for (double& s : scale) s = std::sqrt(s) > kConstant ? 1 / std::sqrt(s / n) : 0;
  for (std::size_t t = 0; t < features.rows; ++t)
    for (std::size_t j = 0; j < out.cols; ++j)
      out(t, j) = static_cast<float>((features(t, first + j) - mean[j]) * scale[j]);
}

void gather_rows(ConstView from, std::span<const std::size_t> rows, Matrix& to) {
  to.rows = rows.size();
  to.cols = from.cols;
  to.values.resize(to.rows * to.cols);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy_n(from.data + rows[i] * from.stride, from.cols, to.values.data() + i * to.cols);
}

/// Mean over features of the products of all T volumes with the training ones [T x n].
Kernel training_kernel(const Matrix& features, std::span<const std::size_t> training,
                       const Backend& backend) {
  Kernel kernel = Kernel::Zero(at(features.rows), at(training.size()));
  Matrix block, own, products(features.rows, training.size());
  for (std::size_t first = 0; first < features.cols; first += kFeatures) {
    block = Matrix(features.rows, std::min(kFeatures, features.cols - first));
    standardize_block(features, training, first, block);
    gather_rows(view_of(std::as_const(block)), training, own);
    backend.gemm(1, view_of(block), Transpose::no, view_of(own), Transpose::yes, 0,
                 view_of(products));
    for (std::size_t i = 0; i < products.rows; ++i)
      for (std::size_t j = 0; j < products.cols; ++j) kernel(at(i), at(j)) += products(i, j);
  }
  return kernel / static_cast<double>(features.cols);
}

struct Decomposed {
  Eigen::VectorXd eigenvalues;  // [n] none negative
  Kernel vectors;               // [n x n] one a column
  Kernel readout;               // [h x n]
};

Decomposed decompose(const Matrix& features, const Fold& fold, const Backend& backend) {
  const Kernel kernel = training_kernel(features, fold.training, backend);
  const std::size_t n = fold.training.size();
  Kernel own(at(n), at(n)), across(at(fold.held_out.size()), at(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      own(at(i), at(j)) =
          (kernel(at(fold.training[i]), at(j)) + kernel(at(fold.training[j]), at(i))) / 2;
  for (std::size_t i = 0; i < fold.held_out.size(); ++i)
    across.row(at(i)) = kernel.row(at(fold.held_out[i]));
  const Eigen::SelfAdjointEigenSolver<Kernel> solver(own);
  if (solver.info() != Eigen::Success)
    fail("the eigenvalues of a kernel of {} volumes were not found; are the features finite?", n);
  Decomposed out;
  out.eigenvalues = solver.eigenvalues().cwiseMax(0);
  out.vectors = solver.eigenvectors();
  out.readout = across * out.vectors;
  return out;
}

void copy_to(const Kernel& from, std::size_t first_row, Matrix& to) {
  for (EigenIndex i = 0; i < from.rows(); ++i)
    for (EigenIndex j = 0; j < from.cols(); ++j)
      to(first_row + static_cast<std::size_t>(i), static_cast<std::size_t>(j)) =
          static_cast<float>(from(i, j));
}

void fit_outer(const Matrix& features, const Backend& backend, OuterFold& out) {
  const Decomposed d = decompose(features, out.volumes, backend);
  out.eigenvalues.assign(d.eigenvalues.begin(), d.eigenvalues.end());
  out.basis = Matrix(out.volumes.training.size(), out.volumes.training.size());
  copy_to(d.vectors.transpose(), 0, out.basis);
  out.readout = Matrix(out.volumes.held_out.size(), out.volumes.training.size());
  copy_to(d.readout, 0, out.readout);
}

void fit_inner(const Matrix& features, const std::vector<double>& penalties, const Backend& backend,
               InnerFold& out) {
  const Decomposed d = decompose(features, out.volumes, backend);
  const std::size_t held_out = out.volumes.held_out.size();
  out.predictors = Matrix(penalties.size() * held_out, out.volumes.training.size());
  for (std::size_t a = 0; a < penalties.size(); ++a) {
    const Eigen::VectorXd shrink = (d.eigenvalues.array() + penalties[a]).inverse();
    const Kernel shrunk = d.readout * shrink.asDiagonal();
    copy_to(shrunk * d.vectors.transpose(), a * held_out, out.predictors);
  }
}

/// Squared errors of a panel [A x C], summed over inner folds.
using Errors = std::vector<double>;

void add_errors(const InnerFold& fold, std::size_t penalties, ConstView targets,
                const Backend& backend, RidgeScratch& scratch, Errors& errors) {
  const std::size_t held_out = fold.volumes.held_out.size(), count = targets.cols;
  gather_rows(targets, fold.volumes.training, scratch.training);
  scratch.predicted.rows = penalties * held_out;
  scratch.predicted.cols = count;
  scratch.predicted.values.resize(scratch.predicted.rows * count);
  backend.gemm(1, view_of(fold.predictors), Transpose::no, view_of(std::as_const(scratch.training)),
               Transpose::no, 0, view_of(scratch.predicted));
  std::vector<double> mean(count);
  for (std::size_t i = 0; i < scratch.training.rows; ++i)
    for (std::size_t c = 0; c < count; ++c) mean[c] += double{scratch.training(i, c)};
  std::vector<float> observed(count);
  for (double& m : mean) m /= static_cast<double>(scratch.training.rows);
  for (std::size_t i = 0; i < held_out; ++i) {
    const float* row = targets.data + fold.volumes.held_out[i] * targets.stride;
    for (std::size_t c = 0; c < count; ++c) observed[c] = static_cast<float>(row[c] - mean[c]);
    for (std::size_t a = 0; a < penalties; ++a) {
      const float* predicted = scratch.predicted.values.data() + (a * held_out + i) * count;
      double* sum = errors.data() + a * count;
      for (std::size_t c = 0; c < count; ++c) {
        const double e = observed[c] - predicted[c];
        sum[c] += e * e;
      }
    }
  }
}

std::vector<std::size_t> chosen_penalties(const OuterFold& fold, std::size_t penalties,
                                          ConstView targets, const Backend& backend,
                                          RidgeScratch& scratch) {
  Errors errors(penalties * targets.cols);
  for (const InnerFold& inner : fold.inner)
    add_errors(inner, penalties, targets, backend, scratch, errors);
  std::vector<std::size_t> chosen(targets.cols);
  for (std::size_t a = 1; a < penalties; ++a)
    for (std::size_t c = 0; c < targets.cols; ++c)
      if (errors[a * targets.cols + c] < errors[chosen[c] * targets.cols + c]) chosen[c] = a;
  return chosen;
}

/// Sums over all held-out volumes, means within folds taken off [C].
struct Products {
  explicit Products(std::size_t count) : observed(count), predicted(count), both(count) {}
  std::vector<double> observed, predicted, both;
};

void add_products(ConstView targets, std::span<const std::size_t> held_out, const Matrix& predicted,
                  Products& sums) {
  const auto h = static_cast<double>(held_out.size());
  std::vector<double> x(targets.cols), y(targets.cols);
  for (std::size_t i = 0; i < held_out.size(); ++i)
    for (std::size_t c = 0; c < targets.cols; ++c) {
      x[c] += double{targets.data[held_out[i] * targets.stride + c]} / h;
      y[c] += double{predicted(i, c)} / h;
    }
  for (std::size_t i = 0; i < held_out.size(); ++i)
    for (std::size_t c = 0; c < targets.cols; ++c) {
      const double a = targets.data[held_out[i] * targets.stride + c] - x[c];
      const double b = predicted(i, c) - y[c];
      sums.observed[c] += a * a;
      sums.predicted[c] += b * b;
      sums.both[c] += a * b;
    }
}

/// What `fold` predicts of its held-out volumes, to scratch.predicted.
void predict(const RidgeModel& model, const OuterFold& fold, std::span<const std::size_t> chosen,
             ConstView targets, const Backend& backend, RidgeScratch& scratch) {
  gather_rows(targets, fold.volumes.training, scratch.training);
  scratch.coordinates.rows = fold.eigenvalues.size();
  scratch.coordinates.cols = targets.cols;
  scratch.coordinates.values.resize(scratch.coordinates.rows * targets.cols);
  backend.gemm(1, view_of(fold.basis), Transpose::no, view_of(std::as_const(scratch.training)),
               Transpose::no, 0, view_of(scratch.coordinates));
  std::vector<float> shrink(model.penalties.size());
  for (std::size_t i = 0; i < fold.eigenvalues.size(); ++i) {
    for (std::size_t a = 0; a < shrink.size(); ++a)
      shrink[a] = static_cast<float>(1 / (fold.eigenvalues[i] + model.penalties[a]));
    for (std::size_t c = 0; c < targets.cols; ++c) scratch.coordinates(i, c) *= shrink[chosen[c]];
  }
  scratch.predicted.rows = fold.volumes.held_out.size();
  scratch.predicted.cols = targets.cols;
  scratch.predicted.values.resize(scratch.predicted.rows * targets.cols);
  backend.gemm(1, view_of(fold.readout), Transpose::no, view_of(std::as_const(scratch.coordinates)),
               Transpose::no, 0, view_of(scratch.predicted));
}

}  // namespace

void check_penalties(const std::vector<double>& penalties) {
  if (penalties.empty()) fail("no penalty; expected at least one number above 0");
  for (std::size_t a = 0; a < penalties.size(); ++a)
    if (!(penalties[a] > 0) || std::isinf(penalties[a]) ||
        (a > 0 && penalties[a] <= penalties[a - 1]))
      fail("penalty {} of {} is {}; expected rising numbers above 0", a + 1, penalties.size(),
           penalties[a]);
}

RidgeModel ridge_model(const Matrix& features, const RidgePlan& plan, const Machine& machine) {
  check_penalties(plan.penalties);
  RidgeModel model{features.rows, features.cols, plan.penalties, {}};
  const std::vector<std::size_t> volumes = all_volumes(features.rows);
  for (Fold& fold : contiguous_folds(volumes, plan.folds, plan.gap)) {
    OuterFold& outer = model.folds.emplace_back();
    for (Fold& inner : contiguous_folds(fold.training, plan.inner_folds, plan.gap))
      outer.inner.push_back({std::move(inner), {}});
    outer.volumes = std::move(fold);
  }
  const std::size_t each = plan.inner_folds + 1;
  machine.threads.for_each_block(model.folds.size() * each, [&](std::size_t block, std::size_t) {
    OuterFold& outer = model.folds[block / each];
    if (block % each == 0)
      fit_outer(features, machine.backend, outer);
    else
      fit_inner(features, model.penalties, machine.backend, outer.inner[block % each - 1]);
  });
  return model;
}

HeldOut held_out_correlations(const RidgeModel& model, ConstView targets, const Backend& backend,
                              RidgeScratch& scratch) {
  HeldOut out;
  Products sums(targets.cols);
  for (const OuterFold& fold : model.folds) {
    const std::vector<std::size_t> chosen =
        chosen_penalties(fold, model.penalties.size(), targets, backend, scratch);
    predict(model, fold, chosen, targets, backend, scratch);
    add_products(targets, fold.volumes.held_out, scratch.predicted, sums);
    out.penalty.insert(out.penalty.end(), chosen.begin(), chosen.end());
  }
  for (std::size_t c = 0; c < targets.cols; ++c) {
    const double x = std::sqrt(sums.observed[c]), y = std::sqrt(sums.predicted[c]);
    out.correlation.push_back(x > kConstantTarget && y > kConstantPrediction
                                  ? std::clamp(sums.both[c] / (x * y), -1.0, 1.0)
                                  : kNan);
  }
  return out;
}

}  // namespace anbn
