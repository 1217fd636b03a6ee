// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/dbn_training.h"

#include "anbn/backend/bfloat16.h"
#include "anbn/brain/networks/dbn_checkpoint.h"
#include "anbn/core/error.h"
#include "anbn/core/memory.h"
#include "anbn/core/random.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Epochs that take less do not end with a checkpoint each: syncing it to the disk would take longer
// than computing them again.
constexpr double kShortEpoch_s = 1;

/// What a layer is trained on and looked at with.
struct LayerRows {
  Matrix training_values, held_out_values;  // of the upper layers: what the layer below gives
  std::vector<const float*> training;
  HealthRows health;
};

std::vector<std::span<const float>> arrays_of(const Rbm& rbm) {
  return {rbm.weights.values, rbm.visible_bias, rbm.hidden_bias, rbm.moments.values};
}
std::vector<std::span<const float>> arrays_of(const RbmState& state) {
  std::vector<std::span<const float>> arrays = arrays_of(state.rbm);
  arrays.insert(arrays.end(), {state.velocity.values, state.visible_velocity, state.hidden_velocity,
                               state.chains.values, state.visible_center, state.hidden_center});
  return arrays;
}

std::vector<std::vector<float>*> targets_of(RbmState& state) {
  Rbm& rbm = state.rbm;
  return {&rbm.weights.values,    &rbm.visible_bias,      &rbm.hidden_bias,
          &rbm.moments.values,    &state.velocity.values, &state.visible_velocity,
          &state.hidden_velocity, &state.chains.values,   &state.visible_center,
          &state.hidden_center};
}

/// Puts the arrays of a checkpoint in place of those of `state`, which has their sizes.
void restore(RbmState& state, DbnCheckpoint& from, const fs::path& folder) {
  const auto targets = targets_of(state);
  bool fits = from.arrays.size() <= targets.size() && from.arrays.size() >= 4;
  for (std::size_t i = 0; fits && i < from.arrays.size(); ++i)
    fits = from.arrays[i].size() == targets[i]->size();
  if (!fits)
    fail("{}: a checkpoint holds a layer of another size; remove this folder and run again",
         folder.string());
  for (std::size_t i = 0; i < from.arrays.size(); ++i) *targets[i] = std::move(from.arrays[i]);
}

class Training {
 public:
  Training(const DbnScans& scans, const DbnOptions& options, std::uint64_t seed, NetworkWork& work)
      : scans_(scans),
        options_(options),
        seed_(seed),
        work_(work),
        rounding_(options.precision == "bfloat16" ? with_bfloat16_products(work.backend) : nullptr),
        checkpoints_(work.checkpoint),
        last_saved_(Clock::now()) {}

  TrainedDbn run();

 private:
  void resume();
  LayerRows bottom_rows() const;
  LayerRows rows_above(const LayerRows& below, DbnLayer& layer) const;
  void train(std::size_t layer, RbmState& state, const LayerRows& rows, std::size_t step);
  void step(RbmTrainer& trainer, std::size_t layer, std::size_t step, const LayerRows& rows);
  void look(std::size_t layer, const RbmState& state, const LayerRows& rows, std::size_t step);
  void save(std::size_t layer, std::size_t step, const RbmState& state);
  void tell(std::size_t layer, std::size_t volumes);
  void write_first_step(std::size_t layer, const RbmTrainer& trainer, const RbmState& before,
                        const RbmState& after, Rows batch) const;

  std::size_t steps_an_epoch(std::size_t layer, std::size_t volumes) const {
    const auto batch = static_cast<std::size_t>(options_.batch[layer]);
    return (volumes + batch - 1) / batch;
  }
  std::size_t all_steps(std::size_t layer, std::size_t volumes) const {
    return steps_an_epoch(layer, volumes) * static_cast<std::size_t>(options_.epochs[layer]);
  }

  const DbnScans& scans_;
  const DbnOptions& options_;
  std::uint64_t seed_;
  NetworkWork& work_;
  std::unique_ptr<Backend> rounding_;  // of products in bfloat16, or null
  DbnCheckpoints checkpoints_;
  std::optional<DbnCheckpoints::Found> found_;
  TrainedDbn out_;
  std::vector<std::size_t> order_;  // of the samples of the epoch `order_epoch_`
  std::optional<std::size_t> order_epoch_;
  Clock::time_point last_saved_, epoch_begun_;
  std::size_t steps_since_look_ = 0;
};

void Training::resume() {
  found_ = checkpoints_.newest(out_.warnings);
  if (!found_) return;
  out_.health = std::move(found_->current.health);
  out_.facts.emplace_back(
      "dbn: went on from",
      fmt::format("layer {}, step {}", found_->current.layer + 1, found_->current.step));
}

