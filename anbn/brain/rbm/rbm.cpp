// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/rbm/rbm.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kRowBlock = 64;
constexpr double kDeadRange = 0.01, kOff = 0.01, kOn = 0.99, kSaturatedRows = 0.95;

std::size_t blocks_of(std::size_t count, std::size_t block) { return (count + block - 1) / block; }

/// Memory of one worker.
struct Scratch {
  Matrix block, partial;
  std::vector<double> sums;
};

const Matrix& visible_moments_of(const Rbm& rbm) {
  static const Matrix none;
  return rbm.normalization == BatchNormalization::visible ? rbm.moments : none;
}

/// z = v W / variance of at most kRowBlock rows.
void project(const Rbm& rbm, Rows rows, const Backend& backend, Scratch& scratch, MutableView z) {
  const std::size_t v_count = rbm.visible_units(), h_count = rbm.hidden_units();
  scratch.block = Matrix(rows.size(), std::min(kRbmBlock, v_count));
  scratch.partial = Matrix(rows.size(), h_count);
  scratch.sums.assign(rows.size() * h_count, 0);
  for (std::size_t first = 0; first < v_count; first += kRbmBlock) {
    const std::size_t count = std::min(kRbmBlock, v_count - first);
    const MutableView v = columns_of(view_of(scratch.block), 0, count);
    gather_block(rows, visible_moments_of(rbm), first, v);
    backend.gemm(static_cast<float>(1 / rbm.visible_variance), v, Transpose::no,
                 rows_of(rbm.weights, first, count), Transpose::no, 0, view_of(scratch.partial));
    for (std::size_t i = 0; i < scratch.sums.size(); ++i)
      scratch.sums[i] += scratch.partial.values[i];
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < h_count; ++j)
      z.data[i * z.stride + j] = static_cast<float>(scratch.sums[i * h_count + j]);
}

/// All rows' v W / variance [n x H].
Matrix projected(const Rbm& rbm, Rows rows, const Machine& machine) {
  Matrix z(rows.size(), rbm.hidden_units());
  std::vector<Scratch> scratch(static_cast<std::size_t>(machine.threads.count()));
  machine.threads.for_each_block(
      blocks_of(rows.size(), kRowBlock), [&](std::size_t block, std::size_t worker) {
        const std::size_t first = block * kRowBlock;
        const std::size_t count = std::min(kRowBlock, rows.size() - first);
        project(rbm, rows.subspan(first, count), machine.backend, scratch[worker],
                rows_of(z, first, count));
      });
  return z;
}

/// Mean and variance of each column.
Matrix column_moments(const Matrix& x) {
  Matrix moments(2, x.cols);
  for (std::size_t j = 0; j < x.cols; ++j) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < x.rows; ++i) sum += x(i, j);
    const double mean = sum / static_cast<double>(x.rows);
    for (std::size_t i = 0; i < x.rows; ++i) squares += (x(i, j) - mean) * (x(i, j) - mean);
    moments(0, j) = static_cast<float>(mean);
    moments(1, j) = static_cast<float>(squares / static_cast<double>(x.rows));
  }
  return moments;
}

/// log(1 + exp(x)) without overflow.
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

/// Sums over the rows of one block of them.
struct FitSums {
  double residual = 0, about_mean = 0, energy = 0;
};

/// Adds the visible side of one block of visible units: `v` and its reconstruction [rows x count].
void add_visible(const Rbm& rbm, ConstView v, ConstView reconstruction, std::span<const float> mean,
                 std::span<const float> bias, FitSums& sums) {
  for (std::size_t i = 0; i < v.rows; ++i)
    for (std::size_t j = 0; j < v.cols; ++j) {
      const double x = v.data[i * v.stride + j];
      const double miss = x - reconstruction.data[i * reconstruction.stride + j];
      const double from_mean = x - mean[j], from_bias = x - bias[j];
      sums.residual += miss * miss;
      sums.about_mean += from_mean * from_mean;
      sums.energy += rbm.units == VisibleUnits::gaussian
                         ? from_bias * from_bias / (2 * rbm.visible_variance)
                         : -bias[j] * x;
    }
}

/// The sums of some rows whose hidden probabilities are `p`.
FitSums visible_sums(const Rbm& rbm, Rows rows, ConstView p, const float* mean_image,
                     const Backend& backend) {
  const std::size_t v_count = rbm.visible_units(), widest = std::min(kRbmBlock, v_count);
  Matrix v(rows.size(), widest), reconstruction(rows.size(), widest), mean(1, widest);
  FitSums sums;
  for (std::size_t first = 0; first < v_count; first += kRbmBlock) {
    const std::size_t count = std::min(kRbmBlock, v_count - first);
    const MutableView seen = columns_of(view_of(v), 0, count);
    const MutableView back = columns_of(view_of(reconstruction), 0, count);
    const std::span<const float> bias(rbm.visible_bias.data() + first, count);
    gather_block(rows, visible_moments_of(rbm), first, seen);
    gather_block({&mean_image, 1}, visible_moments_of(rbm), first,
                 columns_of(view_of(mean), 0, count));
    backend.gemm(1, p, Transpose::no, rows_of(rbm.weights, first, count), Transpose::yes, 0, back);
    backend.add_row(back, bias);
    if (rbm.units == VisibleUnits::bernoulli) backend.sigmoid(back);
    add_visible(rbm, seen, back, mean.row(0).first(count), bias, sums);
  }
  return sums;
}

