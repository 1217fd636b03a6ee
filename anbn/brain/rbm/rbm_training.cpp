// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/rbm/rbm_training.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

// Of running moments and running means: what a batch adds.
constexpr double kMomentsShare = 0.01, kCenterShare = 0.01;

// Rows of H floats whose distance is a power of two would share few sets of the caches.
constexpr std::size_t kPadding = 16;
// Products of a number of W and a sample; fewer take less time than waking a thread.
constexpr std::size_t kWorthThreads = 1 << 22;

void approach(float& running, double value, double share) {
  running = static_cast<float>((1 - share) * running + share * value);
}

struct Moments {
  double mean, variance;
};

/// Of `count` numbers that lie `step` apart.
Moments moments_of(const float* x, std::size_t count, std::size_t step) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < count; ++i) sum += x[i * step];
  const double mean = sum / static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) squares += (x[i * step] - mean) * (x[i * step] - mean);
  return {mean, squares / static_cast<double>(count)};
}

void standardize(float* x, std::size_t count, std::size_t step, Moments by) {
  const double scale = 1 / std::sqrt(by.variance + kMomentsEpsilon);
  for (std::size_t i = 0; i < count; ++i)
    x[i * step] = static_cast<float>((x[i * step] - by.mean) * scale);
}

/// A step with momentum of one bias; `velocity` is null without momentum.
void move(float& bias, float* velocity, double change, double momentum) {
  if (velocity) {
    *velocity = static_cast<float>(momentum * *velocity + change);
    change = *velocity;
  }
  bias = static_cast<float>(bias + change);
}

std::size_t padded(std::size_t hidden_units) { return hidden_units + kPadding; }

/// Columns of hidden units, of all samples, that one thread finishes at once.
constexpr std::size_t kColumns = 64;

constexpr std::size_t kLineFloats = 16;  // of a line of the cache

/// Views of the first H columns.
template <class M>
auto unpadded(M& x, std::size_t first, std::size_t count) {
  return columns_of(rows_of(x, first, count), 0, x.cols - kPadding);
}

}  // namespace

RbmTrainer::RbmTrainer(RbmState state, std::size_t largest_batch, const Machine& machine)
    : state_(std::move(state)),
      machine_(machine),
      parts_(state_.rbm.visible_units(), state_.rbm.hidden_units()),
      visible_(state_.rbm.visible_units(), 2 * largest_batch),
      hidden_(2 * largest_batch, padded(state_.rbm.hidden_units())),
      inputs_(largest_batch, state_.rbm.hidden_units()),
      on_(largest_batch, padded(state_.rbm.hidden_units())),
      first_on_(largest_batch, state_.rbm.hidden_units()),
      partial_(parts_.blocks() * largest_batch, state_.rbm.hidden_units()),
      moments_(2, state_.rbm.hidden_units()),
      center_products_(parts_.blocks() * 2 * largest_batch),
      hidden_along_center_(2 * largest_batch) {}

const RbmState& RbmTrainer::state() {
  lay_out(Layout::rows);
  return state_;
}

RbmState RbmTrainer::take() {
  lay_out(Layout::rows);
  return std::move(state_);
}

double RbmTrainer::bytes(std::size_t visible_units, std::size_t hidden_units,
                         std::size_t largest_batch) {
  const auto n = static_cast<double>(largest_batch), v = static_cast<double>(visible_units),
             h = static_cast<double>(padded(hidden_units)),
             blocks = static_cast<double>(RbmParts(visible_units, hidden_units).blocks());
  return 4 * (std::max(v * h, 2 * n * v) + 2 * n * v + 5 * n * h + blocks * n * h) +
         16 * blocks * n;
}

void RbmTrainer::step(Rows batch, Rows next, const RbmRule& rule, const RbmDraws& draws) {
  const std::size_t n = batch.size();
  assert(n > 0 && 2 * n <= visible_.cols && 2 * next.size() <= visible_.cols && rule.cd_steps > 0);
  lay_out(Layout::panels);
  if (!std::equal(batch.begin(), batch.end(), seen_.begin(), seen_.end())) see(batch);
  finish_inputs(n, 0);
  sample(n, draws.hidden, 0);
  for (std::size_t i = 0; i < n; ++i) {
    std::copy_n(on_.row(i).data(), first_on_.cols, first_on_.row(i).data());
    const float* met =
        rule.positive == PositivePhase::samples ? on_.row(i).data() : inputs_.row(i).data();
    std::copy_n(met, inputs_.cols, hidden_.row(i).data());
  }
  if (rule.sampling == Sampling::persistent) {
    assert(state_.chains.rows >= n);
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(state_.chains.row(i).data(), inputs_.cols, on_.row(i).data());
  }
  for (std::size_t round = 1; round <= rule.cd_steps; ++round) {
    make_up(n, rule, draws.noise, round);
    finish_inputs(n, round);
    if (round < rule.cd_steps || rule.sampling == Sampling::persistent)
      sample(n, draws.hidden, round);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (rule.sampling == Sampling::persistent)
      std::copy_n(on_.row(i).data(), inputs_.cols, state_.chains.row(i).data());
    std::transform(inputs_.row(i).begin(), inputs_.row(i).end(), hidden_.row(n + i).begin(),
                   [](float p) { return -p; });
  }
  update(n, rule, next);
}