LayerRows Training::bottom_rows() const {
  LayerRows rows;
  rows.training = rows_of(scans_, ScanRole::training);
  const auto held_out = rows_of(scans_, ScanRole::held_out);
  for (std::size_t i : health_volumes(rows.training.size(), random_key(seed_, "dbn health", 0)))
    rows.health.training.push_back(rows.training[i]);
  for (std::size_t i : health_volumes(held_out.size(), random_key(seed_, "dbn health", 1)))
    rows.health.held_out.push_back(held_out[i]);
  const Matrix moments = visible_moments(rows.health.training, scans_.voxels, work_.threads);
  rows.health.mean_image.assign(moments.row(0).begin(), moments.row(0).end());
  return rows;
}

/// The rows of the next layer, and what they are standardized by.
LayerRows Training::rows_above(const LayerRows& below, DbnLayer& layer) const {
  const LayerOutput output = layer_output_of(options_);
  if (output.kind == LayerInput::standardized) {
    const Matrix plain = layer_output(layer, below.training, {}, work_.backend, work_.threads);
    layer.output_moments = visible_moments(row_pointers(plain), plain.cols, work_.threads);
  }
  LayerRows rows;
  rows.training_values = layer_output(layer, below.training, output, work_.backend, work_.threads);
  rows.held_out_values =
      layer_output(layer, below.health.held_out, output, work_.backend, work_.threads);
  rows.training = row_pointers(rows.training_values);
  rows.health.held_out = row_pointers(rows.held_out_values);
  for (std::size_t i : health_volumes(rows.training.size(), random_key(seed_, "dbn health", 0)))
    rows.health.training.push_back(rows.training[i]);
  const Matrix moments =
      visible_moments(rows.health.training, rows.training_values.cols, work_.threads);
  rows.health.mean_image.assign(moments.row(0).begin(), moments.row(0).end());
  return rows;
}

TrainedDbn Training::run() {
  resume();
  LayerRows rows = bottom_rows();
  std::size_t below = scans_.voxels;
  for (std::size_t layer = 0; layer < options_.units.size(); ++layer) {
    RbmState state =
        untrained_layer(options_, layer, below, rows.health, seed_, work_.backend, work_.threads);
    const bool is_finished = found_ && layer < found_->current.layer;
    if (is_finished) {
      restore(state, found_->finished[layer], checkpoints_.folder());
    } else {
      std::size_t done = 0;
      if (found_ && layer == found_->current.layer) {
        restore(state, found_->current, checkpoints_.folder());
        done = static_cast<std::size_t>(found_->current.step);
      }
      train(layer, state, rows, done);
      if (layer + 1 < options_.units.size())
        checkpoints_.save_finished(layer, arrays_of(state.rbm));
    }
    out_.layers.push_back({std::move(state.rbm), {}});
    below = static_cast<std::size_t>(options_.units[layer]);
    if (layer + 1 < options_.units.size()) rows = rows_above(rows, out_.layers.back());
  }
  return std::move(out_);
}

void Training::train(std::size_t layer, RbmState& state, const LayerRows& rows, std::size_t done) {
  const std::size_t volumes = rows.training.size();
  const std::size_t an_epoch = steps_an_epoch(layer, volumes), steps = all_steps(layer, volumes);
  const auto batch = std::min(static_cast<std::size_t>(options_.batch[layer]), volumes);
  RbmTrainer trainer(state, batch, rounding_ ? *rounding_ : work_.backend, work_.threads);
  work_.progress.begin(fmt::format("dbn layer {} of {}", layer + 1, options_.units.size()),
                       steps - std::min(done, steps));
  order_epoch_.reset();
  epoch_begun_ = Clock::now();
  steps_since_look_ = 0;
  if (done == 0) look(layer, state, rows, 0);
  const std::size_t before = done;
  while (done < steps) {
    const bool is_shown = done == 0 && options_.first_step == "yes";
    const RbmState first = is_shown ? state : RbmState();
    step(trainer, layer, done, rows);
    ++done;
    ++steps_since_look_;
    if (is_shown) {
      std::vector<const float*> shown;
      for (std::size_t i = 0; i < batch; ++i) shown.push_back(rows.training[order_[i]]);
      write_first_step(layer, trainer, first, state, shown);
    }
    if (done % an_epoch == 0) look(layer, state, rows, done);
    const std::chrono::duration<double> since = Clock::now() - last_saved_;
    const bool ends_epoch = done % an_epoch == 0;
    if (since.count() >= options_.checkpoint_s || (ends_epoch && since.count() >= kShortEpoch_s))
      save(layer, done, state);
    work_.progress.advance(done - before);
  }
}

void Training::step(RbmTrainer& trainer, std::size_t layer, std::size_t step,
                    const LayerRows& rows) {
  const std::size_t volumes = rows.training.size();
  const std::size_t an_epoch = steps_an_epoch(layer, volumes), epoch = step / an_epoch;
  if (order_epoch_ != epoch) {
    order_.resize(volumes);
    if (options_.shuffle == "yes")
      order_ = random_permutation(
          random_key(seed_, fmt::format("dbn order of layer {}", layer + 1), epoch), volumes);
    else
      std::iota(order_.begin(), order_.end(), std::size_t{0});
    order_epoch_ = epoch;
  }
  const auto batch = static_cast<std::size_t>(options_.batch[layer]);
  const auto batch_of = [&](std::size_t at) {
    std::vector<const float*> shown;
    for (std::size_t i = at * batch; i < std::min((at + 1) * batch, volumes); ++i)
      shown.push_back(rows.training[order_[i]]);
    return shown;
  };
  const RbmDraws draws{random_key(seed_, fmt::format("dbn hidden of layer {}", layer + 1), step),
                       random_key(seed_, fmt::format("dbn noise of layer {}", layer + 1), step)};
  // The last batch of an epoch knows of no next one: batch_of gives none.
  trainer.step(
      batch_of(step % an_epoch), batch_of(step % an_epoch + 1),
      rule_at(options_, layer, step, all_steps(layer, volumes), static_cast<double>(epoch)), draws);
}

