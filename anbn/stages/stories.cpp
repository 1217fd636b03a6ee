// SPDX-License-Identifier: Apache-2.0
// The couplings of several stories of one variant: how they differ and agree, beside noise.
#include "anbn/analysis/stories.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"

#include <nlohmann/json.hpp>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct StoriesOptions {
  InputList timecourses{InputKind::stage, Presence::required};
  InputList coupling{InputKind::stage, Presence::required};
  Input networks{InputKind::stage};
  std::vector<std::string> stories;
  std::int64_t story_draws = 1000;
  std::int64_t seed = 1;

  static constexpr std::string_view kRequired[] = {"stories"};

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "results of `anbn timecourses`, one a story");
    option("coupling", coupling, "results of `anbn coupling`, one a story, whose delta is taken");
    option("networks", networks, "result of `anbn networks`, which has all stories");
    option("stories", stories, "names of the stories, in the order of the folders");
    option("story_draws", story_draws, "phase-randomized draws that each figure stands beside",
           between(0, 1000000));
    option("seed", seed, "of the random numbers");
  }

  void check() const {
    for (const auto* list : {&timecourses, &coupling})
      if (list->paths.size() != stories.size())
        fail("--{} has {} folders; expected one for each of the {} stories",
             list == &coupling ? "coupling" : "timecourses", list->paths.size(), stories.size());
    if (stories.size() < 2) fail("--stories has 1 name; expected two or more, to compare them");
  }
};

struct Neurons {
  std::vector<std::string> labels;
  std::vector<int> layers;
};

Neurons read_neurons(const fs::path& timecourses) {
  const Table table = read_tsv(timecourses / "neurons.tsv");
  const std::size_t label = table.column("label"), layer = table.column("layer");
  Neurons neurons;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    neurons.labels.push_back(table.rows[i][label]);
    const std::int64_t number = table.integer(i, layer);
    if (number < 1 || number > 100000)
      fail("{}:{}: layer is {}; expected 1 or more", table.file, table.lines[i], number);
    neurons.layers.push_back(static_cast<int>(number));
  }
  return neurons;
}

Delta delta_of(const StoriesOptions& o) {
  const Delta first = delta_of_coupling(o.coupling.paths[0]);
  for (std::size_t s = 1; s < o.stories.size(); ++s)
    if (const Delta delta = delta_of_coupling(o.coupling.paths[s]); delta != first)
      fail("delta is {} in story {} and {} in {}; expected the same, to compare them",
           name_of(delta), o.stories[s], name_of(first), o.stories[0]);
  return first;
}

std::vector<StorySeries> read_all(const StoriesOptions& o, const Neurons& neurons) {
  std::vector<StorySeries> all;
  for (std::size_t s = 0; s < o.stories.size(); ++s) {
    CouplingInputs in = read_coupling_inputs(o.timecourses.paths[s], o.networks.path, o.stories[s]);
    if (in.labels != neurons.labels)
      fail("{}: other neurons than {}; expected the same, to compare stories",
           o.timecourses.paths[s].string(), o.timecourses.paths[0].string());
    all.push_back({o.stories[s], std::move(in.neurons), std::move(in.networks)});
  }
  return all;
}

std::optional<int> layer_of(const StoryFigure& f) {
  return f.layer == 0 ? std::nullopt : std::optional(f.layer);
}

void write_figures(const StoryComparison& comparison, const std::vector<std::string>& names,
                   const fs::path& out) {
  TsvWriter differences(out / "differences.tsv",
                        {"first", "second", "side", "figure", "layer", "value_first",
                         "value_second", "difference", "noise", "low", "high", "p"});
  TsvWriter agreement(out / "agreement.tsv", {"first", "second", "side", "figure", "observed",
                                              "noise", "low", "high", "p"});
  for (const StoryPair& pair : comparison.pairs) {
    const std::string &first = names[pair.first], &second = names[pair.second];
    for (const StoryFigure& f : pair.differences)
      differences.row({first, second, f.side, f.name, layer_of(f), f.first, f.second, f.observed,
                       f.noise.mean, f.noise.low, f.noise.high, f.noise.p});
    for (const StoryFigure& f : pair.agreement)
      agreement.row({first, second, f.side, f.name, f.observed, f.noise.mean, f.noise.low,
                     f.noise.high, f.noise.p});
  }
  differences.finish();
  agreement.finish();
}

std::optional<std::size_t> number_of(const Anchor& anchor) {
  return anchor.index == kNoIndex ? std::nullopt : std::optional(anchor.index + 1);
}

void add_difference(const StorySide& side, std::size_t i, std::vector<TsvCell>& cells) {
  const NullRange& noise = side.noise[i];
  for (double v : {side.difference[i], noise.mean, noise.low, noise.high, noise.p})
    cells.emplace_back(v);
}

