// SPDX-License-Identifier: Apache-2.0
// A volumetric sparse deep belief network: every volume of every scan is a sample, every voxel of
// the mask a visible unit; the units of the top layer are the networks.
// Source: Liu et al., Coupling Artificial Neurons in BERT and Biological Neurons in the Human
// Brain, AAAI 2023.
#include "anbn/brain/dbn/dbn_cost.h"
#include "anbn/brain/dbn/dbn_courses.h"
#include "anbn/brain/dbn/dbn_seeds.h"
#include "anbn/brain/dbn/dbn_signs.h"
#include "anbn/brain/dbn/dbn_training.h"
#include "anbn/brain/networks/dual_regression.h"
#include "anbn/brain/networks/network_settings.h"
#include "anbn/brain/networks/scan_courses.h"
#include "anbn/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

Matrix as_row(const std::vector<float>& values) {
  Matrix row(1, values.size());
  row.values = values;
  return row;
}

void write_weights(const std::vector<DbnLayer>& layers, const fs::path& folder) {
  fs::create_directories(folder);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto write = [&](const char* name, const Matrix& x) {
      if (!x.values.empty()) write_npy(folder / fmt::format("layer_{}_{}.npy", l + 1, name), x);
    };
    const Rbm& rbm = layers[l].rbm;
    write("weights", rbm.weights);
    write("visible_bias", as_row(rbm.visible_bias));
    write("hidden_bias", as_row(rbm.hidden_bias));
    write("moments", rbm.moments);
    write("output_moments", layers[l].output_moments);
  }
}

/// Writes the maps of all layers but the last, and gives the product [V x M] of all weights.
Matrix write_maps_of_layers(const std::vector<DbnLayer>& layers, const Mask& mask,
                            NetworkWork& work) {
  Matrix product = layers[0].rbm.weights;
  for (std::size_t l = 1; l < layers.size(); ++l) {
    write_maps(work.out / fmt::format("layer_{}_maps.nii.gz", l), mask, transposed(product));
    product = product_of(product, layers[l].rbm.weights, work.machine);
  }
  return product;
}

/// Writes the health, and says of each layer whether it has learned anything.
void report_health(const TrainedDbn& dbn, const DbnScans& scans, const fs::path& out,
                   Networks& networks) {
  std::vector<std::size_t> units;
  for (const DbnLayer& layer : dbn.layers) units.push_back(layer.rbm.hidden_units());
  write_health(out, dbn.health, units, scans);
  networks.warnings = dbn.warnings;
  networks.facts = dbn.facts;
  const std::size_t held_out = scans.count(ScanRole::held_out);
  networks.facts.emplace_back("dbn: scans held out", std::to_string(held_out));
  if (held_out > 0)
    networks.facts.emplace_back("dbn: listeners held out",
                                std::string(word_of(scans.held_out_listeners)));
  if (!scans.trained_on.empty())
    networks.warnings.push_back(
        fmt::format("dbn: {} held out, and trained on in other scans; what is explained of "
                    "held-out volumes may be known from those",
                    fmt::join(scans.trained_on, ", ")));
  for (std::size_t l = 1; l <= units.size(); ++l) {
    const LayerVerdict verdict = verdict_of(lines_of(dbn.health, l));
    const std::string words = fmt::format("dbn layer {} {}", l, verdict.words);
    if (verdict.learned == LayerVerdict::Learned::no)
      networks.warnings.push_back(words);
    else
      networks.facts.emplace_back(fmt::format("dbn layer {}", l), verdict.words);
  }
}

std::vector<StoryNetworks> courses_of(const NetworkInputs& inputs, const NetworkSettings& settings,
                                      const std::vector<DbnLayer>& layers, const Matrix& product,
                                      const Matrix& maps, NetworkWork& work) {
  if (settings.course == NetworkCourse::dual) {
    const DualRegression dual(maps, settings.dual_ridge, work.machine);
    return scan_courses(
        inputs, [&](ConstView bold) { return dual.courses(bold); }, settings.average, work);
  }
  return scan_courses(
      inputs,
      [&](ConstView bold) {
        return network_courses(layers, product, bold, settings.course,
                               layer_output_of(settings.dbn), work.machine);
      },
      settings.average, work);
}

std::string words_of(const std::vector<double>& reproducibility, std::size_t other_seeds) {
  double sum = 0;
  for (double r : reproducibility) sum += r;
  return fmt::format("mean |r| {:.3f} with the matched maps of {} other seed{} ({:.3f} to {:.3f})",
                     sum / static_cast<double>(reproducibility.size()), other_seeds,
                     other_seeds == 1 ? "" : "s",
                     *std::min_element(reproducibility.begin(), reproducibility.end()),
                     *std::max_element(reproducibility.begin(), reproducibility.end()));
}

NetworkDefaults dbn_defaults(const MethodOptions& options) {
  if (options.dbn.preset == DbnPreset::tuned)
    return {ListenerAverage::raw, NetworkCourse::dual, 0.3};
  return {ListenerAverage::raw, NetworkCourse::sigmoid, 0};
}

void check_held_out(const MethodOptions& options, std::span<const StoryScans> stories) {
  const std::int64_t held_out = options.dbn.held_out;
  for (const StoryScans& story : stories)
    if (held_out >= static_cast<std::int64_t>(story.bold.size()))
      fail("--held-out is {}; story {} has {} scans, and at least one must be left to train on",
           held_out, story.story, story.bold.size());
}

Networks dbn_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                      NetworkWork& work) {
  const DbnScans scans = open_scans(inputs, settings.dbn.held_out, settings.seed);
  // Before the first seed, so that its weights are not in memory meanwhile.
  const std::vector<fs::path> others =
      maps_of_other_seeds(scans, settings.dbn, settings.seed, work);
  TrainedDbn dbn = trained_dbn(scans, settings.dbn, settings.seed, work);
  Networks out;
  report_health(dbn, scans, work.out, out);
  if (const fs::path first = work.checkpoint / "first_step"; fs::exists(first))
    fs::copy(first, work.out / "first_step", fs::copy_options::recursive);
  Matrix product = write_maps_of_layers(dbn.layers, *inputs.mask, work);
  if (settings.dbn.signs == NetworkSigns::positive) {
    const std::size_t turned = turn_units(dbn.layers.back().rbm, product);
    out.facts.emplace_back("networks turned to be positive", std::to_string(turned));
  }
  write_weights(dbn.layers, work.out / "weights");
  out.maps = transposed(product);
  out.names = numbered_networks(out.maps.rows);
  if (!others.empty()) {
    out.reproducibility = reproducibility_of(out.maps, others, work.machine.threads);
    out.facts.emplace_back("dbn: reproducibility", words_of(out.reproducibility, others.size()));
  }
  out.stories = courses_of(inputs, settings, dbn.layers, product, out.maps, work);
  return out;
}

std::size_t dbn_count(const MethodOptions& o) {
  return o.dbn.units.empty() ? 0 : static_cast<std::size_t>(o.dbn.units.back());
}

}  // namespace

extern const NetworkMethod kDbnMethod = {.name = "dbn",
                                         .summary = "a volumetric sparse deep belief network",
                                         .source = NetworkMethod::Source::volumes,
                                         .courses = NetworkMethod::Courses::all,
                                         .defaults = dbn_defaults,
                                         .check = check_held_out,
                                         .find = dbn_networks,
                                         .count = dbn_count,
                                         .cost = dbn_cost};

}  // namespace anbn
