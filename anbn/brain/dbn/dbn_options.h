// SPDX-License-Identifier: Apache-2.0
// How the deep belief network is trained. Each difference between the presets is an option.
#pragma once

#include "anbn/core/options.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace anbn {

/// Empty lists, negative numbers and "by-preset" stand for the preset's value until complete()
/// fills them in. Lists have one value a layer, or one for all.
struct DbnOptions {
  Choice preset{{"paper", "vsdbn", "tuned"}, "paper"};
  std::vector<std::int64_t> units;  // hidden units of each layer; the last are the networks
  std::vector<std::int64_t> epochs;
  std::vector<double> learning_rate;
  double learning_rate_decay = -1;  // share of the rate that is left at the last step
  std::vector<std::int64_t> batch;
  std::vector<double> l1;
  Choice l1_method{{"by-preset", "subgradient", "proximal"}, "by-preset"};
  double l1_warm_up = -1;  // share of the steps over which L1 rises from 0
  double momentum = -1, final_momentum = -1;
  std::int64_t momentum_epochs = -1;
  std::int64_t cd_steps = -1;
  Choice chains{{"by-preset", "cd", "persistent"}, "by-preset"};
  Choice positive_phase{{"by-preset", "samples", "probabilities"}, "by-preset"};
  Choice centering{{"by-preset", "none", "both"}, "by-preset"};
  std::vector<double> weights_sd, visible_variance;
  double visible_noise = -1;
  Choice batch_normalization{{"by-preset", "none", "hidden", "visible"}, "by-preset"};
  Choice shuffle{{"by-preset", "yes", "no"}, "by-preset"};
  Choice layer_input{{"by-preset", "probabilities", "standardized", "linear"}, "by-preset"};
  Choice unit_rows{{"by-preset", "yes", "no"}, "by-preset"};
  Choice signs{{"by-preset", "trained", "positive"}, "by-preset"};
  std::int64_t held_out = -1;  // scans of each story; -1: 1 of 5 or more
  Choice precision{{"float32", "bfloat16"}, "float32"};
  std::int64_t seeds = 1;
  double checkpoint_s = 300;
  Choice first_step{{"no", "yes"}, "no"};

  template <class V>
  void visit(V&& option) {
    option("preset", preset, "dbn: where options that are not given come from");
    option("units", units, "dbn: hidden units of each layer; those of the last are the networks");
    option("epochs", epochs, "dbn: passes over all volumes, of each layer or of all");
    option("learning_rate", learning_rate, "dbn: of each layer, or of all");
    option("learning_rate_decay", learning_rate_decay,
           "dbn: the learning rate falls evenly to this share of itself by a layer's last step");
    option("batch", batch, "dbn: volumes a step, of each layer or of all");
    option("l1", l1, "dbn: decay of |W| that keeps maps sparse, of each layer or of all");
    option("l1_method", l1_method, "dbn: a constant pull to 0, or one that gives exact zeros");
    option("l1_warm_up", l1_warm_up, "dbn: share of a layer's steps over which L1 rises from 0");
    option("momentum", momentum, "dbn: share of the last step that the next one keeps");
    option("final_momentum", final_momentum, "dbn: what momentum rises or falls to");
    option("momentum_epochs", momentum_epochs, "dbn: epochs until final_momentum is reached");
    option("cd_steps", cd_steps, "dbn: rounds of sampling a step (the k of CD-k)");
    option("chains", chains, "dbn: sampling starts from the data, or goes on from step to step");
    option("positive_phase", positive_phase, "dbn: what of the hidden units the data are met with");
    option("centering", centering, "dbn: running means are taken off both sides in a step");
    option("weights_sd", weights_sd,
           "dbn: standard deviation of the weights before training, of each layer or of all");
    option(
        "visible_variance", visible_variance,
        "dbn: variance of Gaussian visible units, of each layer or of all; 0: an 1100th of their "
        "number, at least 1");
    option("visible_noise", visible_noise, "dbn: standard deviation added to reconstructions");
    option("batch_normalization", batch_normalization,
           "dbn: what is standardized over each batch: what hidden units receive, or the input");
    option("shuffle", shuffle, "dbn: volumes come in a new order every epoch");
    option(
        "layer_input", layer_input,
        "dbn: what a layer gives to the next: probabilities, the same with mean 0 and variance 1 "
        "a unit, or what its units receive");
    option("unit_rows", unit_rows, "dbn: each volume is brought to unit length for the next layer");
    option("signs", signs,
           "dbn: networks as trained, whose signs are chance, or each turned (unit and complement "
           "swapped) so that its map is rather positive");
    option("held_out", held_out,
           "dbn: scans of each story kept out of training; -1 keeps 1 of 5 or more");
    option("precision", precision,
           "dbn: what the products of training are multiplied in; bfloat16 is faster and coarser");
    option(
        "seeds", seeds,
        "dbn: trained with this many seeds, from the given one on, to tell how reproducible each "
        "map is; the networks are those of the first");
    option("checkpoint_s", checkpoint_s,
           "dbn: seconds between checkpoints, beside those at the end of epochs");
    option("first_step", first_step, "dbn: writes what each layer's first step read and made");
  }

  /// Fills in what is not given from the preset, and lists of one value to one a layer.
  void complete();
  /// Throws Error if a value is out of range.
  void check() const;
};

/// The options of a preset, all filled in. Throws Error if there is none of that name.
DbnOptions dbn_preset(std::string_view name);

}  // namespace anbn
