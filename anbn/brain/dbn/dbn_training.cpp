// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_training.h"

#include "anbn/backend/bfloat16.h"
#include "anbn/brain/dbn/dbn_checkpoint.h"
#include "anbn/brain/networks/batch_reader.h"
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
        rounding_(options.precision == Precision::bfloat16
                      ? with_bfloat16_products(work.machine.backend)
                      : nullptr),
        checkpoints_(work.checkpoint),
        last_saved_(Clock::now()) {}

  TrainedDbn run();

 private:
  void resume();
  LayerSamples bottom_samples() const;
  LayerSamples samples_above(const LayerSamples& below, std::size_t layer, DbnLayer& trained) const;
  void choose_seen(LayerSamples& samples) const;
  BatchPlan plan_of(std::size_t layer, std::size_t volumes, std::size_t done) const;
  void train(std::size_t layer, RbmState& state, const LayerSamples& samples, std::size_t step);
  void look(std::size_t layer, const RbmState& state, const LayerSamples& samples,
            std::size_t step);
  void save(std::size_t layer, std::size_t step, const RbmState& state);
  void tell(std::size_t layer, std::size_t volumes);
  void write_first_step(std::size_t layer, const RbmState& before, RbmTrainer& trainer,
                        Rows batch) const;

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

LayerSamples Training::bottom_samples() const {
  LayerSamples samples;
  samples.training = samples_of(scans_, ScanRole::training);
  samples.held_out = samples_of(scans_, ScanRole::held_out);
  samples.held_out_seen =
      health_volumes(samples.held_out.count(), random_key(seed_, "dbn health", 1));
  choose_seen(samples);
  return samples;
}

/// What the next layer is given, and what that is standardized by.
LayerSamples Training::samples_above(const LayerSamples& below, std::size_t layer,
                                     DbnLayer& trained) const {
  const LayerOutput output = layer_output_of(options_);
  const fs::path file = checkpoints_.folder() / fmt::format("layer_{}_input.npy", layer + 2);
  LayerSamples samples;
  samples.training = written_output(trained, below.training, output, file, work_.machine);
  if (!below.held_out_seen.empty()) {
    const Matrix held_out = below.held_out.read(below.held_out_seen);
    const fs::path beside = checkpoints_.folder() / fmt::format("layer_{}_held_out.npy", layer + 2);
    write_npy(beside, layer_output(trained, row_pointers(held_out), output, work_.machine));
    samples.held_out.append(beside);
  }
  samples.held_out_seen.resize(below.held_out_seen.size());
  std::iota(samples.held_out_seen.begin(), samples.held_out_seen.end(), std::size_t{0});
  choose_seen(samples);
  return samples;
}

/// Chooses what health looks at of the training samples.
void Training::choose_seen(LayerSamples& samples) const {
  samples.training_seen =
      health_volumes(samples.training.count(), random_key(seed_, "dbn health", 0));
  const Matrix seen = samples.training.read(samples.training_seen);
  const Matrix moments = visible_moments(row_pointers(seen), seen.cols, work_.machine.threads);
  samples.mean_image.assign(moments.row(0).begin(), moments.row(0).end());
}

TrainedDbn Training::run() {
  resume();
  LayerSamples samples = bottom_samples();
  std::size_t below = scans_.voxels;
  for (std::size_t layer = 0; layer < options_.units.size(); ++layer) {
    RbmState state = untrained_layer(options_, layer, below, samples, seed_, work_.machine);
    const bool is_finished = found_ && layer < found_->current.layer;
    if (is_finished) {
      restore(state, found_->finished[layer], checkpoints_.folder());
    } else {
      std::size_t done = 0;
      if (found_ && layer == found_->current.layer) {
        restore(state, found_->current, checkpoints_.folder());
        done = static_cast<std::size_t>(found_->current.step);
      }
      train(layer, state, samples, done);
      if (layer + 1 < options_.units.size())
        checkpoints_.save_finished(layer, arrays_of(state.rbm));
    }
    out_.layers.push_back({std::move(state.rbm), {}});
    below = static_cast<std::size_t>(options_.units[layer]);
    if (layer + 1 < options_.units.size())
      samples = samples_above(samples, layer, out_.layers.back());
  }
  return std::move(out_);
}

