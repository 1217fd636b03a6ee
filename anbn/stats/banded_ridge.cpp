// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/banded_ridge.h"

#include "anbn/core/nan.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

// Of the sum of squares of a target: what predicts less predicts nothing.
constexpr double kNothing = 1e-24;

void resize(Matrix& x, std::size_t rows, std::size_t cols) {
  x.rows = rows;
  x.cols = cols;
  x.values.resize(rows * cols);
}

/// Products of every piece's features with its targets, and sums of the targets' squares.
void sum_pieces(const BandedModel& model, ConstView targets, const Backend& backend,
                BandedScratch& s) {
  s.products.resize(model.pieces.size());
  s.squares.assign(model.pieces.size() * targets.cols, 0);
  for (std::size_t p = 0; p < model.pieces.size(); ++p) {
    const VolumePiece& piece = model.pieces[p];
    resize(s.products[p], model.features.cols, targets.cols);
    backend.gemm(1, rows_of(model.features, piece.first, piece.count), Transpose::yes,
                 rows_of(targets, piece.first, piece.count), Transpose::no, 0,
                 view_of(s.products[p]));
    double* sums = s.squares.data() + p * targets.cols;
    for (std::size_t t = piece.first; t < piece.first + piece.count; ++t)
      for (std::size_t c = 0; c < targets.cols; ++c) {
        const double y = targets.data[t * targets.stride + c];
        sums[c] += y * y;
      }
  }
}

void add_up(const std::vector<std::size_t>& pieces, const std::vector<Matrix>& products,
            Matrix& out) {
  resize(out, products.front().rows, products.front().cols);
  std::fill(out.values.begin(), out.values.end(), 0.f);
  for (const std::size_t p : pieces)
    for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] += products[p].values[i];
}

/// Sums over what is held out, for each pair of penalties [A B x C].
struct Moments {
  std::vector<double> predicted, both;
};

/// What the wide band predicts with one penalty, without the narrow one [C].
struct WideMoments {
  explicit WideMoments(std::size_t count) : predicted(count), both(count) {}
  std::vector<double> predicted, both;
};

WideMoments wide_moments(const BandedSet& set, double penalty, const Backend& backend,
                         BandedScratch& s) {
  const std::size_t wide = set.eigenvalues.size(), count = s.turned.cols;
  WideMoments out(count);
  resize(s.shrunk, wide, count);
  for (std::size_t i = 0; i < wide; ++i) {
    const auto shrink = static_cast<float>(1 / (set.eigenvalues[i] + penalty));
    const float* own = s.turned.row(i).data();
    const float* other = s.turned_held_out.row(i).data();
    float* shrunk = s.shrunk.row(i).data();
    for (std::size_t c = 0; c < count; ++c) {
      shrunk[c] = shrink * own[c];
      out.both[c] += double{shrunk[c]} * other[c];
    }
  }
  resize(s.predicted, set.readout.rows, count);
  backend.gemm(1, columns_of(view_of(set.readout), 0, wide), Transpose::no,
               view_of(std::as_const(s.shrunk)), Transpose::no, 0, view_of(s.predicted));
  for (std::size_t h = 0; h < s.predicted.rows; ++h) {
    const float* row = s.predicted.row(h).data();
    for (std::size_t c = 0; c < count; ++c) out.predicted[c] += double{row[c]} * row[c];
  }
  return out;
}

/// Rows `block` of k each.
ConstView block_of(const Matrix& x, std::size_t block, std::size_t k) {
  return rows_of(x, block * k, k);
}

/// The products of the narrow band that the wide one leaves: own - coupling x turned [k x C].
void take_wide_out(ConstView coupling, const Matrix& turned, const Matrix& own, std::size_t wide,
                   const Backend& backend, Matrix& out) {
  resize(out, coupling.rows, own.cols);
  std::copy_n(own.values.begin() + static_cast<std::ptrdiff_t>(wide * own.cols), out.values.size(),
              out.values.begin());
  backend.gemm(-1, coupling, Transpose::no, view_of(turned), Transpose::no, 1, view_of(out));
}

/// Adds what the narrow band predicts with one of its penalties, target beside target [C].
void add_narrow_with(std::span<const double> inverse, std::span<const double> squares,
                     BandedScratch& s, double* both, double* predicted) {
  const std::size_t k = s.coupled.rows, count = s.coupled.cols;
  s.weights.assign(k * count, 0);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t c = 0; c < count; ++c)
        s.weights[i * count + c] += inverse[i * k + j] * s.coupled.row(j)[c];
  for (std::size_t i = 0; i < k; ++i) {
    const double* own = s.weights.data() + i * count;
    const float* held_out = s.coupled_held_out.row(i).data();
    const float* narrow = s.narrow.row(i).data();
    for (std::size_t c = 0; c < count; ++c) {
      both[c] += own[c] * held_out[c];
      predicted[c] += 2 * own[c] * narrow[c];
    }
    for (std::size_t j = 0; j < k; ++j) {
      const double* other = s.weights.data() + j * count;
      for (std::size_t c = 0; c < count; ++c)
        predicted[c] += own[c] * squares[i * k + j] * other[c];
    }
  }
}