/// Calls work(block) for each block, in the calling thread alone if waking others takes longer.
void RbmTrainer::run(std::size_t blocks, const Work& work) {
  const Matrix& w = state_.rbm.weights;
  if (blocks == 1 || w.values.size() * inputs_.rows < kWorthThreads)
    for (std::size_t block = 0; block < blocks; ++block) work(block);
  else
    machine_.threads.for_each_block(blocks, [&](std::size_t block, std::size_t) { work(block); });
}

/// Calls work for the parts of each block, one after the other, with the block's sums of products,
/// which are 0 at first, of `count` samples.
void RbmTrainer::for_each_part(std::size_t count, const PartWork& work) {
  run(parts_.blocks(), [&](std::size_t block) {
    const MutableView partial = rows_of(partial_, block * count, count);
    std::fill_n(partial.data, count * partial.cols, 0.0f);
    for (RbmPart part = parts_.first_of(block); part.count > 0; part = parts_.next_in_block(part))
      work(part, partial);
  });
}

/// Turns the rows of each part of W and of its velocity into panels, or back.
void RbmTrainer::lay_out(Layout wanted) {
  if (layout_ == wanted) return;
  const auto turn = wanted == Layout::panels ? rows_to_panels : panels_to_rows;
  for_each_part(0, [&](RbmPart part, MutableView) {
    turn(state_.rbm.weights, part);
    if (!state_.velocity.values.empty()) turn(state_.velocity, part);
  });
  layout_ = wanted;
}

/// Some units' numbers in samples first .. first+count-1 of visible_.
MutableView RbmTrainer::visible_of(RbmPart part, std::size_t first, std::size_t count) {
  return columns_of(rows_of(visible_, part.first, part.count), first, count);
}

/// What this thread will probably work on after `part`: at the end of a block the others are at
/// the blocks between.
RbmPart RbmTrainer::likely_next(RbmPart part) const {
  const RbmPart next = parts_.next_in_block(part);
  const auto threads = static_cast<std::size_t>(machine_.threads.count());
  return next.count > 0 ? next : parts_.first_of(parts_.block_of(part) + threads);
}

/// A portion of what comes after `part`; visible_ with the last portion of a pass.
Ahead RbmTrainer::after(RbmPart part, Portion portion) const {
  const auto [first, count] = likely_next(part);
  const auto share_of = [&, first = first, count = count](const Matrix& x) {
    const std::span<const float> all(x.values.data() + first * x.cols, count * x.cols);
    const std::size_t begin = all.size() * portion.from / kEighths;
    return all.subspan(begin, all.size() * portion.to / kEighths - begin);
  };
  Ahead ahead;
  ahead[0] = share_of(state_.rbm.weights);
  if (portion.with_velocity && !state_.velocity.values.empty())
    ahead[1] = share_of(state_.velocity);
  if (portion.to == kEighths)
    ahead[2] = {visible_.values.data() + first * visible_.cols, count * visible_.cols};
  return ahead;
}

/// v0 into visible_, and its products with each block of W into partial_.
void RbmTrainer::see(Rows batch) {
  for_each_part(batch.size(),
                [&](RbmPart part, MutableView partial) { see_part(batch, part, partial); });
}

void RbmTrainer::see_part(Rows batch, RbmPart part, MutableView partial) {
  Rbm& rbm = state_.rbm;
  const std::size_t n = batch.size();
  const MutableView v = visible_of(part, 0, n);
  const RbmPart next = likely_next(part);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < next.count; j += kLineFloats)
      __builtin_prefetch(batch[i] + next.first + j);
    const float* sample = batch[i] + part.first;
    for (std::size_t j = 0; j < part.count; ++j) v.data[j * v.stride + i] = sample[j];
  }
  if (rbm.normalization == BatchNormalization::visible)
    for (std::size_t j = 0; j < part.count; ++j) {
      float* unit = v.data + j * v.stride;
      const Moments moments = moments_of(unit, n, 1);
      standardize(unit, n, 1, moments);
      approach(rbm.moments(0, part.first + j), moments.mean, kMomentsShare);
      approach(rbm.moments(1, part.first + j), moments.variance, kMomentsShare);
    }
  machine_.backend.add_hidden_inputs(static_cast<float>(1 / rbm.visible_variance), v,
                                     weights_of(part), partial, after(part, kWhileMeetingNext));
}

