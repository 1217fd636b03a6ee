// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `layers`: layers.tsv, profiles.tsv, network_tags.tsv, shared_regions.tsv,
// neurons.tsv, classes.json and weights.npy; beside them heatmaps/LABEL.svg, drawn from the latter.
// Of the stage `pooled-layers`: the same without heat maps, neurons and weights.
#pragma once

#include "anbn/analysis/layer_pairs.h"
#include "anbn/analysis/shared_places.h"
#include "anbn/core/matrix.h"
#include "anbn/interpret/network_tags.h"
#include "anbn/interpret/pos_profile.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// The best pair of a layer.
struct BestOfLayer {
  LayerPair pair;
  std::string label, tested_label;  // of the two neurons; empty where there is none
  std::optional<PosTag> tag;        // of the neuron
};

/// Which share of a neuron's pairs has a query, or a key, of one class.
struct SideShare {
  double share = 0;
  double expected = 0;  // the same, mean over all shifts of the classes: what the text gives
  double log_odds = 0;  // of the one against the other
};

/// Those of a layer's neuron, of the pairs whose tokens both have a class.
struct ProfileShare {
  std::size_t layer = 0;     // from 1
  std::size_t category = 0;  // index of the classes' names
  SideShare query, key;
};

/// A neuron whose text weights are kept.
struct WeighedNeuron {
  std::size_t neuron = 0;  // from 0
  std::string label;
  std::optional<std::size_t> layer;  // whose best pair it is of, from 1
  std::size_t networks = 0;          // that it is the anchor of
  std::size_t pairs = 0, left_out = 0;
  double largest = 0;  // sum of products that has weight 1
};

/// Thirds of a model's layers.
enum class LayerThird { early, middle, late };
constexpr auto names_of(LayerThird) { return named("early", "middle", "late"); }

/// A region that the maps of a third's best pairs may share. A third is the group that it counts
/// as.
struct RegionOfThird {
  std::string atlas;  // title
  std::int64_t label = 0;
  std::string region;
  LayerThird layers = LayerThird::early;
  double base = 0;  // the region's share of the mask
  SharedRegion shared = {};
};

struct LayersResults {
  std::vector<BestOfLayer> layers;       // one each
  std::vector<ProfileShare> profiles;    // a class each, of a layer that has a pair; none without
                                         // words that have a class
  std::vector<NetworkTag> network_tags;  // none without such words, or without tests
  std::vector<RegionOfThird> shared;     // by atlas, third, region; none without maps and an atlas
  std::vector<WeighedNeuron> neurons;    // those of `layers` first
  std::size_t tokens = 0;                // K
  std::vector<float> weights;            // [neurons x 2 x K] as query, as key; 0 to 1
  TagClasses classes = {};               // of tags and profiles

  /// [2 x K] of neurons[n].
  Matrix weights_of(std::size_t n) const;
};

/// "L8H2D51-BN126"; empty where there is no pair.
std::string pair_label(const BestOfLayer& best);

/// The file of a neuron's heat map in the stage's folder. A label that is not made of letters,
/// digits, - and _ gives its place to the neuron's number.
std::filesystem::path heat_map_file(const WeighedNeuron& neuron);

/// Writes the tables and weights.npy into the existing folder. Throws Error if the disk is full.
void write(const LayersResults& results, const std::filesystem::path& folder);

/// shared_regions.tsv alone. Throws Error as read_layers does.
std::vector<RegionOfThird> read_shared_regions(const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
LayersResults read_layers(const std::filesystem::path& folder);

}  // namespace anbn
