// SPDX-License-Identifier: Apache-2.0
// What training begins with: rules, memory, weights before the first step.
#include "anbn/brain/dbn/dbn_training.h"
#include "anbn/brain/networks/batch_reader.h"
#include "anbn/core/error.h"
#include "anbn/core/random.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

Matrix random_weights(std::size_t rows, std::size_t cols, double sd, RandomKey key,
                      Threads& threads) {
  Matrix weights(rows, cols);
  if (sd == 0) return weights;
  threads.for_each_block(rbm_blocks(rows), [&](std::size_t block, std::size_t) {
    const std::size_t end = std::min(rows, (block + 1) * kRbmBlock) * cols;
    for (std::size_t i = block * kRbmBlock * cols; i < end; ++i)
      weights.values[i] = static_cast<float>(sd * normal(key, i));
  });
  return weights;
}

}  // namespace

LayerOutput layer_output_of(const DbnOptions& options) {
  return {options.layer_input.value(), options.unit_rows.value()};
}

RbmRule rule_at(const DbnOptions& o, std::size_t layer, std::size_t step, std::size_t steps,
                double epoch) {
  const double done =
      static_cast<double>(step) / static_cast<double>(std::max<std::size_t>(1, steps - 1));
  RbmRule rule;
  rule.learning_rate = o.learning_rate[layer] * (1 - (1 - o.learning_rate_decay) * done);
  rule.l1 = o.l1[layer];
  if (o.l1_warm_up > 0) rule.l1 *= std::min(1.0, done / o.l1_warm_up);
  const auto rise = static_cast<double>(o.momentum_epochs);
  const double risen = rise <= 0 ? 1 : std::min(1.0, epoch / rise);
  rule.momentum = o.momentum + (o.final_momentum - o.momentum) * risen;
  rule.l1_method = o.l1_method.value();
  rule.cd_steps = static_cast<std::size_t>(o.cd_steps);
  rule.sampling = o.sampling.value();
  rule.positive = o.positive_phase.value();
  rule.centering = o.centering.value();
  rule.visible_noise = o.visible_noise;
  return rule;
}

RbmState untrained_layer(const DbnOptions& o, std::size_t layer, std::size_t visible_units,
                         const LayerSamples& samples, std::uint64_t seed, const Machine& machine) {
  const auto hidden_units = static_cast<std::size_t>(o.units[layer]);
  RbmState state;
  Rbm& rbm = state.rbm;
  rbm.units = layer > 0 && o.layer_input == LayerInput::probabilities && o.unit_rows == YesNo::no
                  ? VisibleUnits::bernoulli
                  : VisibleUnits::gaussian;
  if (rbm.units == VisibleUnits::gaussian) {
    // The more voxels say the same, the surer the hidden units are: a variance in proportion to
    // their number keeps them from being all on or off.
    rbm.visible_variance = o.visible_variance[layer];
    if (rbm.visible_variance == 0)
      rbm.visible_variance = std::max(1.0, static_cast<double>(visible_units) / 1100);
  }
  rbm.weights = random_weights(visible_units, hidden_units, o.weights_sd[layer],
                               random_key(seed, "dbn weights", layer), machine.threads);
  rbm.visible_bias.resize(visible_units);
  rbm.hidden_bias.resize(hidden_units);
  rbm.normalization = o.batch_normalization.value();
  if (rbm.normalization != BatchNormalization::none) {
    const Matrix seen = samples.training.read(samples.training_seen);
    rbm.moments = rbm.normalization == BatchNormalization::hidden
                      ? hidden_moments(rbm, row_pointers(seen), machine)
                      : visible_moments(row_pointers(seen), visible_units, machine.threads);
  }
  if (o.momentum > 0 || o.final_momentum > 0) {
    state.velocity = Matrix(visible_units, hidden_units);
    state.visible_velocity.resize(visible_units);
    state.hidden_velocity.resize(hidden_units);
  }
  if (o.sampling == Sampling::persistent) {
    state.chains = Matrix(static_cast<std::size_t>(o.batch[layer]), hidden_units);
    const RandomKey key = random_key(seed, "dbn chains", layer);
    for (std::size_t i = 0; i < state.chains.values.size(); ++i)
      state.chains.values[i] = uniform(key, i) < 0.5 ? 1.0f : 0.0f;
  }
  if (o.centering == Centering::both) {
    state.visible_center = samples.mean_image;
    if (rbm.normalization == BatchNormalization::visible)
      std::fill(state.visible_center.begin(), state.visible_center.end(), 0.0f);
    state.hidden_center.assign(hidden_units, 0.5f);
  }
  return state;
}

double dbn_bytes(const DbnOptions& o, std::size_t voxels) {
  const bool has_velocity = o.momentum > 0 || o.final_momentum > 0;
  double below = static_cast<double>(voxels), weights = 0, training = 0;
  for (std::size_t layer = 0; layer < o.units.size(); ++layer) {
    const auto units = static_cast<double>(o.units[layer]);
    weights += 4 * below * units;
    const auto inputs = static_cast<std::size_t>(below);
    const auto batch = static_cast<std::size_t>(o.batch[layer]);
    const double steps = RbmTrainer::bytes(inputs, static_cast<std::size_t>(units), batch) +
                         BatchReader::bytes(inputs, batch);
    const double seen = 4 * static_cast<double>(kHealthVolumes) * (below + 2 * units);
    training = std::max(training, steps + seen + (has_velocity ? 4 * below * units : 0));
    below = units;
  }
  // Maps: a product, and a transposed copy that is written; copies of it that are compared.
  const auto widest = static_cast<double>(*std::max_element(o.units.begin(), o.units.end()));
  const double maps = ((o.seeds > 1 ? 5 : 3) * widest + static_cast<double>(kSamplesAtOnce)) * 4 *
                      static_cast<double>(voxels);
  return weights + std::max(training, maps);
}

}  // namespace anbn