/// v1 from on_ into visible_, and its products with each block of W into partial_.
void RbmTrainer::make_up(std::size_t n, const RbmRule& rule, RandomKey noise, std::size_t round) {
  const Rbm& rbm = state_.rbm;
  const ConstView on = unpadded(on_, 0, n);
  for_each_part(n, [&](RbmPart part, MutableView partial) {
    const MutableView v = visible_of(part, n, n);
    const ConstPanels weights = weights_of(part);
    machine_.backend.reconstruct(on, weights,
                                 std::span(rbm.visible_bias).subspan(part.first, part.count), v,
                                 after(part, kWhileMakingUp));
    if (rbm.units == VisibleUnits::bernoulli) machine_.backend.sigmoid(v);
    if (rule.visible_noise > 0)
      for (std::size_t j = 0; j < part.count; ++j)
        for (std::size_t i = 0; i < n; ++i)
          v.data[j * v.stride + i] += static_cast<float>(
              rule.visible_noise *
              normal(noise, (round * n + i) * rbm.visible_units() + part.first + j));
    machine_.backend.add_hidden_inputs(static_cast<float>(1 / rbm.visible_variance), v, weights,
                                       partial, after(part, kWhileMeetingMadeUp));
  });
}

/// inputs_ become what the hidden units receive, then their probabilities.
void RbmTrainer::finish_inputs(std::size_t n, std::size_t round) {
  run((inputs_.cols + kColumns - 1) / kColumns, [&](std::size_t block) {
    const std::size_t first = block * kColumns;
    finish_columns(first, std::min(kColumns, inputs_.cols - first), n, round);
  });
}

void RbmTrainer::finish_columns(std::size_t first, std::size_t columns, std::size_t n,
                                std::size_t round) {
  std::vector<double> sums(n * columns);
  for (std::size_t block = 0; block < parts_.blocks(); ++block)
    machine_.backend.add_to_sums(columns_of(rows_of(partial_, block * n, n), first, columns), sums);
  const MutableView z = columns_of(rows_of(inputs_, 0, n), first, columns);
  for (std::size_t i = 0; i < n; ++i)
    std::transform(&sums[i * columns], &sums[i * columns] + columns, z.data + i * z.stride,
                   [](double sum) { return static_cast<float>(sum); });
  if (state_.rbm.normalization == BatchNormalization::hidden)
    for (std::size_t j = 0; j < columns; ++j) {
      if (round == 0) {
        const Moments moments = moments_of(z.data + j, n, z.stride);
        moments_(0, first + j) = static_cast<float>(moments.mean);
        moments_(1, first + j) = static_cast<float>(moments.variance);
        approach(state_.rbm.moments(0, first + j), moments.mean, kMomentsShare);
        approach(state_.rbm.moments(1, first + j), moments.variance, kMomentsShare);
      }
      standardize(z.data + j, n, z.stride, {moments_(0, first + j), moments_(1, first + j)});
    }
  machine_.backend.add_row(z, std::span(state_.rbm.hidden_bias).subspan(first, columns));
  machine_.backend.sigmoid(z);
}

/// on_ are samples of inputs_.
void RbmTrainer::sample(std::size_t n, RandomKey key, std::size_t round) {
  run(n, [&](std::size_t i) {
    const std::span<const float> p = inputs_.row(i);
    for (std::size_t j = 0; j < p.size(); ++j)
      on_(i, j) = uniform(key, (round * n + i) * p.size() + j) < p[j] ? 1.0f : 0.0f;
  });
}

