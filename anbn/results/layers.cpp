// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/layers.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"
#include "anbn/results/tag_classes.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct LayerRows {
  std::vector<BestOfLayer>& layers;
  std::string tagged_by;  // the column
  std::vector<std::string> query = {}, key = {};
  std::vector<std::optional<double>> share = {};

  template <class V>
  void columns(V&& column) {
    const auto pair = [&](auto field) { return members(layers, &BestOfLayer::pair, field); };
    column("layer", pair(&LayerPair::layer));
    column("neuron", ordinals(pair(&LayerPair::neuron)));
    column("label", texts(members(layers, &BestOfLayer::label)));
    column("network", ordinals(members(pair(&LayerPair::anchor), &Anchor::index)));
    column.derived("pair", layers.size(), [&](std::size_t i) {
      const std::string name = pair_label(layers[i]);
      return name.empty() ? std::nullopt : std::optional(name);
    });
    column("correlation", members(pair(&LayerPair::anchor), &Anchor::correlation));
    column("partial_correlation", pair(&LayerPair::partial));
    column("phase_max_p", pair(&LayerPair::max_p));
    column("phase_p_fwe", pair(&LayerPair::p_fwe));
    column("phase_network", ordinals(pair(&LayerPair::p_network)));
    column("tested_neuron", ordinals(pair(&LayerPair::tested_neuron)));
    column("tested_label", texts(members(layers, &BestOfLayer::tested_label)));
    column("tested_network", ordinals(members(pair(&LayerPair::tested), &Anchor::index)));
    column("tested_correlation", members(pair(&LayerPair::tested), &Anchor::correlation));
    column("tested_p_fwe", pair(&LayerPair::tested_p_fwe));
    column("noise_median", pair(&LayerPair::noise_median));
    column("noise_95", pair(&LayerPair::noise_95));
    column("layer_p", pair(&LayerPair::layer_p));
    column("query_" + tagged_by, texts(query));
    column("key_" + tagged_by, texts(key));
    column("share", share);
  }
};

struct ProfileRows {
  std::vector<ProfileShare>& shares;
  std::string tagged_by;
  std::vector<std::string> categories = {};

  template <class V>
  void columns(V&& column) {
    column("layer", members(shares, &ProfileShare::layer));
    column(tagged_by, categories);
    side("query_", &ProfileShare::query, column);
    side("key_", &ProfileShare::key, column);
  }

  template <class V>
  void side(const std::string& prefix, SideShare ProfileShare::*of, V& column) {
    column(prefix + "share", members(shares, of, &SideShare::share));
    column(prefix + "expected", members(shares, of, &SideShare::expected));
    column(prefix + "log_odds", members(shares, of, &SideShare::log_odds));
  }
};

struct NetworkTagRows {
  std::vector<NetworkTag>& rows;
  std::string tagged_by;
  std::vector<std::string> query = {}, key = {};

  template <class V>
  void columns(V&& column) {
    column("network", ordinals(members(rows, &NetworkTag::network)));
    column("neurons", members(rows, &NetworkTag::neurons));
    column("side", members(rows, &NetworkTag::side));
    column("query_" + tagged_by, texts(query));
    column("key_" + tagged_by, texts(key));
    column("share", members(rows, &NetworkTag::share));
    column("share_others", members(rows, &NetworkTag::share_others));
    column("log_odds", members(rows, &NetworkTag::log_odds));
    column("z", members(rows, &NetworkTag::z));
    column("p_fwe", members(rows, &NetworkTag::p_fwe));
  }
};

struct SharedRows {
  std::vector<RegionOfThird>& rows;

  template <class V>
  void columns(V&& column) {
    const auto of = [&](auto field) { return members(rows, &RegionOfThird::shared, field); };
    column("atlas", members(rows, &RegionOfThird::atlas));
    column("label", members(rows, &RegionOfThird::label));
    column("region", members(rows, &RegionOfThird::region));
    column("base", members(rows, &RegionOfThird::base));
    column("layers", members(rows, &RegionOfThird::layers));
    column("maps", of(&SharedRegion::maps));
    column("here", of(&SharedRegion::here));
    column("expected_here", of(&SharedRegion::expected_here));
    column("mean_share", of(&SharedRegion::mean_share));
    column("expected_share", of(&SharedRegion::expected_share));
    column("least_share", of(&SharedRegion::least_share));
    column.derived("enrichment", rows.size(),
                   [&](std::size_t i) { return rows[i].shared.mean_share / rows[i].base; });
    column("p", of(&SharedRegion::p));
    column("q", of(&SharedRegion::q));
  }
};

struct WeighedRows {
  std::vector<WeighedNeuron>& neurons;

  template <class V>
  void columns(V&& column) {
    column("neuron", ordinals(members(neurons, &WeighedNeuron::neuron)));
    column("label", members(neurons, &WeighedNeuron::label));
    column("layer", members(neurons, &WeighedNeuron::layer));
    column("networks", members(neurons, &WeighedNeuron::networks));
    column("pairs", members(neurons, &WeighedNeuron::pairs));
    column("left_out", members(neurons, &WeighedNeuron::left_out));
    column("largest", members(neurons, &WeighedNeuron::largest));
    column.derived("heat_map", neurons.size(),
                   [&](std::size_t i) { return heat_map_file(neurons[i]).string(); });
  }
};