/// Adds what the narrow band predicts with each of its penalties to that of the wide one.
void narrow_moments(const BandedModel& model, const BandedSet& set, std::size_t a,
                    const WideMoments& wide, const Backend& backend, BandedScratch& s,
                    Moments& out) {
  const std::size_t k = model.narrow, count = s.turned.cols,
                    others = model.plan.narrow_penalties.size();
  take_wide_out(block_of(set.coupling, a, k), s.turned, s.training, model.wide, backend, s.coupled);
  take_wide_out(block_of(set.coupling, a, k), s.turned_held_out, s.held_out, model.wide, backend,
                s.coupled_held_out);
  resize(s.narrow, k, count);
  backend.gemm(1, block_of(set.reach, a, k), Transpose::no, view_of(std::as_const(s.predicted)),
               Transpose::no, 0, view_of(s.narrow));
  for (std::size_t b = 0; b < others; ++b) {
    double* both = out.both.data() + (a * others + b) * count;
    double* predicted = out.predicted.data() + (a * others + b) * count;
    std::copy(wide.both.begin(), wide.both.end(), both);
    std::copy(wide.predicted.begin(), wide.predicted.end(), predicted);
    add_narrow_with({set.inverse.data() + (a * others + b) * k * k, k * k},
                    {set.squares.data() + a * k * k, k * k}, s, both, predicted);
  }
}

/// Trains on the pieces of a set and predicts what it holds out, with every pair of penalties.
void predict_held_out(const BandedModel& model, const BandedSet& set, const Backend& backend,
                      BandedScratch& s, Moments& out) {
  add_up(set.volumes.training, s.products, s.training);
  add_up(set.volumes.held_out, s.products, s.held_out);
  const std::size_t count = s.training.cols;
  for (auto [from, to] : {std::pair(&s.training, &s.turned), {&s.held_out, &s.turned_held_out}}) {
    resize(*to, model.wide, count);
    backend.gemm(1, view_of(set.basis), Transpose::no, rows_of(std::as_const(*from), 0, model.wide),
                 Transpose::no, 0, view_of(*to));
  }
  out.both.resize(model.grid() * count);
  out.predicted.resize(model.grid() * count);
  const std::size_t others = model.plan.narrow_penalties.size();
  for (std::size_t a = 0; a < model.plan.penalties.size(); ++a) {
    const WideMoments wide = wide_moments(set, model.plan.penalties[a], backend, s);
    if (model.narrow > 0) {
      narrow_moments(model, set, a, wide, backend, s, out);
      continue;
    }
    for (std::size_t b = 0; b < others; ++b) {
      std::copy(wide.both.begin(), wide.both.end(),
                out.both.begin() + static_cast<std::ptrdiff_t>((a * others + b) * count));
      std::copy(wide.predicted.begin(), wide.predicted.end(),
                out.predicted.begin() + static_cast<std::ptrdiff_t>((a * others + b) * count));
    }
  }
}

/// The pair of penalties with the smallest error over the inner folds [C].
std::vector<std::size_t> chosen(const BandedModel& model, const BandedFold& fold,
                                const Backend& backend, BandedScratch& s, Moments& moments) {
  const std::size_t count = s.products.front().cols;
  // The sum of the targets' squares is the same whatever the penalty.
  std::vector<double> errors(model.grid() * count);
  for (const BandedSet& inner : fold.inner) {
    predict_held_out(model, inner, backend, s, moments);
    for (std::size_t i = 0; i < errors.size(); ++i)
      errors[i] += moments.predicted[i] - 2 * moments.both[i];
  }
  std::vector<std::size_t> best(count);
  for (std::size_t g = 1; g < model.grid(); ++g)
    for (std::size_t c = 0; c < count; ++c)
      if (errors[g * count + c] < errors[best[c] * count + c]) best[c] = g;
  return best;
}

double correlation_of(double observed, double predicted, double both) {
  if (!(observed > 0) || !(predicted > kNothing * observed)) return kNan;
  return std::clamp(both / std::sqrt(observed * predicted), -1.0, 1.0);
}

double share_of(double observed, double predicted, double both) {
  return observed > 0 ? (2 * both - predicted) / observed : kNan;
}

double over_folds(const std::vector<double>& values, std::size_t c, std::size_t count) {
  double sum = 0;
  for (std::size_t i = c; i < values.size(); i += count) sum += values[i];
  return sum;
}

}  // namespace

double BandedHeldOut::r(std::size_t fold, std::size_t c) const {
  const std::size_t i = fold * targets + c;
  return correlation_of(observed[i], predicted[i], both[i]);
}

double BandedHeldOut::r2(std::size_t fold, std::size_t c) const {
  const std::size_t i = fold * targets + c;
  return share_of(observed[i], predicted[i], both[i]);
}

double BandedHeldOut::r(std::size_t c) const {
  return correlation_of(over_folds(observed, c, targets), over_folds(predicted, c, targets),
                        over_folds(both, c, targets));
}

double BandedHeldOut::r2(std::size_t c) const {
  return share_of(over_folds(observed, c, targets), over_folds(predicted, c, targets),
                  over_folds(both, c, targets));
}

BandedHeldOut held_out_sums(const BandedModel& model, ConstView targets, const Backend& backend,
                            BandedScratch& scratch) {
  BandedHeldOut out;
  out.targets = targets.cols;
  sum_pieces(model, targets, backend, scratch);
  const std::size_t others = model.plan.narrow_penalties.size();
  Moments moments;
  for (const BandedFold& fold : model.folds) {
    const std::vector<std::size_t> best = chosen(model, fold, backend, scratch, moments);
    predict_held_out(model, fold.outer, backend, scratch, moments);
    for (std::size_t c = 0; c < targets.cols; ++c) {
      double observed = 0;
      for (const std::size_t p : fold.outer.volumes.held_out)
        observed += scratch.squares[p * targets.cols + c];
      out.penalty.push_back(best[c] / others);
      out.narrow_penalty.push_back(best[c] % others);
      out.observed.push_back(observed);
      out.predicted.push_back(moments.predicted[best[c] * targets.cols + c]);
      out.both.push_back(moments.both[best[c] * targets.cols + c]);
    }
  }
  return out;
}

}  // namespace anbn