void Training::train(std::size_t layer, RbmState& state, const LayerSamples& samples,
                     std::size_t done) {
  const std::size_t volumes = samples.training.count();
  const std::size_t an_epoch = steps_an_epoch(layer, volumes), steps = all_steps(layer, volumes);
  const auto batch = std::min(static_cast<std::size_t>(options_.batch[layer]), volumes);
  RbmTrainer trainer(std::move(state), batch,
                     {rounding_ ? *rounding_ : work_.machine.backend, work_.machine.threads,
                      work_.machine.progress});
  work_.machine.progress.begin(fmt::format("dbn layer {} of {}", layer + 1, options_.units.size()),
                               steps - std::min(done, steps));
  epoch_begun_ = Clock::now();
  steps_since_look_ = 0;
  if (done == 0) look(layer, trainer.state(), samples, 0);
  BatchReader reader(samples.training, plan_of(layer, volumes, done));
  const std::size_t before = done;
  while (done < steps) {
    const bool is_shown = done == 0 && options_.first_step == YesNo::yes;
    const RbmState first = is_shown ? trainer.state() : RbmState();
    const Rows shown = reader.batch(done);
    // The last batch of an epoch has no next one: what is looked at between epochs comes first.
    const Rows next = (done + 1) % an_epoch == 0 ? Rows() : reader.batch(done + 1);
    trainer.step(shown, next,
                 rule_at(options_, layer, done, steps, static_cast<double>(done / an_epoch)),
                 {random_key(seed_, fmt::format("dbn hidden of layer {}", layer + 1), done),
                  random_key(seed_, fmt::format("dbn noise of layer {}", layer + 1), done)});
    ++done;
    ++steps_since_look_;
    if (is_shown) write_first_step(layer, first, trainer, shown);
    if (done % an_epoch == 0) look(layer, trainer.state(), samples, done);
    const std::chrono::duration<double> since = Clock::now() - last_saved_;
    const bool ends_epoch = done % an_epoch == 0;
    if (since.count() >= options_.checkpoint_s || (ends_epoch && since.count() >= kShortEpoch_s))
      save(layer, done, trainer.state());
    work_.machine.progress.advance(done - before);
  }
  state = trainer.take();
}

/// The batches that are left of a layer, in the order of their epochs.
BatchPlan Training::plan_of(std::size_t layer, std::size_t volumes, std::size_t done) const {
  const auto batch = static_cast<std::size_t>(options_.batch[layer]);
  const std::size_t an_epoch = steps_an_epoch(layer, volumes);
  const bool is_shuffled = options_.shuffle == YesNo::yes;
  std::vector<std::size_t> order(volumes);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto samples_of_step = [=, seed = seed_,
                                known = std::optional<std::size_t>()](std::size_t step) mutable {
    const std::size_t epoch = step / an_epoch, first = step % an_epoch * batch;
    if (is_shuffled && known != epoch)
      order = random_permutation(
          random_key(seed, fmt::format("dbn order of layer {}", layer + 1), epoch), volumes);
    known = epoch;
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(first);
    return std::vector<std::size_t>(
        begin, begin + static_cast<std::ptrdiff_t>(std::min(batch, volumes - first)));
  };
  return {done, all_steps(layer, volumes), std::min(batch, volumes), samples_of_step};
}

/// Adds a line of health.
void Training::look(std::size_t layer, const RbmState& state, const LayerSamples& samples,
                    std::size_t step) {
  const std::size_t volumes = samples.training.count(), an_epoch = steps_an_epoch(layer, volumes);
  const std::size_t steps = all_steps(layer, volumes), epoch = step / an_epoch;
  DbnHealth health = health_of(state.rbm, samples, work_.machine);
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
  tell(layer, step == 0 ? 0 : volumes);
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
  work_.machine.progress.note(words);
  epoch_begun_ = Clock::now();
  steps_since_look_ = 0;
}

void Training::save(std::size_t layer, std::size_t step, const RbmState& state) {
  checkpoints_.save(layer, step, out_.health, arrays_of(state));
  last_saved_ = Clock::now();
}

/// Into the checkpoint folder, where it outlives a stop.
void Training::write_first_step(std::size_t layer, const RbmState& before, RbmTrainer& trainer,
                                Rows batch) const {
  const RbmState& after = trainer.state();
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
  require_memory(dbn_bytes(options, scans.voxels),
                 fmt::format("a dbn of {} voxels and {} units", scans.voxels, options.units[0]),
                 available_memory());
  return Training(scans, options, seed, work).run();
}

}  // namespace anbn