/// Shares of dead and of saturated units by their probabilities [n x H].
void count_idle(const Matrix& p, RbmFit& fit) {
  std::size_t dead = 0, saturated = 0;
  for (std::size_t j = 0; j < p.cols; ++j) {
    float least = 1, most = 0;
    std::size_t extreme = 0;
    for (std::size_t i = 0; i < p.rows; ++i) {
      least = std::min(least, p(i, j));
      most = std::max(most, p(i, j));
      if (p(i, j) < kOff || p(i, j) > kOn) ++extreme;
    }
    if (most - least < kDeadRange)
      ++dead;
    else if (static_cast<double>(extreme) >= kSaturatedRows * static_cast<double>(p.rows))
      ++saturated;
  }
  fit.dead = static_cast<double>(dead) / static_cast<double>(p.cols);
  fit.saturated = static_cast<double>(saturated) / static_cast<double>(p.cols);
}

}  // namespace

std::size_t rbm_blocks(std::size_t visible_units) { return blocks_of(visible_units, kRbmBlock); }

void gather_block(Rows rows, const Matrix& moments, std::size_t first, MutableView out) {
  assert(out.rows == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy_n(rows[i] + first, out.cols, out.data + i * out.stride);
  if (moments.values.empty()) return;
  for (std::size_t j = 0; j < out.cols; ++j) {
    const float mean = moments(0, first + j);
    const auto scale = static_cast<float>(1 / std::sqrt(moments(1, first + j) + kMomentsEpsilon));
    for (std::size_t i = 0; i < out.rows; ++i) {
      float& v = out.data[i * out.stride + j];
      v = (v - mean) * scale;
    }
  }
}

Matrix hidden_input(const Rbm& rbm, Rows rows, const Machine& machine) {
  Matrix z = projected(rbm, rows, machine);
  if (rbm.normalization == BatchNormalization::hidden)
    for (std::size_t j = 0; j < z.cols; ++j) {
      const float mean = rbm.moments(0, j);
      const auto scale = static_cast<float>(1 / std::sqrt(rbm.moments(1, j) + kMomentsEpsilon));
      for (std::size_t i = 0; i < z.rows; ++i) z(i, j) = (z(i, j) - mean) * scale;
    }
  machine.backend.add_row(view_of(z), rbm.hidden_bias);
  return z;
}

Matrix hidden_moments(const Rbm& rbm, Rows rows, const Machine& machine) {
  return column_moments(projected(rbm, rows, machine));
}

Matrix visible_moments(Rows rows, std::size_t visible_units, Threads& threads) {
  Matrix moments(2, visible_units);
  threads.for_each_block(rbm_blocks(visible_units), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kRbmBlock;
    const std::size_t count = std::min(kRbmBlock, visible_units - first);
    // Row by row, as they lie in memory; a volume's voxels are far apart from the next one's.
    std::vector<double> sums(count), squares(count);
    for (const float* row : rows)
      for (std::size_t j = 0; j < count; ++j) sums[j] += row[first + j];
    for (double& sum : sums) sum /= static_cast<double>(rows.size());
    for (const float* row : rows)
      for (std::size_t j = 0; j < count; ++j) {
        const double from_mean = row[first + j] - sums[j];
        squares[j] += from_mean * from_mean;
      }
    for (std::size_t j = 0; j < count; ++j) {
      moments(0, first + j) = static_cast<float>(sums[j]);
      moments(1, first + j) = static_cast<float>(squares[j] / static_cast<double>(rows.size()));
    }
  });
  return moments;
}

RbmFit fit_of(const Rbm& rbm, Rows rows, std::span<const float> mean_image,
              const Machine& machine) {
  assert(!rows.empty() && mean_image.size() == rbm.visible_units());
  Matrix p = hidden_input(rbm, rows, machine);
  double hidden_energy = 0;
  for (float x : p.values) hidden_energy += softplus(x);
  machine.backend.sigmoid(view_of(p));
  std::vector<FitSums> parts(blocks_of(rows.size(), kRowBlock));
  machine.threads.for_each_block(parts.size(), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kRowBlock;
    const std::size_t count = std::min(kRowBlock, rows.size() - first);
    parts[block] = visible_sums(rbm, rows.subspan(first, count), rows_of(p, first, count),
                                mean_image.data(), machine.backend);
  });
  FitSums all;
  for (const FitSums& part : parts) {
    all.residual += part.residual;
    all.about_mean += part.about_mean;
    all.energy += part.energy;
  }
  const auto count = static_cast<double>(rows.size());
  RbmFit fit;
  fit.error = all.residual / (count * static_cast<double>(rbm.visible_units()));
  fit.explained = all.about_mean > 0 ? 1 - all.residual / all.about_mean : 0;
  fit.free_energy = (all.energy - hidden_energy) / count;
  count_idle(p, fit);
  return fit;
}

}  // namespace anbn
