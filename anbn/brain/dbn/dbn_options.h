// SPDX-License-Identifier: Apache-2.0
// How the deep belief network is trained. Each difference between the presets is an option.
#pragma once

#include "anbn/backend/bfloat16.h"
#include "anbn/brain/rbm/rbm_training.h"
#include "anbn/core/options.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace anbn {

/// Where options that are not given come from.
enum class DbnPreset { paper, vsdbn, tuned };
constexpr auto names_of(DbnPreset) { return named("paper", "vsdbn", "tuned"); }

/// What a layer gives to the next one.
enum class LayerInput { probabilities, standardized, linear };
constexpr auto names_of(LayerInput) { return named("probabilities", "standardized", "linear"); }

/// Whether networks stay as trained, whose signs are chance, or are turned to be rather positive.
enum class NetworkSigns { trained, positive };
constexpr auto names_of(NetworkSigns) { return named("trained", "positive"); }

/// Empty lists, negative numbers and what is absent stand for the preset's value until complete()
/// fills them in. Lists have one value a layer, or one for all.
struct DbnOptions {
  DbnPreset preset = DbnPreset::paper;
  std::vector<std::int64_t> units;  // hidden units of each layer; the last are the networks
  std::vector<std::int64_t> epochs;
  std::vector<double> learning_rate;
  double learning_rate_decay = -1;  // share of the rate that is left at the last step
  std::vector<std::int64_t> batch;
  std::vector<double> l1;
  std::optional<L1Method> l1_method;
  double l1_warm_up = -1;  // share of the steps over which L1 rises from 0
  double momentum = -1, final_momentum = -1;
  std::int64_t momentum_epochs = -1;
  std::int64_t cd_steps = -1;
  std::optional<Sampling> sampling;
  std::optional<PositivePhase> positive_phase;
  std::optional<Centering> centering;
  std::vector<double> weights_sd, visible_variance;
  double visible_noise = -1;
  std::optional<BatchNormalization> batch_normalization;
  std::optional<YesNo> shuffle;
  std::optional<LayerInput> layer_input;
  std::optional<YesNo> unit_rows;
  std::optional<NetworkSigns> signs;
  std::int64_t held_out = -1;  // scans of each story; -1: 1 of 5 or more
  Precision precision = Precision::float32;
  std::int64_t seeds = 1;
  double checkpoint_s = 300;
  YesNo first_step = YesNo::no;

  template <class V>
  void visit(V&& option) {
    option("preset", preset, "dbn: where options that are not given come from");
    option("units", units, "dbn: hidden units of each layer; those of the last are the networks",
           between(1, 1000000).by("preset"));
    option("epochs", epochs, "dbn: passes over all volumes, of each layer or of all",
           between(1, 1e9).by("preset"));
    option("learning_rate", learning_rate, "dbn: of each layer, or of all",
           more_than(0).at_most(1e9).by("preset"));
    option("learning_rate_decay", learning_rate_decay,
           "dbn: the learning rate falls evenly to this share of itself by a layer's last step",
           between(0, 1).by("preset"));
    option("batch", batch, "dbn: volumes a step, of each layer or of all",
           between(1, 1000000).by("preset"));
    option("l1", l1, "dbn: decay of |W| that keeps maps sparse, of each layer or of all",
           between(0, 1e9).by("preset"));
    option("l1_method", l1_method, "dbn: a constant pull to 0, or one that gives exact zeros",
           by("preset"));
    option("l1_warm_up", l1_warm_up, "dbn: share of a layer's steps over which L1 rises from 0",
           between(0, 1).by("preset"));
    option("momentum", momentum, "dbn: share of the last step that the next one keeps",
           at_least(0).less_than(1).by("preset"));
    option("final_momentum", final_momentum, "dbn: what momentum rises or falls to",
           at_least(0).less_than(1).by("preset"));
    option("momentum_epochs", momentum_epochs, "dbn: epochs until final_momentum is reached",
           at_least(0).by("preset"));
    option("cd_steps", cd_steps, "dbn: rounds of sampling a step (the k of CD-k)",
           between(1, 1000000).by("preset"));
    option("sampling", sampling,
           "dbn: contrastive divergence starts from the data, pcd goes on from step to step",
           by("preset"));
    option("positive_phase", positive_phase, "dbn: what of the hidden units the data are met with",
           by("preset"));
    option("centering", centering, "dbn: running means are taken off both sides in a step",
           by("preset"));
    option("weights_sd", weights_sd,
           "dbn: standard deviation of the weights before training, of each layer or of all",
           between(0, 1e9).by("preset"));
    option("visible_variance", visible_variance,
           "dbn: variance of Gaussian visible units, of each layer or of all",
           between(0, 1e9).meaning(0, "an 1100th of their number, at least 1").by("preset"));
    option("visible_noise", visible_noise, "dbn: standard deviation added to reconstructions",
           between(0, 1e9).by("preset"));
    option("batch_normalization", batch_normalization,
           "dbn: what is standardized over each batch: what hidden units receive, or the input",
           by("preset"));
    option("shuffle", shuffle, "dbn: volumes come in a new order every epoch", by("preset"));
    option(
        "layer_input", layer_input,
        "dbn: what a layer gives to the next: probabilities, the same with mean 0 and variance 1 "
        "a unit, or what its units receive",
        by("preset"));
    option("unit_rows", unit_rows, "dbn: each volume is brought to unit length for the next layer",
           by("preset"));
    option("signs", signs,
           "dbn: networks as trained, whose signs are chance, or each turned (unit and complement "
           "swapped) so that its map is rather positive",
           by("preset"));
    option("held_out", held_out, "dbn: scans of each story kept out of training",
           at_least(0).meaning(-1, "1 of 5 or more"));
    option("precision", precision,
           "dbn: what the products of training are multiplied in; bfloat16 is faster and coarser");
    option(
        "seeds", seeds,
        "dbn: trained with this many seeds, from the given one on, to tell how reproducible each "
        "map is; the networks are those of the first",
        between(1, 1000));
    option("checkpoint_s", checkpoint_s,
           "dbn: time between checkpoints, beside those at the end of epochs",
           at_least(0).measured_in("s"));
    option("first_step", first_step, "dbn: writes what each layer's first step read and made");
  }

  /// Fills in what is not given from the preset, and lists of one value to one a layer.
  void complete();
  /// Throws Error if lists differ in length, or a batch of one volume is to be standardized.
  void check() const;
};

/// The options of a preset, all filled in.
DbnOptions dbn_preset(DbnPreset preset);

}  // namespace anbn
