// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/dual_regression.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

// Shapes of blocks, on which results depend in the last digit and which therefore never change
// with the number of threads. A product of Eigen's may be cut into sums at a depth that depends on
// the processor's cache; at 256 it is not.
constexpr std::size_t kVoxels = 4096, kEigenVoxels = 256;
constexpr std::size_t kVolumesAtOnce = 16, kVoxelsAtOnce = 2048;
constexpr double kDropped = 1e-10;

std::size_t blocks_of(std::size_t count, std::size_t size) { return (count + size - 1) / size; }

double mean_of(std::span<const float> x) {
  double sum = 0;
  for (float v : x) sum += v;
  return x.empty() ? 0 : sum / static_cast<double>(x.size());
}

/// How each map [M] becomes one of mean 0 and length 1.
struct Scaling {
  Eigen::VectorXd mean, length;  // length 0: unusable
};

Scaling scaling_of(MatrixView maps) {
  const auto count = static_cast<Eigen::Index>(maps.rows);
  Scaling s{Eigen::VectorXd(count), Eigen::VectorXd(count)};
  for (std::size_t m = 0; m < maps.rows; ++m) {
    const double mean = mean_of(maps.row(m));
    double squares = 0, largest = 0;
    for (float v : maps.row(m)) {
      squares += (v - mean) * (v - mean);
      largest = std::max(largest, std::abs(static_cast<double>(v)));
    }
    // What the rounding of the mean leaves of a constant map is nothing.
    const double length = std::sqrt(squares);
    const double rounding = 1e-12 * largest * std::sqrt(static_cast<double>(maps.cols));
    const auto i = static_cast<Eigen::Index>(m);
    s.mean[i] = mean;
    s.length[i] = std::isfinite(length) && length > rounding ? length : 0;
  }
  return s;
}

/// Voxels first .. first+count-1 of the maps, centred and of unit length [M x count]; unusable maps
/// are 0.
Eigen::MatrixXd scaled_maps(MatrixView maps, const Scaling& scaling, std::size_t first,
                            std::size_t count) {
  Eigen::MatrixXd x(maps.rows, count);
  for (Eigen::Index m = 0; m < x.rows(); ++m)
    for (Eigen::Index v = 0; v < x.cols(); ++v)
      x(m, v) = scaling.length[m] == 0
                    ? 0
                    : (static_cast<double>(
                           maps(static_cast<std::size_t>(m), first + static_cast<std::size_t>(v))) -
                       scaling.mean[m]) /
                          scaling.length[m];
  return x;
}

/// Calls act(first, count) for pieces of the voxels of block `block`.
template <class Act>
void for_each_piece(std::size_t block, std::size_t voxels, Act&& act) {
  const std::size_t end = std::min(voxels, (block + 1) * kVoxels);
  for (std::size_t v = block * kVoxels; v < end; v += kEigenVoxels)
    act(v, std::min(kEigenVoxels, end - v));
}

Eigen::MatrixXd inner_products(MatrixView maps, const Scaling& scaling, Threads& threads) {
  const auto count = static_cast<Eigen::Index>(maps.rows);
  std::vector<Eigen::MatrixXd> parts(blocks_of(maps.cols, kVoxels));
  threads.for_each_block(parts.size(), [&](std::size_t block, std::size_t) {
    parts[block] = Eigen::MatrixXd::Zero(count, count);
    for_each_piece(block, maps.cols, [&](std::size_t first, std::size_t size) {
      const Eigen::MatrixXd x = scaled_maps(maps, scaling, first, size);
      parts[block].noalias() += x * x.transpose();
    });
  });
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(count, count);
  for (const Eigen::MatrixXd& part : parts) sum += part;
  return sum;
}

}  // namespace

DualRegression::DualRegression(MatrixView maps, double ridge, const Machine& machine)
    : machine_(machine), inverse_(maps.rows, maps.cols) {
  if (maps.rows == 0) return;
  const Scaling scaling = scaling_of(maps);
  for (std::size_t m = 0; m < maps.rows; ++m)
    if (scaling.length[static_cast<Eigen::Index>(m)] == 0) unusable_.push_back(m);

  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(
      inner_products(maps, scaling, machine.threads));
  Eigen::VectorXd inverted = eigen.eigenvalues();
  const double largest = inverted.maxCoeff();
  for (double& value : inverted) {
    const bool kept = value > 0 && value >= kDropped * largest;
    value = kept ? 1 / (value + ridge) : 0;
    if (kept) ++rank_;
  }
  Eigen::MatrixXd pseudo_inverse =
      eigen.eigenvectors() * inverted.asDiagonal() * eigen.eigenvectors().transpose();
  for (Eigen::Index m = 0; m < pseudo_inverse.rows(); ++m) {
    if (scaling.length[m] == 0)
      pseudo_inverse.row(m).setZero();
    else
      pseudo_inverse.row(m) /= scaling.length[m];
  }

  machine.threads.for_each_block(
      blocks_of(maps.cols, kVoxels), [&](std::size_t block, std::size_t) {
        for_each_piece(block, maps.cols, [&](std::size_t first, std::size_t size) {
          const Eigen::MatrixXd rows = pseudo_inverse * scaled_maps(maps, scaling, first, size);
          for (Eigen::Index m = 0; m < rows.rows(); ++m)
            for (Eigen::Index v = 0; v < rows.cols(); ++v)
              inverse_(static_cast<std::size_t>(m), first + static_cast<std::size_t>(v)) =
                  static_cast<float>(rows(m, v));
        });
      });
}

Matrix DualRegression::courses(ConstView bold) const {
  assert(bold.cols == inverse_.cols);
  const std::size_t networks = inverse_.rows;
  Matrix out(bold.rows, networks);
  machine_.threads.for_each_block(
      blocks_of(bold.rows, kVolumesAtOnce), [&](std::size_t block, std::size_t) {
        const std::size_t first = block * kVolumesAtOnce;
        const ConstView volumes = rows_of(bold, first, std::min(kVolumesAtOnce, bold.rows - first));
        std::vector<double> means(volumes.rows), sums(volumes.rows * networks);
        for (std::size_t t = 0; t < volumes.rows; ++t)
          means[t] = mean_of({volumes.data + t * volumes.stride, volumes.cols});
        Matrix centred, part(volumes.rows, networks);
        for (std::size_t begin = 0; begin < bold.cols; begin += kVoxelsAtOnce) {
          centred = Matrix(volumes.rows, std::min(kVoxelsAtOnce, bold.cols - begin));
          for (std::size_t t = 0; t < centred.rows; ++t)
            for (std::size_t v = 0; v < centred.cols; ++v)
              centred(t, v) =
                  static_cast<float>(volumes.data[t * volumes.stride + begin + v] - means[t]);
          machine_.backend.gemm(1, view_of(centred), Transpose::no,
                                columns_of(view_of(inverse_), begin, centred.cols), Transpose::yes,
                                0, view_of(part));
          for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += part.values[i];
        }
        std::transform(sums.begin(), sums.end(),
                       out.values.begin() + static_cast<std::ptrdiff_t>(first * networks),
                       [](double sum) { return static_cast<float>(sum); });
      });
  return out;
}

}  // namespace anbn
