// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_layers.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/results/networks.h"
#include "anbn/runner/finished.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

void check_names(const LayersResults& results, std::size_t networks, const fs::path& folder) {
  for (const BestOfLayer& best : results.layers)
    if (best.pair.neuron != kNoIndex && best.pair.anchor.index >= networks)
      fail("{}: found network {}; there are {}. Run the stage again",
           (folder / "layers.tsv").string(), best.pair.anchor.index + 1, networks);
  for (const NetworkTag& row : results.network_tags)
    if (row.network >= networks)
      fail("{}: found network {}; there are {}. Run the stage again",
           (folder / "network_tags.tsv").string(), row.network + 1, networks);
}

}  // namespace

std::optional<ShownLayers> read_shown_layers(const fs::path& folder, const TokensResults& tokens,
                                             const std::vector<std::string>& network_names) {
  std::optional<ShownLayers> shown = read_best_pairs(folder, network_names);
  if (!shown) return {};
  if (shown->results.tokens != tokens.table.tokens.size())
    fail("{}: weights of {} tokens; the story has {}. Run the stage again",
         (folder / "weights.npy").string(), shown->results.tokens, tokens.table.tokens.size());
  shown->units = text_units(tokens.table, tokens.pieces, tokens.words);
  return shown;
}

std::vector<RegionOfThird> read_shared_of(const fs::path& folder) {
  return is_finished(folder) ? read_shared_regions(folder) : std::vector<RegionOfThird>();
}

std::optional<ShownLayers> read_best_pairs(const fs::path& folder,
                                           const std::vector<std::string>& network_names) {
  if (!is_finished(folder)) return {};
  ShownLayers shown{read_layers(folder), {}, {}};
  check_names(shown.results, network_names.size(), folder);
  for (const BestOfLayer& best : shown.results.layers) {
    ShownNetwork& pair = shown.pairs.emplace_back();
    if (best.pair.neuron == kNoIndex) continue;
    pair.network = static_cast<int>(best.pair.anchor.index) + 1;
    pair.name = network_names[best.pair.anchor.index];
    pair.label = best.label;
    pair.correlation = best.pair.anchor.correlation;
    pair.phase_max_p = best.pair.max_p;
  }
  return shown;
}

void add_layer_courses(const fs::path& out, Report& report) {
  for (Session& session : report.sessions) {
    if (!session.layer_pairs) continue;
    for (ShownNetwork& pair : session.layer_pairs->pairs)
      pair.sign = shown_sign(report, pair.network);
    if (is_pooled(session)) continue;
    const Matrix networks = read_courses(out / "networks", session.story);
    const fs::path folder = out / session.variant / session.story / "timecourses";
    require_arrays(folder);
    const fs::path file = folder / "timecourses.npy";
    const MappedMatrix neurons(file);
    if (neurons.rows() != networks.rows)
      fail("{}: found {} volumes; expected {}, as in networks/{}.npy. Run the stage again",
           file.string(), neurons.rows(), networks.rows, session.story);
    for (std::size_t l = 0; l < session.layer_pairs->pairs.size(); ++l) {
      ShownNetwork& pair = session.layer_pairs->pairs[l];
      if (pair.network == 0) continue;
      const std::size_t i = session.layer_pairs->results.layers[l].pair.neuron;
      if (i >= neurons.cols() || pair.network > static_cast<int>(networks.cols))
        fail("{}: has not the pair {}; run the stage `layers` again", file.string(),
             pair_name(pair));
      std::vector<float> network, neuron;
      for (std::size_t t = 0; t < networks.rows; ++t) {
        network.push_back(networks(t, static_cast<std::size_t>(pair.network - 1)));
        neuron.push_back(neurons.row(t)[i]);
      }
      pair.course = shown_course(network, pair.sign);
      pair.neuron_course = shown_course(neuron, 1);
    }
  }
}

}  // namespace anbn
