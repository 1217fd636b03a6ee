// SPDX-License-Identifier: Apache-2.0
// A coupling in single listeners: how well it holds from some to others, and how little that says.
#include "anbn/analysis/listeners.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct ListenersOptions {
  Input timecourses{InputKind::stage};
  Input networks{InputKind::stage};
  Input coupling{InputKind::stage};
  std::string story;
  std::int64_t listener_draws = 200;
  std::int64_t splits = 20;
  std::int64_t sign_flips = 1000;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("networks", networks, "result of `anbn networks`, with the series of each listener");
    option("coupling", coupling, "result of `anbn coupling`, whose delta is taken");
    option("story", story, "which story of the networks; may be left out if there is one only");
    option("listener_draws", listener_draws,
           "phase-randomized draws that each figure stands beside", between(0, 100000));
    option("splits", splits, "how many ways to cut the listeners in halves, at most",
           between(1, 10000));
    option("sign_flips", sign_flips, "how many ways to flip listeners' signs, at most",
           between(1, 1000000));
    option("seed", seed, "of the random numbers");
  }
};

/// The folder with a story's listeners in the results of `networks`.
fs::path listeners_folder(const fs::path& networks, const std::string& story) {
  if (!story.empty()) return networks / story;
  std::vector<fs::path> stories;
  for (const auto& entry : fs::directory_iterator(networks))
    if (entry.path().extension() == ".npy") stories.push_back(networks / entry.path().stem());
  if (stories.size() != 1) fail("{}: several stories; set --story", networks.string());
  return stories.front();
}

std::vector<Matrix> read_listeners(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".npy") files.push_back(entry.path());
  if (files.empty())
    fail("{}: no series of single listeners here; run `anbn networks` again", folder.string());
  std::sort(files.begin(), files.end());
  std::vector<Matrix> listeners;
  for (const fs::path& file : files) listeners.push_back(read_npy_matrix(file));
  return listeners;
}

void add_range(const std::string& name, std::vector<std::string>& columns) {
  for (const char* end : {"", "_noise", "_low", "_high", "_p"}) columns.push_back(name + end);
}

void add_range(double observed, const NullRange& range, std::vector<TsvCell>& cells) {
  for (double v : {observed, range.mean, range.low, range.high, range.p}) cells.emplace_back(v);
}

void add_side_columns(std::vector<std::string>& columns) {
  columns.emplace_back("correlation");
  add_range("listener_mean", columns);
  columns.emplace_back("listener_sd");
  columns.emplace_back("half_selected");
  add_range("half_held_out", columns);
  columns.emplace_back("half_same");
  columns.emplace_back("rest_selected");
  add_range("rest_held_out", columns);
  columns.emplace_back("flip_p");
}

void add_side_cells(const ListenerSide& side, std::size_t i, std::vector<TsvCell>& cells) {
  const SideOfListeners& o = side.observed;
  cells.emplace_back(o.anchors[i].correlation);
  add_range(o.listener_mean[i], side.listener_mean[i], cells);
  cells.emplace_back(o.listener_sd[i]);
  cells.emplace_back(o.half_selected[i]);
  add_range(o.half_held_out[i], side.half_held_out[i], cells);
  cells.emplace_back(o.half_same[i]);
  cells.emplace_back(o.rest_selected[i]);
  add_range(o.rest_held_out[i], side.rest_held_out[i], cells);
  cells.emplace_back(o.flip_p[i]);
}

std::optional<std::size_t> number_of(const Anchor& anchor) {
  return anchor.index == kNoIndex ? std::nullopt : std::optional(anchor.index + 1);
}

void write_neurons(const ListenerResults& r, const std::vector<std::string>& labels,
                   const fs::path& file) {
  std::vector<std::string> columns = {"neuron", "label", "network"};
  add_side_columns(columns);
  TsvWriter tsv(file, columns);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<TsvCell> cells = {i + 1, labels[i], number_of(r.neurons.observed.anchors[i])};
    add_side_cells(r.neurons, i, cells);
    tsv.row(cells);
  }
  tsv.finish();
}

/// A ratio to the ceiling; NaN where there is none.
double reached(double correlation, const NoiseCeiling& c) { return correlation / c.ceiling; }

void write_networks(const ListenerResults& r, const std::vector<std::string>& labels,
                    const fs::path& file) {
  std::vector<std::string> columns = {"network", "neuron", "label"};
  add_side_columns(columns);
  for (const char* name :
       {"isc", "isc_sd", "isc_noise", "isc_low", "isc_high", "isc_p", "half", "reliability",
        "ceiling", "reached", "reached_noise", "reached_low", "reached_high", "reached_p"})
    columns.emplace_back(name);
  TsvWriter tsv(file, columns);
  for (std::size_t j = 0; j < r.ceilings.size(); ++j) {
    const Anchor& anchor = r.networks.observed.anchors[j];
    const NoiseCeiling& c = r.ceilings[j];
    std::vector<TsvCell> cells = {j + 1, number_of(anchor),
                                  anchor.index == kNoIndex ? "n/a" : labels[anchor.index]};
    add_side_cells(r.networks, j, cells);
    for (double v : {c.isc, c.isc_sd, c.isc_noise.mean, c.isc_noise.low, c.isc_noise.high,
                     c.isc_noise.p, c.half, c.reliability, c.ceiling})
      cells.emplace_back(v);
    NullRange noise = r.networks.correlation[j];
    for (double* v : {&noise.mean, &noise.low, &noise.high}) *v = reached(*v, c);
    if (std::isnan(c.ceiling)) noise.p = c.ceiling;
    add_range(reached(std::abs(anchor.correlation), c), noise, cells);
    tsv.row(cells);
  }
  tsv.finish();
}

