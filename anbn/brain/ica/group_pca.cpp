// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/ica/group_pca.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kVoxels = 4096;  // of a block: part of what results depend on
// Rows of a reduced stack: enough that what is dropped matters to none of the components asked for.
constexpr std::size_t kLeastKept = 128, kKeptPerComponent = 4;
// Inner products of float32 data have six to seven digits: below is noise.
constexpr double kNoise = 1e-6;

std::size_t kept_in_stack(std::size_t components) {
  return std::max(kLeastKept, kKeptPerComponent * components);
}

std::size_t stack_rows(std::size_t components, std::size_t kept, std::size_t rows) {
  return std::min(rows, kept_in_stack(components) + std::max(kept, 3 * kept_in_stack(components)));
}

std::size_t blocks_of(std::size_t voxels) { return (voxels + kVoxels - 1) / kVoxels; }

std::vector<double> row_means(ConstView x) {
  std::vector<double> means(x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (float v : std::span<const float>(x.data + i * x.stride, x.cols)) means[i] += v;
    means[i] /= static_cast<double>(x.cols);
  }
  return means;
}

/// Inner products [R x R] of the rows of `x` [R x V], each less its mean.
Eigen::MatrixXd inner_products(ConstView x, const std::vector<double>& means,
                               const Machine& machine) {
  std::vector<Matrix> parts(blocks_of(x.cols));
  machine.threads.for_each_block(parts.size(), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kVoxels;
    const ConstView piece = columns_of(x, first, std::min(kVoxels, x.cols - first));
    parts[block] = Matrix(x.rows, x.rows);
    machine.backend.gemm(1, piece, Transpose::no, piece, Transpose::yes, 0, view_of(parts[block]));
  });
  const auto rows = static_cast<Eigen::Index>(x.rows);
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(rows, rows);
  for (const Matrix& part : parts)  // symmetric, so it does not matter which index runs faster
    for (std::size_t i = 0; i < part.values.size(); ++i) sum.data()[i] += part.values[i];
  const Eigen::Map<const Eigen::VectorXd> mean(means.data(), rows);
  sum -= static_cast<double>(x.cols) * mean * mean.transpose();
  return (sum + sum.transpose()) / 2;
}

/// The leading principal components of rows: weights [R x C] of the rows, and the sum of squares
/// [C] of each component.
struct Leading {
  Matrix weights;
  std::vector<double> squares;
};

Leading leading(const Eigen::MatrixXd& products, std::size_t count) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(products);
  const auto rows = static_cast<std::size_t>(products.rows());
  Leading out{Matrix(rows, count), {}};
  for (std::size_t c = 0; c < count; ++c) {
    const auto place = static_cast<Eigen::Index>(rows - 1 - c);  // they come in rising order
    out.squares.push_back(std::max(0.0, eigen.eigenvalues()[place]));
    for (std::size_t i = 0; i < rows; ++i)
      out.weights(i, c) =
          static_cast<float>(eigen.eigenvectors()(static_cast<Eigen::Index>(i), place));
  }
  return out;
}

/// out [C x V] = weights^T (x - means), for x [R x V].
void project(ConstView x, const std::vector<double>& means, const Matrix& weights, MutableView out,
             const Machine& machine) {
  std::vector<double> offsets(weights.cols);
  for (std::size_t i = 0; i < weights.rows; ++i)
    for (std::size_t c = 0; c < weights.cols; ++c) offsets[c] += weights(i, c) * means[i];
  machine.threads.for_each_block(blocks_of(x.cols), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kVoxels, count = std::min(kVoxels, x.cols - first);
    const MutableView piece = columns_of(out, first, count);
    machine.backend.gemm(1, view_of(weights), Transpose::yes, columns_of(x, first, count),
                         Transpose::no, 0, piece);
    for (std::size_t c = 0; c < piece.rows; ++c)
      for (float& v : std::span<float>(piece.data + c * piece.stride, count))
        v = static_cast<float>(v - offsets[c]);
  });
}

}  // namespace

double group_pca_bytes(std::size_t voxels, std::size_t components, std::size_t kept,
                       std::size_t rows, std::size_t volumes) {
  const auto number = [](std::size_t n) { return static_cast<double>(n); };
  const std::size_t stack = stack_rows(components, kept, rows);
  const std::size_t reduced = std::min(stack, kept_in_stack(components));
  const double products = number(std::max(stack, volumes));  // rows whose products are taken
  return sizeof(float) * number(voxels) * number(stack + std::max(reduced, components)) +
         products * products * (sizeof(float) * number(blocks_of(voxels)) + 4 * sizeof(double));
}

GroupPca::GroupPca(std::size_t voxels, std::size_t components, std::size_t kept, std::size_t rows,
                   const Machine& machine)
    : machine_(machine),
      components_(components),
      kept_(kept),
      kept_in_stack_(kept_in_stack(components)),
      stack_(stack_rows(components, kept, rows), voxels) {
  assert(components >= 1);
}

void GroupPca::add(ConstView bold) {
  assert(bold.cols == stack_.cols && bold.rows >= 2);
  const std::size_t kept = std::min(kept_, bold.rows - 1);
  const std::vector<double> means = row_means(bold);
  const Eigen::MatrixXd products = inner_products(bold, means, machine_);
  variance_ += products.trace();
  if (used_ + kept > stack_.rows) reduce_stack();
  const Leading scan = leading(products, kept);
  project(bold, means, scan.weights, rows_of(view_of(stack_), used_, kept), machine_);
  used_ += kept;
}

void GroupPca::reduce_stack() {
  const std::vector<double> means(used_);  // rows were centred before
  const Leading group = leading(inner_products(stacked(), means, machine_), kept_in_stack_);
  Matrix reduced(kept_in_stack_, stack_.cols);
  project(stacked(), means, group.weights, view_of(reduced), machine_);
  std::copy(reduced.values.begin(), reduced.values.end(), stack_.values.begin());
  used_ = kept_in_stack_;
}

WhiteComponents GroupPca::finish() {
  WhiteComponents out{Matrix(components_, stack_.cols), std::vector<double>(components_), 0};
  const std::vector<double> means(used_);
  Leading group = leading(inner_products(stacked(), means, machine_), std::min(components_, used_));
  for (std::size_t c = 0; c < group.squares.size(); ++c) {
    const double squares = group.squares[c];
    const bool is_noise = !(squares > kNoise * group.squares[0]);
    if (!is_noise) ++out.independent;
    out.variance[c] = is_noise ? 0 : squares / variance_;
    const double scale = is_noise ? 0 : std::sqrt(static_cast<double>(stack_.cols) / squares);
    for (std::size_t i = 0; i < used_; ++i)
      group.weights(i, c) = static_cast<float>(group.weights(i, c) * scale);
  }
  project(stacked(), means, group.weights, rows_of(out.white, 0, group.squares.size()), machine_);
  return out;
}

}  // namespace anbn
