// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/rbm_training.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

// Of running moments and running means: what a batch adds.
constexpr double kMomentsShare = 0.01, kCenterShare = 0.01;

void approach(float& running, double value, double share) {
  running = static_cast<float>((1 - share) * running + share * value);
}

double column_sum(ConstView x, std::size_t j) {
  double sum = 0;
  for (std::size_t i = 0; i < x.rows; ++i) sum += x.data[i * x.stride + j];
  return sum;
}

struct Moments {
  double mean, variance;
};

Moments column_moments(ConstView x, std::size_t j) {
  const auto count = static_cast<double>(x.rows);
  const double mean = column_sum(x, j) / count;
  double squares = 0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    const double from_mean = x.data[i * x.stride + j] - mean;
    squares += from_mean * from_mean;
  }
  return {mean, squares / count};
}

void standardize_column(MutableView x, std::size_t j, Moments by) {
  const double scale = 1 / std::sqrt(by.variance + kMomentsEpsilon);
  for (std::size_t i = 0; i < x.rows; ++i) {
    float& v = x.data[i * x.stride + j];
    v = static_cast<float>((v - by.mean) * scale);
  }
}

/// A step with momentum of one bias; `velocity` is null without momentum.
void move(float& bias, float* velocity, double change, double momentum) {
  if (velocity) {
    *velocity = static_cast<float>(momentum * *velocity + change);
    change = *velocity;
  }
  bias = static_cast<float>(bias + change);
}

}  // namespace

RbmTrainer::RbmTrainer(RbmState& state, std::size_t largest_batch, const Backend& backend,
                       Threads& threads)
    : state_(state),
      backend_(backend),
      threads_(threads),
      blocks_(rbm_blocks(state.rbm.visible_units())),
      visible_(2 * largest_batch, state.rbm.visible_units()),
      hidden_(2 * largest_batch, state.rbm.hidden_units()),
      inputs_(largest_batch, state.rbm.hidden_units()),
      on_(largest_batch, state.rbm.hidden_units()),
      first_on_(largest_batch, state.rbm.hidden_units()),
      partial_(blocks_ * largest_batch, state.rbm.hidden_units()),
      moments_(2, state.rbm.hidden_units()),
      center_products_(blocks_ * 2 * largest_batch),
      hidden_along_center_(2 * largest_batch) {}

double RbmTrainer::bytes(std::size_t visible_units, std::size_t hidden_units,
                         std::size_t largest_batch) {
  const auto n = static_cast<double>(largest_batch), v = static_cast<double>(visible_units),
             h = static_cast<double>(hidden_units),
             blocks = static_cast<double>(rbm_blocks(visible_units));
  return 4 * (2 * n * v + 5 * n * h + blocks * n * h) + 16 * blocks * n;
}

void RbmTrainer::step(Rows batch, const RbmRule& rule, const RbmDraws& draws) {
  const std::size_t n = batch.size();
  assert(n > 0 && 2 * n <= visible_.rows && rule.cd_steps > 0);
  const MutableView p = rows_of(inputs_, 0, n), on = rows_of(on_, 0, n);
  see(batch);
  sum_inputs(n);
  take_batch_moments(n);
  normalize_inputs(n);
  sample(p, draws.hidden, 0, on);
  std::copy_n(on_.values.data(), n * on_.cols, first_on_.values.data());
  const Matrix& positive = rule.positive == PositivePhase::samples ? on_ : inputs_;
  std::copy_n(positive.values.data(), n * positive.cols, hidden_.values.data());
  if (rule.chains == Chains::persistent) {
    assert(state_.chains.rows >= n);
    std::copy_n(state_.chains.values.data(), n * on_.cols, on_.values.data());
  }
  for (std::size_t round = 1; round <= rule.cd_steps; ++round) {
    make_up(n, rule, draws.noise, round);
    sum_inputs(n);
    normalize_inputs(n);
    if (round < rule.cd_steps || rule.chains == Chains::persistent)
      sample(p, draws.hidden, round, on);
  }
  if (rule.chains == Chains::persistent)
    std::copy_n(on_.values.data(), n * on_.cols, state_.chains.values.data());
  std::transform(inputs_.values.data(), inputs_.values.data() + n * inputs_.cols,
                 hidden_.row(n).data(), [](float v) { return -v; });
  update(n, rule);
}