/// W and the biases move; with `next` its products with the new W come into partial_.
void RbmTrainer::update(std::size_t n, const RbmRule& rule, Rows next) {
  // hidden_ holds -p1: its mean over all 2 n rows times 2 is the step of the bias.
  const std::size_t units = inputs_.cols;
  std::vector<double> change(units);
  for (std::size_t i = 0; i < 2 * n; ++i)
    for (std::size_t j = 0; j < units; ++j) change[j] += hidden_(i, j) / static_cast<double>(n);
  if (rule.centering == Centering::both) center_hidden(n);
  std::fill(center_products_.begin(), center_products_.end(), 0.0);
  // Running moments of visible units follow each batch when its turn has come, and not before.
  const bool sees_next = !next.empty() && state_.rbm.normalization != BatchNormalization::visible;
  for_each_part(sees_next ? next.size() : 0, [&](RbmPart part, MutableView partial) {
    update_part(part, n, rule);
    if (sees_next) see_part(next, part, partial);
  });
  seen_.clear();
  if (sees_next) seen_.assign(next.begin(), next.end());
  if (rule.centering == Centering::both)
    for (std::size_t i = 0; i < 2 * n; ++i) {
      double along = 0;
      for (std::size_t block = 0; block < parts_.blocks(); ++block)
        along += center_products_[block * 2 * n + i];
      for (std::size_t j = 0; j < units; ++j)
        change[j] -= along * hidden_(i, j) / static_cast<double>(n);
    }
  for (std::size_t j = 0; j < units; ++j)
    move(state_.rbm.hidden_bias[j],
         state_.hidden_velocity.empty() ? nullptr : &state_.hidden_velocity[j],
         rule.learning_rate * change[j], rule.momentum);
}

/// Takes the running mean off hidden_, and notes how far each row then lies along that mean.
void RbmTrainer::center_hidden(std::size_t n) {
  for (std::size_t j = 0; j < inputs_.cols; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += hidden_(i, j);
    float& center = state_.hidden_center[j];
    approach(center, sum / static_cast<double>(n), kCenterShare);
    for (std::size_t i = 0; i < 2 * n; ++i) hidden_(i, j) += i < n ? -center : center;
  }
  for (std::size_t i = 0; i < 2 * n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < inputs_.cols; ++j) sum += hidden_(i, j) * state_.hidden_center[j];
    hidden_along_center_[i] = sum;
  }
}

void RbmTrainer::update_part(RbmPart part, std::size_t n, const RbmRule& rule) {
  update_visible_bias(part, n, rule);
  if (rule.centering == Centering::both) center_part(part, n);
  const double l1_step = rule.learning_rate * rule.l1;
  WeightStep step;
  step.rate = static_cast<float>(rule.learning_rate / static_cast<double>(n));
  step.momentum = static_cast<float>(rule.momentum);
  if (rule.l1_method == L1Method::subgradient)
    step.pull = static_cast<float>(l1_step);
  else  // Momentum makes 1 / (1 - m) steps of one; the threshold must keep pace with it.
    step.threshold = static_cast<float>(l1_step / (1 - rule.momentum));
  const MutablePanels velocity = state_.velocity.values.empty()
                                     ? MutablePanels()
                                     : panels_of(state_.velocity, part.first, part.count);
  machine_.backend.update_weights(visible_of(part, 0, 2 * n), unpadded(hidden_, 0, 2 * n), step,
                                  velocity, weights_of(part), after(part, kWhileUpdating));
}

void RbmTrainer::update_visible_bias(RbmPart part, std::size_t n, const RbmRule& rule) {
  std::vector<float> shown(part.count), made(part.count);
  machine_.backend.row_sums(visible_of(part, 0, n), shown);
  machine_.backend.row_sums(visible_of(part, n, n), made);
  for (std::size_t j = 0; j < part.count; ++j) {
    const std::size_t unit = part.first + j;
    double change = static_cast<double>(shown[j]) - made[j];
    if (rule.centering == Centering::both) {
      float& center = state_.visible_center[unit];
      approach(center, shown[j] / static_cast<double>(n), kCenterShare);
      for (std::size_t i = 0; i < 2 * n; ++i)
        change -= hidden_along_center_[i] * (visible_(unit, i) - center);
    }
    move(state_.rbm.visible_bias[unit],
         state_.visible_velocity.empty() ? nullptr : &state_.visible_velocity[unit],
         rule.learning_rate * change / static_cast<double>(n), rule.momentum);
  }
}

/// Takes the running mean off v0 and v1, and notes how far each sample then lies along that mean.
void RbmTrainer::center_part(RbmPart part, std::size_t n) {
  double* along = &center_products_[parts_.block_of(part) * 2 * n];
  for (std::size_t unit = part.first; unit < part.first + part.count; ++unit) {
    const float center = state_.visible_center[unit];
    for (std::size_t i = 0; i < 2 * n; ++i) {
      float& v = visible_(unit, i);
      v -= center;
      along[i] += v * center;
    }
  }
}

}  // namespace anbn
