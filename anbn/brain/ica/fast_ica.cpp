// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/ica/fast_ica.h"

#include "anbn/core/random.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

using Rotation = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::size_t kVoxels = 2048;  // of a block: part of what results depend on

// E[log cosh n] and E[n^4 / 4] of a standard normal n.
constexpr double kGaussianLogCosh = 0.3745672074, kGaussianCube = 0.75;

/// The rotation nearest to `w`: (w w^T)^(-1/2) w.
Rotation decorrelated(const Rotation& w) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(w * w.transpose());
  const Eigen::VectorXd scale = eigen.eigenvalues().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
  return eigen.eigenvectors() * scale.asDiagonal() * eigen.eigenvectors().transpose() * w;
}

Rotation random_rotation(std::size_t count, std::uint64_t seed, std::size_t restart) {
  const RandomKey key = random_key(seed, "ica start", restart);
  Rotation w(count, count);
  for (std::size_t i = 0; i < count * count; ++i) w.data()[i] = normal(key, i);
  return decorrelated(w);
}

/// log cosh y without overflow.
double log_cosh(double y) {
  const double size = std::abs(y);
  return size + std::log1p(std::exp(-2 * size)) - std::log(2.0);
}

/// Puts g(y) in place of each y; returns the sum of g'(y).
double apply(Nonlinearity nonlinearity, std::span<float> values) {
  double slopes = 0;
  for (float& y : values) {
    if (nonlinearity == Nonlinearity::logcosh) {
      y = std::tanh(y);
      slopes += 1 - static_cast<double>(y) * y;
    } else {
      slopes += 3 * static_cast<double>(y) * y;
      y = y * y * y;
    }
  }
  return slopes;
}

/// The sums over the data that an iteration needs, block by block.
class Contrast {
 public:
  Contrast(const Matrix& white, Nonlinearity nonlinearity, const Machine& machine)
      : white_(white),
        nonlinearity_(nonlinearity),
        machine_(machine),
        scratch_(static_cast<std::size_t>(machine.threads.count())),
        parts_((white.cols + kVoxels - 1) / kVoxels) {
    for (Part& part : parts_) {
      part.products = Matrix(white.rows, white.rows);
      part.sums.resize(white.rows);
    }
  }

  /// E[g(y) z^T] - diag(E[g'(y)]) w, with y = w z.
  Rotation step(const Rotation& w) {
    for_each_block(w, [&](MutableView y, ConstView z, Part& part) {
      for (std::size_t i = 0; i < y.rows; ++i)
        part.sums[i] = apply(nonlinearity_, {y.data + i * y.stride, y.cols});
      machine_.backend.gemm(1, y, Transpose::no, z, Transpose::yes, 0, view_of(part.products));
    });
    Rotation out = Rotation::Zero(w.rows(), w.cols());
    Eigen::VectorXd slopes = Eigen::VectorXd::Zero(w.rows());
    for (const Part& part : parts_) {
      for (std::size_t i = 0; i < part.products.values.size(); ++i)
        out.data()[i] += part.products.values[i];
      for (Eigen::Index i = 0; i < slopes.size(); ++i)
        slopes[i] += part.sums[static_cast<std::size_t>(i)];
    }
    out -= slopes.asDiagonal() * w;
    return out / static_cast<double>(white_.cols);
  }

  double objective(const Rotation& w) {
    for_each_block(w, [&](MutableView y, ConstView, Part& part) {
      for (std::size_t i = 0; i < y.rows; ++i) {
        part.sums[i] = 0;
        for (float v : std::span<const float>(y.data + i * y.stride, y.cols))
          part.sums[i] += nonlinearity_ == Nonlinearity::logcosh
                              ? log_cosh(v)
                              : std::pow(static_cast<double>(v), 4) / 4;
      }
    });
    const double gaussian =
        nonlinearity_ == Nonlinearity::logcosh ? kGaussianLogCosh : kGaussianCube;
    double total = 0;
    for (std::size_t i = 0; i < white_.rows; ++i) {
      double sum = 0;
      for (const Part& part : parts_) sum += part.sums[i];
      const double difference = sum / static_cast<double>(white_.cols) - gaussian;
      total += difference * difference;
    }
    return total;
  }

 private:
  struct Part {
    Matrix products;
    std::vector<double> sums;
  };

  /// Calls act(y, z, part) with the components y = w z of each block.
  template <class Act>
  void for_each_block(const Rotation& w, Act&& act) {
    Matrix rotation(white_.rows, white_.rows);
    std::transform(w.data(), w.data() + w.size(), rotation.values.begin(),
                   [](double v) { return static_cast<float>(v); });
    machine_.threads.for_each_block(parts_.size(), [&](std::size_t block, std::size_t worker) {
      const std::size_t first = block * kVoxels, count = std::min(kVoxels, white_.cols - first);
      Matrix& y = scratch_[worker];
      if (y.cols != count) y = Matrix(white_.rows, count);
      const ConstView z = columns_of(view_of(white_), first, count);
      machine_.backend.gemm(1, view_of(rotation), Transpose::no, z, Transpose::no, 0, view_of(y));
      act(view_of(y), z, parts_[block]);
    });
  }

  const Matrix& white_;
  Nonlinearity nonlinearity_;
  Machine machine_;
  std::vector<Matrix> scratch_;  // of each worker
  std::vector<Part> parts_;      // of each block
};

/// The largest 1 - |cosine| between rows of two rotations.
double largest_turn(const Rotation& a, const Rotation& b) {
  return (1 - a.cwiseProduct(b).rowwise().sum().array().abs()).abs().maxCoeff();
}

}  // namespace

std::vector<FastIcaRun> fast_ica(const Matrix& white, const FastIcaSettings& settings,
                                 const Machine& machine) {
  assert(white.rows >= 1 && white.cols >= 1);
  Contrast contrast(white, settings.nonlinearity, machine);
  std::vector<FastIcaRun> runs(settings.restarts);
  machine.progress.begin("starts of ICA", settings.restarts * settings.iterations);
  for (std::size_t r = 0; r < settings.restarts; ++r) {
    FastIcaRun& run = runs[r];
    Rotation w = random_rotation(white.rows, settings.seed, r);
    while (run.iterations < settings.iterations && !run.converged) {
      const Rotation next = decorrelated(contrast.step(w));
      run.turn = largest_turn(next, w);
      run.converged = run.turn < settings.tolerance;
      w = next;
      machine.progress.advance(r * settings.iterations + ++run.iterations);
    }
    run.objective = contrast.objective(w);
    run.rotation.assign(w.data(), w.data() + w.size());
  }
  return runs;
}

std::vector<double> stability(const std::vector<FastIcaRun>& runs, std::size_t best) {
  if (runs.size() < 2) return {};
  const auto count = static_cast<Eigen::Index>(
      std::lround(std::sqrt(static_cast<double>(runs[best].rotation.size()))));
  const auto rotation = [&](std::size_t run) {
    return Eigen::Map<const Rotation>(runs[run].rotation.data(), count, count);
  };
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(count);
  for (std::size_t r = 0; r < runs.size(); ++r)
    if (r != best)
      sum += (rotation(best) * rotation(r).transpose()).cwiseAbs().rowwise().maxCoeff();
  sum = (sum / static_cast<double>(runs.size() - 1)).cwiseMin(1.0);
  return {sum.begin(), sum.end()};
}

}  // namespace anbn