/// v0 into visible_, and its products with each block of W into partial_.
void RbmTrainer::see(Rows batch) {
  Rbm& rbm = state_.rbm;
  const std::size_t n = batch.size();
  threads_.for_each_block(blocks_, [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kRbmBlock;
    const std::size_t units = std::min(kRbmBlock, rbm.visible_units() - first);
    const MutableView v = columns_of(rows_of(visible_, 0, n), first, units);
    gather_block(batch, Matrix(), first, v);
    if (rbm.normalization == BatchNormalization::visible)
      for (std::size_t j = 0; j < units; ++j) {
        const Moments moments = column_moments(v, j);
        standardize_column(v, j, moments);
        approach(rbm.moments(0, first + j), moments.mean, kMomentsShare);
        approach(rbm.moments(1, first + j), moments.variance, kMomentsShare);
      }
    backend_.gemm(static_cast<float>(1 / rbm.visible_variance), v, Transpose::no,
                  rows_of(rbm.weights, first, units), Transpose::no, 0,
                  rows_of(partial_, block * n, n));
  });
}

/// v1 from on_ into visible_, and its products with each block of W into partial_.
void RbmTrainer::make_up(std::size_t n, const RbmRule& rule, RandomKey noise, std::size_t round) {
  const Rbm& rbm = state_.rbm;
  const std::size_t v_count = rbm.visible_units();
  threads_.for_each_block(blocks_, [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kRbmBlock;
    const std::size_t units = std::min(kRbmBlock, v_count - first);
    const MutableView v = columns_of(rows_of(visible_, n, n), first, units);
    const ConstView weights = rows_of(rbm.weights, first, units);
    backend_.gemm(1, rows_of(on_, 0, n), Transpose::no, weights, Transpose::yes, 0, v);
    backend_.add_row(v, std::span(rbm.visible_bias).subspan(first, units));
    if (rbm.units == VisibleUnits::bernoulli) backend_.sigmoid(v);
    if (rule.visible_noise > 0)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < units; ++j)
          v.data[i * v.stride + j] += static_cast<float>(
              rule.visible_noise * normal(noise, (round * n + i) * v_count + first + j));
    backend_.gemm(static_cast<float>(1 / rbm.visible_variance), v, Transpose::no, weights,
                  Transpose::no, 0, rows_of(partial_, block * n, n));
  });
}

/// inputs_ = the sum of the blocks' products, always in the order of the blocks.
void RbmTrainer::sum_inputs(std::size_t n) {
  threads_.for_each_block(n, [&](std::size_t i, std::size_t) {
    std::vector<double> sums(inputs_.cols);
    for (std::size_t block = 0; block < blocks_; ++block) {
      const float* part = partial_.row(block * n + i).data();
      for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += part[j];
    }
    std::transform(sums.begin(), sums.end(), inputs_.row(i).begin(),
                   [](double sum) { return static_cast<float>(sum); });
  });
}

void RbmTrainer::take_batch_moments(std::size_t n) {
  if (state_.rbm.normalization != BatchNormalization::hidden) return;
  for (std::size_t j = 0; j < inputs_.cols; ++j) {
    const Moments moments = column_moments(rows_of(inputs_, 0, n), j);
    moments_(0, j) = static_cast<float>(moments.mean);
    moments_(1, j) = static_cast<float>(moments.variance);
    approach(state_.rbm.moments(0, j), moments.mean, kMomentsShare);
    approach(state_.rbm.moments(1, j), moments.variance, kMomentsShare);
  }
}

/// inputs_ become probabilities.
void RbmTrainer::normalize_inputs(std::size_t n) {
  const MutableView z = rows_of(inputs_, 0, n);
  if (state_.rbm.normalization == BatchNormalization::hidden)
    for (std::size_t j = 0; j < z.cols; ++j)
      standardize_column(z, j, {moments_(0, j), moments_(1, j)});
  backend_.add_row(z, state_.rbm.hidden_bias);
  backend_.sigmoid(z);
}

void RbmTrainer::sample(MutableView p, RandomKey key, std::size_t round, MutableView h) const {
  for (std::size_t i = 0; i < p.rows; ++i)
    for (std::size_t j = 0; j < p.cols; ++j)
      h.data[i * h.stride + j] =
          uniform(key, (round * p.rows + i) * p.cols + j) < p.data[i * p.stride + j] ? 1.0f : 0.0f;
}