void write_neurons(const StoryComparison& comparison, const std::vector<std::string>& names,
                   const std::vector<std::string>& labels, const fs::path& file) {
  TsvWriter tsv(
      file, {"first", "second", "neuron", "label", "network_first", "correlation_first",
             "network_second", "correlation_second", "difference", "noise", "low", "high", "p"});
  for (const StoryPair& pair : comparison.pairs)
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const Anchor &a = pair.neurons.first[i], &b = pair.neurons.second[i];
      std::vector<TsvCell> cells = {names[pair.first], names[pair.second], i + 1,
                                    labels[i],         number_of(a),       a.correlation,
                                    number_of(b),      b.correlation};
      add_difference(pair.neurons, i, cells);
      tsv.row(cells);
    }
  tsv.finish();
}

void write_networks(const StoryComparison& comparison, const std::vector<std::string>& names,
                    const std::vector<std::string>& labels, const fs::path& file) {
  TsvWriter tsv(file,
                {"first", "second", "network", "label_first", "correlation_first", "label_second",
                 "correlation_second", "difference", "noise", "low", "high", "p"});
  const auto label = [&](const Anchor& a) { return a.index == kNoIndex ? "n/a" : labels[a.index]; };
  for (const StoryPair& pair : comparison.pairs)
    for (std::size_t j = 0; j < pair.networks.first.size(); ++j) {
      const Anchor &a = pair.networks.first[j], &b = pair.networks.second[j];
      std::vector<TsvCell> cells = {names[pair.first], names[pair.second], j + 1,        label(a),
                                    a.correlation,     label(b),           b.correlation};
      add_difference(pair.networks, j, cells);
      tsv.row(cells);
    }
  tsv.finish();
}

void note(const StoryComparison& comparison, const StoriesOptions& o, std::size_t neurons,
          Notes& notes) {
  notes.facts.emplace_back("stories", std::to_string(o.stories.size()));
  notes.facts.emplace_back("neurons left out", std::to_string(neurons - comparison.neurons));
  if (comparison.pairs.empty())
    notes.warnings.emplace_back(
        "nothing could be compared: no neuron, or no network, varies in all stories");
  if (comparison.pairs.size() != 1) return;
  for (const StoryFigure& f : comparison.pairs.front().agreement)
    if (f.name == "same_network")
      notes.facts.emplace_back(
          "neurons anchored to the same network in both",
          fmt::format("{:.1f} % (noise: {:.1f} %)", 100 * f.observed, 100 * f.noise.mean));
}

void run(const StoriesOptions& o, const fs::path& out, RunContext& context) {
  const Neurons neurons = read_neurons(o.timecourses.paths.front());
  const StoryPlan plan{.draws = static_cast<std::size_t>(o.story_draws),
                       .seed = static_cast<std::uint64_t>(o.seed),
                       .delta = delta_of(o)};
  const StoryComparison comparison =
      compare_stories(read_all(o, neurons), neurons.layers, plan, context.machine);
  write_figures(comparison, o.stories, out);
  write_neurons(comparison, o.stories, neurons.labels, out / "neurons.tsv");
  write_networks(comparison, o.stories, neurons.labels, out / "networks.tsv");
  const ordered_json summary = {{"stories", o.stories},
                                {"draws", o.story_draws},
                                {"neurons", comparison.neurons},
                                {"networks", comparison.networks}};
  write_file(out / "summary.json", summary.dump(2) + "\n");
  note(comparison, o, neurons.labels.size(), context.notes);
}

constexpr FilledIn kAllStories[] = {{"stories", From::stories}};

/// Each story's draws once more for each pair of stories that it belongs to.
Cost cost(const StoriesOptions& o, const CostInputs& in) {
  Cost cost{0.1, kProgramBytes, 0};
  const double others = real(in.sizes.size()) - 1;
  for (const Sizes& s : in.sizes) {
    const double pairs = real(s.neurons) * real(s.networks);
    cost.seconds += others * 2 * pairs * real(s.volumes) *
                    (1 + static_cast<double>(o.story_draws)) / in.rates.flops;
    cost.memory += kFloatBytes * (2 * real(s.volumes) * real(s.neurons) + 2 * pairs);
    cost.disk += 100 * others * real(s.neurons);
  }
  return cost;
}

}  // namespace

extern const Stage kStoriesStage = make_stage<StoriesOptions, run, cost>(
    "stories", "the couplings of several stories -> their differences and agreement",
    "anbn stories --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--networks networks --out main/stories",
    1, {.runs = Runs::once_a_variant, .filled_in = kAllStories});

}  // namespace anbn
