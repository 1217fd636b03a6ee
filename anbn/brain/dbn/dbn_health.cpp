// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_health.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/json_text.h"
#include "anbn/io/table.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

static_assert(sizeof(DbnHealth) == 11 * sizeof(double), "checkpoints hold it as it lies");

constexpr double kLeastExplained = 0.001;

double mean_weight_of(const Matrix& weights, Threads& threads) {
  std::vector<double> sums(rbm_blocks(weights.rows));
  threads.for_each_block(sums.size(), [&](std::size_t block, std::size_t) {
    const std::size_t end = std::min(weights.rows, (block + 1) * kRbmBlock);
    for (std::size_t v = block * kRbmBlock; v < end; ++v)
      for (float w : weights.row(v)) sums[block] += std::abs(w);
  });
  double sum = 0;
  for (double part : sums) sum += part;
  return sum / static_cast<double>(weights.values.size());
}

TsvCell whole(double value) { return static_cast<std::int64_t>(value); }

/// What counts: of held-out volumes, where there are some.
double explained_by(const DbnHealth& line) {
  return std::isnan(line.held_out_explained) ? line.explained : line.held_out_explained;
}

}  // namespace

DbnHealth health_of(const Rbm& rbm, const LayerSamples& samples, const Machine& machine) {
  // One set after the other, so that they are not in memory together.
  const auto fit_to = [&](const Samples& all, std::span<const std::size_t> seen) {
    const Matrix rows = all.read(seen);
    return fit_of(rbm, row_pointers(rows), samples.mean_image, machine);
  };
  const RbmFit training = fit_to(samples.training, samples.training_seen);
  DbnHealth health;
  health.error = training.error;
  health.explained = training.explained;
  health.dead = training.dead;
  health.saturated = training.saturated;
  health.mean_weight = mean_weight_of(rbm.weights, machine.threads);
  health.held_out_error = health.held_out_explained = health.free_energy_gap = kNan;
  if (!samples.held_out_seen.empty()) {
    const RbmFit held_out = fit_to(samples.held_out, samples.held_out_seen);
    health.held_out_error = held_out.error;
    health.held_out_explained = held_out.explained;
    health.free_energy_gap = held_out.free_energy - training.free_energy;
  }
  return health;
}

std::string_view word_of(HeldOutListeners listeners) {
  if (listeners == HeldOutListeners::apart) return "apart";
  return listeners == HeldOutListeners::trained_on ? "trained on" : "unknown";
}

std::span<const DbnHealth> lines_of(std::span<const DbnHealth> health, std::size_t layer) {
  const auto is_of = [layer](const DbnHealth& line) {
    return line.layer == static_cast<double>(layer);
  };
  const auto first = std::find_if(health.begin(), health.end(), is_of);
  return {first, std::find_if_not(first, health.end(), is_of)};
}

std::string seen_by_layer(std::size_t layer, std::string_view volumes) {
  if (layer < 2) return std::string(volumes);
  return fmt::format("what layer {} gives for {}", layer - 1, volumes);
}

LayerVerdict verdict_of(std::span<const DbnHealth> lines) {
  using Learned = LayerVerdict::Learned;
  const DbnHealth& last = lines.back();
  const double explained = explained_by(last), before = explained_by(lines.front());
  double l1_step = 0;
  for (const DbnHealth& line : lines) l1_step = std::max(l1_step, line.l1_step);
  const std::string words = fmt::format(
      "explains {:.2f} % of the variance of {}", 100 * explained,
      seen_by_layer(static_cast<std::size_t>(last.layer),
                    std::isnan(last.held_out_explained) ? "training volumes" : "held-out volumes"));
  const auto nothing = [](const std::string& why) {
    return LayerVerdict{Learned::no, "learned nothing: " + why};
  };
  if (last.dead + last.saturated >= 1)
    return nothing(fmt::format("{:.0f} % of its units are dead and {:.0f} % saturated",
                               100 * last.dead, 100 * last.saturated));
  if (last.mean_weight < l1_step)
    return nothing(fmt::format("its mean |W| of {:.2g} is below its largest L1 step of {:.2g}",
                               last.mean_weight, l1_step));
  if (!(explained > kLeastExplained))
    return nothing("it " + words + ", no more than the mean image does");
  if (lines.size() > 1 && !(explained - before > kLeastExplained))
    return nothing(
        fmt::format("it {}, and explained {:.2f} % before training", words, 100 * before));
  return {Learned::yes, words};
}

void write_health(const std::filesystem::path& folder, std::span<const DbnHealth> health,
                  std::span<const std::size_t> units, const DbnScans& scans) {
  TsvWriter table(folder / "health.tsv",
                  {"layer", "epoch", "error", "explained", "held_out_error", "held_out_explained",
                   "mean_weight", "l1_step", "dead", "saturated", "free_energy_gap"});
  for (const DbnHealth& h : health)
    table.row({whole(h.layer), whole(h.epoch), h.error, h.explained, h.held_out_error,
               h.held_out_explained, h.mean_weight, h.l1_step, h.dead, h.saturated,
               h.free_energy_gap});
  table.finish();
  JsonText json;
  json.begin_object({.open = "\n  ", .between = ",\n  ", .close = "\n", .colon = ": "});
  json.key("layers");
  json.begin_array({.open = "\n    ", .between = ",\n    ", .close = "\n  "});
  for (std::size_t layer = 1; layer <= units.size(); ++layer) {
    const LayerVerdict verdict = verdict_of(lines_of(health, layer));
    json.begin_object({.between = ", ", .colon = ": "});
    json.member("layer", layer);
    json.member("units", units[layer - 1]);
    json.key("learned");
    json.word(verdict.learned == LayerVerdict::Learned::yes ? "true" : "false");
    json.member("verdict", verdict.words);
    json.end();
  }
  json.end();
  std::vector<std::string> names;
  for (const DbnScan& scan : scans.scans)
    if (scan.role == ScanRole::held_out) names.push_back(scan.name);
  json.key("held_out");
  json.list(names, {.between = ", "});
  if (!names.empty()) json.member("held_out_listeners", word_of(scans.held_out_listeners));
  json.end();
  write_file(folder / "health.json", json.text() + "\n");
}

}  // namespace anbn