void RbmTrainer::update(std::size_t n, const RbmRule& rule) {
  // hidden_ holds -p1: its mean over all 2 n rows times 2 is the step of the bias.
  std::vector<double> change(hidden_.cols);
  for (std::size_t j = 0; j < change.size(); ++j)
    change[j] = column_sum(rows_of(hidden_, 0, 2 * n), j) / static_cast<double>(n);
  if (rule.centering == Centering::both) {
    for (std::size_t j = 0; j < hidden_.cols; ++j) {
      float& center = state_.hidden_center[j];
      approach(center, column_sum(rows_of(hidden_, 0, n), j) / static_cast<double>(n),
               kCenterShare);
      for (std::size_t i = 0; i < 2 * n; ++i) hidden_(i, j) += i < n ? -center : center;
    }
    for (std::size_t i = 0; i < 2 * n; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < hidden_.cols; ++j) sum += hidden_(i, j) * state_.hidden_center[j];
      hidden_along_center_[i] = sum;
    }
  }
  threads_.for_each_block(blocks_,
                          [&](std::size_t block, std::size_t) { update_block(block, n, rule); });
  if (rule.centering == Centering::both)
    for (std::size_t i = 0; i < 2 * n; ++i) {
      double along = 0;
      for (std::size_t block = 0; block < blocks_; ++block)
        along += center_products_[block * 2 * n + i];
      for (std::size_t j = 0; j < hidden_.cols; ++j)
        change[j] -= along * hidden_(i, j) / static_cast<double>(n);
    }
  for (std::size_t j = 0; j < change.size(); ++j)
    move(state_.rbm.hidden_bias[j],
         state_.hidden_velocity.empty() ? nullptr : &state_.hidden_velocity[j],
         rule.learning_rate * change[j], rule.momentum);
}

void RbmTrainer::update_block(std::size_t block, std::size_t n, const RbmRule& rule) {
  const std::size_t first = block * kRbmBlock;
  const std::size_t units = std::min(kRbmBlock, state_.rbm.visible_units() - first);
  update_visible_bias(first, units, n, rule);
  if (rule.centering == Centering::both) center_block(block, n, first, units);
  const ConstView v = columns_of(rows_of(visible_, 0, 2 * n), first, units);
  const ConstView h = rows_of(hidden_, 0, 2 * n);
  const MutableView weights = rows_of(state_.rbm.weights, first, units);
  const auto rate = static_cast<float>(rule.learning_rate / static_cast<double>(n));
  const auto l1_step = static_cast<float>(rule.learning_rate * rule.l1);
  const bool decays = rule.l1 > 0 && rule.l1_method == L1Method::subgradient;
  if (state_.velocity.values.empty()) {
    if (decays) backend_.add_signs(-l1_step, weights, weights);
    backend_.gemm(rate, v, Transpose::yes, h, Transpose::no, 1, weights);
  } else {
    const MutableView velocity = rows_of(state_.velocity, first, units);
    backend_.gemm(rate, v, Transpose::yes, h, Transpose::no, static_cast<float>(rule.momentum),
                  velocity);
    if (decays) backend_.add_signs(-l1_step, weights, velocity);
    backend_.add(velocity, weights);
  }
  // Momentum makes 1 / (1 - m) steps of one; the threshold must keep pace with it.
  if (rule.l1 > 0 && rule.l1_method == L1Method::proximal)
    backend_.soft_threshold(static_cast<float>(rule.learning_rate * rule.l1 / (1 - rule.momentum)),
                            weights);
}

void RbmTrainer::update_visible_bias(std::size_t first, std::size_t units, std::size_t n,
                                     const RbmRule& rule) {
  const ConstView v0 = columns_of(rows_of(visible_, 0, n), first, units);
  const ConstView v1 = columns_of(rows_of(visible_, n, n), first, units);
  std::vector<double> change(units), mean(units);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < units; ++j) {
      mean[j] += v0.data[i * v0.stride + j];
      change[j] += static_cast<double>(v0.data[i * v0.stride + j]) - v1.data[i * v1.stride + j];
    }
  if (rule.centering == Centering::both) {
    for (std::size_t j = 0; j < units; ++j)
      approach(state_.visible_center[first + j], mean[j] / static_cast<double>(n), kCenterShare);
    for (std::size_t i = 0; i < 2 * n; ++i)
      for (std::size_t j = 0; j < units; ++j)
        change[j] -=
            hidden_along_center_[i] * (visible_(i, first + j) - state_.visible_center[first + j]);
  }
  for (std::size_t j = 0; j < units; ++j)
    move(state_.rbm.visible_bias[first + j],
         state_.visible_velocity.empty() ? nullptr : &state_.visible_velocity[first + j],
         rule.learning_rate * change[j] / static_cast<double>(n), rule.momentum);
}

/// Takes the running mean off v0 and v1, and notes how far each row then lies along that mean.
void RbmTrainer::center_block(std::size_t block, std::size_t n, std::size_t first,
                              std::size_t units) {
  for (std::size_t i = 0; i < 2 * n; ++i) {
    double along = 0;
    for (std::size_t j = 0; j < units; ++j) {
      float& v = visible_(i, first + j);
      v -= state_.visible_center[first + j];
      along += v * state_.visible_center[first + j];
    }
    center_products_[block * 2 * n + i] = along;
  }
}

}  // namespace anbn
