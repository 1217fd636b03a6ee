// SPDX-License-Identifier: Apache-2.0
// What training a deep belief network takes, from a measured step of each layer.
#include "anbn/brain/dbn/dbn_cost.h"

#include "anbn/backend/bfloat16.h"
#include "anbn/brain/dbn/dbn_data.h"
#include "anbn/brain/dbn/dbn_training.h"
#include "anbn/brain/rbm/rbm_training.h"
#include "anbn/core/measure.h"
#include "anbn/core/random.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace anbn {
namespace {

/// More visible units than this cost in proportion: they are as many blocks of the same size, and
/// their weights fit no cache.
constexpr std::size_t kLayerUnits = kRbmLargeLayer;

/// A layer with all that a step of training reads, whatever its numbers.
RbmState some_layer(const DbnOptions& o, std::size_t layer, std::size_t visible) {
  const auto hidden = static_cast<std::size_t>(o.units[layer]);
  RbmState state;
  state.rbm.weights = sample_matrix(visible, hidden, 0.01);
  state.rbm.visible_bias.resize(visible);
  state.rbm.hidden_bias.resize(hidden);
  const auto moments = [](std::size_t units) {
    Matrix m(2, units);
    std::fill(m.values.begin() + static_cast<std::ptrdiff_t>(units), m.values.end(), 1.0f);
    return m;
  };
  if (o.batch_normalization == BatchNormalization::hidden) {
    state.rbm.normalization = BatchNormalization::hidden;
    state.rbm.moments = moments(hidden);
  } else if (o.batch_normalization == BatchNormalization::visible) {
    state.rbm.normalization = BatchNormalization::visible;
    state.rbm.moments = moments(visible);
  }
  if (o.momentum > 0 || o.final_momentum > 0) {
    state.velocity = Matrix(visible, hidden);
    state.visible_velocity.resize(visible);
    state.hidden_velocity.resize(hidden);
  }
  if (o.sampling == Sampling::persistent)
    state.chains = Matrix(static_cast<std::size_t>(o.batch[layer]), hidden);
  if (o.centering == Centering::both) {
    state.visible_center.resize(visible);
    state.hidden_center.assign(hidden, 0.5f);
  }
  return state;
}

/// That of the last step, when L1 has warmed up; a rate that moves the weights of noise little.
RbmRule some_rule(const DbnOptions& o, std::size_t layer) {
  RbmRule rule = rule_at(o, layer, 1, 2, 0);
  rule.learning_rate = 1e-4;
  rule.momentum = std::max(o.momentum, o.final_momentum);
  return rule;
}

/// Training and held-out volumes.
std::pair<double, double> split_volumes(const DbnOptions& o,
                                        std::span<const StoryVolumes> stories) {
  double training = 0, held_out = 0;
  for (const StoryVolumes& story : stories) {
    const std::size_t scans = story.scans;
    const std::size_t out =
        o.held_out >= 0 ? static_cast<std::size_t>(o.held_out) : default_held_out(scans);
    const double volumes = real(story.volumes);
    held_out += volumes * real(std::min(out, scans));
    training += volumes * real(scans - std::min(out, scans));
  }
  return {training, held_out};
}

/// Seconds of one training step of a layer, and of a look at one row for its health.
struct LayerSeconds {
  double step = 0, look = 0;
};

/// Measured on at most kLayerUnits visible units, and scaled to `visible`. Throws Error if the
/// processor has not the precision that the options ask for.
LayerSeconds seconds_of_layer(const DbnOptions& o, std::size_t layer, std::size_t visible,
                              const Machine& machine) {
  const std::size_t units = std::min(visible, kLayerUnits);
  const auto batch = static_cast<std::size_t>(o.batch[layer]);
  const Matrix data = sample_matrix(std::max<std::size_t>(batch, 32), units);
  std::vector<const float*> rows;
  for (std::size_t i = 0; i < data.rows; ++i) rows.push_back(data.row(i).data());
  const Rows all(rows), some = all.first(batch);
  const RbmRule rule = some_rule(o, layer);
  const auto rounding = o.precision == Precision::bfloat16 ? with_bfloat16_products(machine.backend)
                                                           : std::unique_ptr<Backend>();
  RbmTrainer trainer(some_layer(o, layer, units), batch,
                     {rounding ? *rounding : machine.backend, machine.threads, machine.progress});
  LayerSeconds seconds;
  std::uint64_t step = 0;
  seconds.step = seconds_of(0.2, [&] {
    const RbmDraws draws{random_key(1, "check/hidden", step), random_key(1, "check/noise", step)};
    ++step;
    trainer.step(some, some, rule, draws);
  });
  const std::vector<float> mean(units);
  seconds.look = seconds_of(0.05, [&] { fit_of(trainer.state().rbm, all, mean, machine); }) /
                 static_cast<double>(data.rows);
  const double scale = static_cast<double>(visible) / static_cast<double>(units);
  return {seconds.step * scale, seconds.look * scale};
}

}  // namespace

Cost dbn_cost(const MethodOptions& methods, const NetworkCostInputs& in) {
  DbnOptions o = methods.dbn;
  const auto [training, held_out] = split_volumes(o, in.stories);
  // No batch has more volumes than there are.
  const auto most = static_cast<std::int64_t>(std::max(1.0, training));
  for (std::int64_t& batch : o.batch) batch = std::min(batch, most);
  const double looked =
      std::min(training, real(kHealthVolumes)) + std::min(held_out, real(kHealthVolumes));
  Cost cost;
  std::size_t below = in.mask.size();
  for (std::size_t layer = 0; layer < o.units.size(); ++layer) {
    const auto units = static_cast<std::size_t>(o.units[layer]);
    const LayerSeconds s = seconds_of_layer(o, layer, below, in.machine);
    const auto epochs = static_cast<double>(o.epochs[layer]);
    const double epoch = std::ceil(training / static_cast<double>(o.batch[layer])) * s.step;
    const double weights = kFloatBytes * real(below) * real(units);
    cost.seconds += epochs * epoch + (epochs + 1) * looked * s.look;
    if (epoch > 1) cost.seconds += epochs * weights / in.rates.write_bytes;  // checkpoints
    cost.seconds += 2 * training * real(below) * real(units) / in.rates.flops;
    cost.disk += 2 * weights;  // and a checkpoint of it
    const double maps = kFloatBytes * real(in.mask.size()) * real(units);
    cost.disk += maps;
    cost.seconds += maps / in.rates.packed_bytes;
    // What the next layer is given, in a file; where it is standardized, once before and once
    // after.
    if (layer + 1 < o.units.size())
      cost.disk += (o.layer_input == LayerInput::standardized ? 2 : 1) * kFloatBytes * training *
                   real(units);
    below = units;
  }
  // Each further seed is trained after the other, and leaves its maps until all are compared.
  cost.seconds *= static_cast<double>(o.seeds);
  cost.disk += static_cast<double>(o.seeds - 1) * kFloatBytes * real(in.mask.size()) * real(below);
  cost.memory = kProgramBytes + dbn_bytes(o, in.mask.size());
  return cost;
}

}  // namespace anbn