void read_layer_rows(const fs::path& file, LayersResults& results) {
  LayerRows rows{results.layers, results.classes.column};
  read_columns(file, rows);
  for (std::size_t i = 0; i < results.layers.size(); ++i) {
    if (!rows.share[i]) continue;
    const std::size_t query = class_named(results.classes, rows.query[i], file),
                      key = class_named(results.classes, rows.key[i], file);
    expect_class(results.classes, std::max(query, key), file);
    results.layers[i].tag = {query, key, *rows.share[i]};
  }
}

void read_profile_rows(const fs::path& file, LayersResults& results) {
  ProfileRows rows{results.profiles, results.classes.column};
  read_columns(file, rows);
  set_classes(results.classes, rows.categories, file, &ProfileShare::category, results.profiles);
  for (const ProfileShare& row : results.profiles)
    expect_class(results.classes, row.category, file);
}

void read_network_tags(const fs::path& file, LayersResults& results) {
  std::vector<NetworkTag>& tags = results.network_tags;
  NetworkTagRows rows{tags, results.classes.column};
  read_columns(file, rows);
  set_classes(results.classes, rows.query, file, &NetworkTag::query, tags);
  set_classes(results.classes, rows.key, file, &NetworkTag::key, tags);
  for (const NetworkTag& row : tags) {
    if (row.network == kNoIndex)
      fail("{}: found n/a for a network. Run the stage again", file.string());
    if (row.side != TagSide::key) expect_class(results.classes, row.query, file);
    if (row.side != TagSide::query) expect_class(results.classes, row.key, file);
  }
}

}  // namespace

Matrix LayersResults::weights_of(std::size_t n) const {
  Matrix weight(2, tokens);
  std::copy_n(weights.begin() + static_cast<std::ptrdiff_t>(n * 2 * tokens), 2 * tokens,
              weight.values.begin());
  return weight;
}

std::string pair_label(const BestOfLayer& best) {
  return best.pair.neuron == kNoIndex
             ? ""
             : fmt::format("{}-BN{}", best.label, best.pair.anchor.index + 1);
}

fs::path heat_map_file(const WeighedNeuron& neuron) {
  const bool is_plain =
      !neuron.label.empty() && neuron.label.size() < 100 &&
      neuron.label.find_first_not_of(
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
  return fs::path("heatmaps") /
         (is_plain ? neuron.label + ".svg" : fmt::format("neuron_{}.svg", neuron.neuron + 1));
}

void write(const LayersResults& given, const fs::path& folder) {
  LayersResults& results = visited(given);
  const TagClasses& classes = results.classes;
  TagClassesFields fields{results.classes};
  write_fields(folder / "classes.json", fields);
  LayerRows layers{results.layers, classes.column};
  for (const BestOfLayer& best : results.layers) {
    layers.query.push_back(best.tag ? name_of_class(classes, best.tag->query) : "");
    layers.key.push_back(best.tag ? name_of_class(classes, best.tag->key) : "");
    layers.share.push_back(best.tag ? std::optional(best.tag->share) : std::nullopt);
  }
  write_columns(folder / "layers.tsv", layers);
  write_columns(folder / "profiles.tsv",
                ProfileRows{results.profiles, classes.column,
                            names_of_members(classes, results.profiles, &ProfileShare::category)});
  write_columns(folder / "network_tags.tsv",
                NetworkTagRows{results.network_tags, classes.column,
                               names_of_members(classes, results.network_tags, &NetworkTag::query),
                               names_of_members(classes, results.network_tags, &NetworkTag::key)});
  write_columns(folder / "shared_regions.tsv", SharedRows{results.shared});
  write_columns(folder / "neurons.tsv", WeighedRows{results.neurons});
  write_npy(folder / "weights.npy",
            NpyArray{{results.neurons.size(), 2, results.tokens}, results.weights});
}

std::vector<RegionOfThird> read_shared_regions(const fs::path& folder) {
  std::vector<RegionOfThird> rows;
  read_columns(folder / "shared_regions.tsv", SharedRows{rows});
  std::size_t region = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool goes_on =
        i > 0 && rows[i].atlas == rows[i - 1].atlas && rows[i].layers == rows[i - 1].layers;
    region = goes_on ? region + 1 : 0;
    rows[i].shared.group = static_cast<std::size_t>(rows[i].layers);
    rows[i].shared.region = region;
  }
  return rows;
}

LayersResults read_layers(const fs::path& folder) {
  LayersResults results;
  TagClassesFields fields{results.classes};
  read_fields(folder / "classes.json", fields);
  check_classes(results.classes, folder / "classes.json");
  read_layer_rows(folder / "layers.tsv", results);
  read_profile_rows(folder / "profiles.tsv", results);
  read_network_tags(folder / "network_tags.tsv", results);
  results.shared = read_shared_regions(folder);
  read_columns(folder / "neurons.tsv", WeighedRows{results.neurons});
  NpyArray weights = read_npy(folder / "weights.npy");
  if (weights.shape.size() != 3 || weights.shape[0] != results.neurons.size() ||
      weights.shape[1] != 2)
    fail("{}: its shape is not [{} x 2 x tokens], as neurons.tsv says; run the stage again",
         (folder / "weights.npy").string(), results.neurons.size());
  results.tokens = weights.shape[2];
  results.weights = std::move(weights.values);
  return results;
}

}  // namespace anbn