/// Adds a line of health.
void Training::look(std::size_t layer, const RbmState& state, const LayerRows& rows,
                    std::size_t step) {
  const std::size_t an_epoch = steps_an_epoch(layer, rows.training.size());
  const std::size_t steps = all_steps(layer, rows.training.size()), epoch = step / an_epoch;
  DbnHealth health = health_of(state.rbm, rows.health, work_.backend, work_.threads);
  health.layer = static_cast<double>(layer + 1);
  health.epoch = static_cast<double>(epoch);
  const std::size_t first = epoch == 0 ? 0 : step - an_epoch;
  for (std::size_t i = first; i < std::max<std::size_t>(step, 1); ++i) {
    const RbmRule rule = rule_at(options_, layer, i, steps, static_cast<double>(i / an_epoch));
    health.l1_step = std::max(health.l1_step, rule.learning_rate * rule.l1);
  }
  if (!std::isfinite(health.error) || !std::isfinite(health.mean_weight))
    fail(
        "dbn: the weights of layer {} grew beyond all bounds in epoch {} (error {}); expected an "
        "error that falls. Lower --learning-rate or --momentum.",
        layer + 1, epoch, health.error);
  out_.health.push_back(health);
  tell(layer, step == 0 ? 0 : rows.training.size());
}

void Training::tell(std::size_t layer, std::size_t volumes) {
  const DbnHealth& last = out_.health.back();
  std::string words =
      fmt::format("epoch {:.0f} of {}, error {:.4f}, explained {:.2f} %", last.epoch,
                  options_.epochs[layer], last.error, 100 * last.explained);
  if (layer > 0) words += fmt::format(" of what layer {} gives", layer);
  if (!std::isnan(last.held_out_explained))
    words += fmt::format(" (held out {:.2f} %)", 100 * last.held_out_explained);
  const std::chrono::duration<double> taken = Clock::now() - epoch_begun_;
  if (volumes > 0 && steps_since_look_ > 0) {
    const double share = static_cast<double>(steps_since_look_) /
                         static_cast<double>(steps_an_epoch(layer, volumes));
    words +=
        fmt::format(", {:.0f} samples/s", static_cast<double>(volumes) * share / taken.count());
  }
  work_.progress.note(words);
  epoch_begun_ = Clock::now();
  steps_since_look_ = 0;
}

void Training::save(std::size_t layer, std::size_t step, const RbmState& state) {
  checkpoints_.save(layer, step, out_.health, arrays_of(state));
  last_saved_ = Clock::now();
}

/// Into the checkpoint folder, where it outlives a stop.
void Training::write_first_step(std::size_t layer, const RbmTrainer& trainer,
                                const RbmState& before, const RbmState& after, Rows batch) const {
  const fs::path folder = checkpoints_.folder() / "first_step";
  fs::create_directories(folder);
  const auto write = [&](const char* name, const Matrix& x) {
    write_npy(folder / fmt::format("layer_{}_{}.npy", layer + 1, name), x);
  };
  const auto row = [](const std::vector<float>& values) {
    Matrix x(1, values.size());
    x.values = values;
    return x;
  };
  Matrix visible(batch.size(), before.rbm.visible_units());
  for (std::size_t i = 0; i < batch.size(); ++i)
    std::copy_n(batch[i], visible.cols, visible.row(i).begin());
  Matrix hidden(batch.size(), before.rbm.hidden_units());
  std::copy_n(trainer.first_samples().values.begin(), hidden.values.size(), hidden.values.begin());
  write("visible", visible);
  write("hidden", hidden);
  write("weights_before", before.rbm.weights);
  write("weights_after", after.rbm.weights);
  write("visible_bias_after", row(after.rbm.visible_bias));
  write("hidden_bias_after", row(after.rbm.hidden_bias));
}

}  // namespace

TrainedDbn trained_dbn(const DbnScans& scans, const DbnOptions& options, std::uint64_t seed,
                       NetworkWork& work) {
  std::size_t volumes = 0;
  for (const DbnScan& scan : scans.scans)
    if (scan.role == ScanRole::training) volumes += scan.bold.rows();
  require_memory(dbn_bytes(options, scans.voxels, volumes),
                 fmt::format("a dbn of {} voxels and {} units", scans.voxels, options.units[0]),
                 available_memory());
  return Training(scans, options, seed, work).run();
}

}  // namespace anbn