void write_listeners(const ListenerResults& r, const fs::path& file) {
  std::vector<std::string> columns = {"listener", "missing", "isc"};
  add_range("correlation", columns);
  TsvWriter tsv(file, columns);
  for (std::size_t l = 0; l < r.missing.size(); ++l) {
    std::vector<TsvCell> cells = {l + 1, r.missing[l], r.listener_isc[l]};
    add_range(r.listener_mean[l], r.listener_mean_noise[l], cells);
    tsv.row(cells);
  }
  tsv.finish();
}

void write_figures(const ListenerResults& r, const fs::path& file) {
  TsvWriter tsv(file, {"side", "figure", "observed", "noise", "low", "high", "p"});
  for (const ListenerFigure& f : r.figures)
    tsv.row({f.side, f.name, f.observed, f.noise.mean, f.noise.low, f.noise.high, f.noise.p});
  tsv.finish();
}

void write_summary(std::size_t listeners, const ListenersOptions& o, const ListenerResults& r,
                   const fs::path& file) {
  ordered_json j;
  j["listeners"] = listeners;
  j["draws"] = o.listener_draws;
  j["splits"] = r.splits;
  j["all_splits"] = r.splits == count_halves(listeners);
  j["sign_flips"] = r.flips;
  j["smallest_flip_p"] = r.smallest_flip_p;
  j["missing_series"] = std::accumulate(r.missing.begin(), r.missing.end(), std::size_t{0});
  write_file(file, j.dump(2) + "\n");
}

void note(const ListenerResults& r, std::size_t networks, Notes& notes) {
  const std::size_t missing = std::accumulate(r.missing.begin(), r.missing.end(), std::size_t{0});
  notes.facts.emplace_back("listeners", std::to_string(r.missing.size()));
  notes.facts.emplace_back("cuts in halves", std::to_string(r.splits));
  notes.facts.emplace_back("series that are constant or not finite", std::to_string(missing));
  for (const ListenerFigure& f : r.figures)
    if (f.side == "neurons" && (f.name == "half_held_out" || f.name == "flip_share"))
      notes.facts.emplace_back(f.name == "flip_share"
                                   ? "share of neurons that a sign-flip test over listeners calls"
                                   : "held-out correlation of neurons, halves",
                               fmt::format("{:.3f} (noise: {:.3f})", f.observed, f.noise.mean));
  if (missing > 0)
    notes.warnings.push_back(
        fmt::format("{} of {} series of single listeners are constant or not finite; they take no "
                    "part",
                    missing, r.missing.size() * networks));
  if (r.figures.empty())
    notes.warnings.emplace_back("nothing could be compared: all neurons or networks are constant");
}

void run(const ListenersOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in = read_coupling_inputs(o.timecourses.path, o.networks.path, o.story);
  const std::vector<Matrix> listeners = read_listeners(listeners_folder(o.networks.path, o.story));
  if (listeners.size() < 2) {
    write_summary(listeners.size(), o, {}, out / "summary.json");
    context.notes.facts.emplace_back("listeners", "1: nothing to compare");
    return;
  }
  const ListenerPlan plan{.draws = static_cast<std::size_t>(o.listener_draws),
                          .splits = static_cast<std::size_t>(o.splits),
                          .flips = static_cast<std::size_t>(o.sign_flips),
                          .seed = static_cast<std::uint64_t>(o.seed),
                          .delta = delta_of_coupling(o.coupling.path)};
  const ListenerResults r = compare_listeners(in.neurons, listeners, plan, context.machine);
  write_neurons(r, in.labels, out / "neurons.tsv");
  write_networks(r, in.labels, out / "networks.tsv");
  write_listeners(r, out / "listeners.tsv");
  write_figures(r, out / "figures.tsv");
  write_summary(listeners.size(), o, r, out / "summary.json");
  note(r, in.networks.cols, context.notes);
}

/// In each draw one product a listener and one for all others, one a half, and one of the mean.
Cost cost(const ListenersOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double products = 1 + 2 * real(s.listeners) + 2 * static_cast<double>(o.splits);
  const double pairs = real(s.neurons) * real(s.networks);
  const double flops =
      2 * pairs * real(s.volumes) * products * (1 + static_cast<double>(o.listener_draws));
  const double series = kFloatBytes * real(s.volumes) * real(s.networks) * real(s.listeners);
  return {
      0.1 + flops / in.rates.flops,
      kProgramBytes + 3 * series + kFloatBytes * (2 * real(s.volumes) * real(s.neurons) + pairs),
      600 * (real(s.neurons) + real(s.networks))};
}

}  // namespace

extern const Stage kListenersStage = make_stage<ListenersOptions, run, cost>(
    "listeners", "the coupling in single listeners, beside the same in noise",
    "anbn listeners --timecourses timecourses --networks networks --coupling coupling "
    "--out listeners",
    1, {.filled_in = kNetworksStory});

}  // namespace anbn
