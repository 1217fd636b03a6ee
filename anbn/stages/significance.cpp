// SPDX-License-Identifier: Apache-2.0
// Coupling and its inputs -> which of it noise could not give: the paper's test and the calibrated
// one side by side, and further null models where they are asked for.
#include "anbn/analysis/significance.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/npy.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/null_sources.h"
#include "anbn/stages/rates.h"
#include "anbn/stages/significance_draws.h"
#include "anbn/stages/significance_tables.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Which null models have the partial correlation as their statistic.
enum class Partial { all_but_shuffle, all, none };
constexpr auto names_of(Partial) { return named("all-but-shuffle", "all", "none"); }

struct SignificanceOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  Input coupling{InputKind::stage};
  std::string story;
  std::vector<std::string> nulls = {"shuffle", "phase"};
  std::int64_t permutations = 5000;
  std::int64_t seed = 1;
  double alpha = 0.01;
  Correction correction = Correction::benjamini_hochberg;
  std::int64_t noise_draws = 200;
  double cutoff_s = 128;
  YesNo word_rate = YesNo::no;
  YesNo position = YesNo::no;
  Input nuisance{InputKind::file, Presence::optional};
  Partial partial = Partial::all_but_shuffle;
  double min_shift_s = 30;
  double checkpoint_s = 60;
  Lengths lengths = Lengths::same;

  static constexpr std::string_view kUncompared[] = {"checkpoint_s"};
  // None of them changes a draw: counts of an earlier result are still right.
  static constexpr std::string_view kExtended[] = {"nulls", "permutations", "alpha", "correction",
                                                   "noise_draws"};

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the TR and the word rate");
    option("networks", networks, "result of `anbn networks`");
    option("coupling", coupling, "result of `anbn coupling`");
    option("story", story, "which story of the networks; may be left out if there is one only");
    option("nulls", nulls,
           "null models, shuffle (the paper's) and phase (the calibrated one) among them",
           one_of(names_of_kinds(null_models())));
    option("permutations", permutations,
           "random draws of each null model; more of them are added to those of an earlier result",
           between(1, 1000000000));
    option("seed", seed, "of the random numbers");
    option("alpha", alpha, "level at which q values are called significant",
           more_than(0).less_than(1));
    option("correction", correction,
           "false discovery rate of Benjamini and Hochberg, or of Benjamini and Yekutieli");
    option("noise_draws", noise_draws, "draws kept for the figures' noise", between(0, 100000));
    option("cutoff_s", cutoff_s, "slowest period that is not regressed out",
           at_least(0).measured_in("s").meaning(0, "none is"));
    option("word_rate", word_rate, "regress the number of words out as well");
    option("position", position, "regress the position in the story and its square out as well");
    option("nuisance", nuisance, "TSV with further regressors, one row a volume used");
    option("partial", partial,
           "null models whose statistic is the partial correlation given what is regressed out");
    option("min_shift_s", min_shift_s, "circular-shift: the smallest shift, either way",
           between(0, 1e6).measured_in("s"));
    option("checkpoint_s", checkpoint_s, "time between checkpoints of the counts",
           at_least(0).measured_in("s"));
    option("lengths", lengths,
           "a control: words and networks of two stories, cut to the shorter one");
  }

  void complete();
  void check() const;
};

/// In the order of the table of null models, whatever the order in which they were named.
void SignificanceOptions::complete() {
  std::vector<std::string> ordered;
  for (const NullModel& null : null_models())
    if (std::find(nulls.begin(), nulls.end(), null.name) != nulls.end())
      ordered.emplace_back(null.name);
  nulls = ordered;
}

void SignificanceOptions::check() const {
  const std::string_view papers = null_model_for(NullRole::papers).name;
  const std::string_view calibrated = null_model_for(NullRole::calibrated).name;
  for (const std::string_view name : {papers, calibrated})
    if (std::find(nulls.begin(), nulls.end(), name) == nulls.end())
      fail("--nulls lacks {}; expected {} and {} among them: the report compares the two", name,
           papers, calibrated);
}

void note(const SignificanceTables& tables, const Nuisance& nuisance, std::size_t volumes,
          Notes& notes) {
  const GlobalTest& global = tables.of(NullRole::calibrated).tests.global;
  notes.facts.emplace_back("permutations", std::to_string(tables.permutations));
  notes.facts.emplace_back("nuisance regressors", std::to_string(nuisance.rank()));
  if (global.neuron == kNoIndex) {
    notes.warnings.emplace_back(
        "nothing could be tested: all neurons or all networks are constant, or the nuisance set "
        "explains them");
  } else {
    notes.facts.emplace_back("largest partial correlation", fmt::format("{:.4f}", global.observed));
    notes.facts.emplace_back("p of the largest (calibrated)", fmt::format("{:.4g}", global.p));
  }
  if (global.neuron != kNoIndex && 2 * nuisance.rank() > volumes)
    notes.warnings.push_back(fmt::format(
        "the nuisance set takes {} of {} degrees of freedom: little is left to couple; is cutoff_s "
        "too short, or the story?",
        nuisance.rank(), volumes));
  for (const std::string& name : nuisance.redundant)
    notes.warnings.push_back(
        fmt::format("nuisance regressor '{}' adds nothing to the ones before it", name));
}

bool is_partial(const SignificanceOptions& o, const NullModel& null) {
  return o.partial == Partial::all ||
         (o.partial == Partial::all_but_shuffle && null.role != NullRole::papers);
}

/// The counts to go on from: of a run that was killed, or of an earlier result.
DrawCounts counted_before(const DrawCheckpoints& checkpoints, const fs::path& earlier,
                          std::string_view null, const StoryTests& series, std::size_t most) {
  const std::size_t neurons = series.tested_neurons().size(),
                    networks = series.tested_networks().size();
  DrawCounts counts = checkpoints.find(null, neurons, networks, most);
  if (earlier.empty()) return counts;
  DrawCounts finished = read_draws(earlier / "draws", null, neurons, networks, most);
  return finished.global_null.size() > counts.global_null.size() ? finished : counts;
}

/// All null models that are given the nuisance set, or all that are not. Those that draw in one
/// basis come together: they share what is computed for it.
void test_nulls(const SignificanceOptions& o, const CouplingInputs& in,
                const CouplingTables& coupling, const Nuisance& nuisance, const fs::path& out,
                RunContext& context, DrawCheckpoints& checkpoints, SignificanceTables& tables) {
  std::vector<TestedNull*> wanted;
  for (TestedNull& null : tables.nulls)
    if (null.partial == (nuisance.rank() > 0)) wanted.push_back(&null);
  if (wanted.empty()) return;
  std::stable_sort(wanted.begin(), wanted.end(), [](const TestedNull* a, const TestedNull* b) {
    return a->model->basis < b->model->basis;
  });
  StoryTests series(in.neurons, in.networks, coupling.anchoring, nuisance, context.machine);
  TestPlan plan;
  plan.permutations = tables.permutations;
  plan.seed = static_cast<std::uint64_t>(o.seed);
  plan.delta = coupling.delta;
  plan.sources =
      null_sources({o.tokens.path, o.timecourses.path, o.networks.path, in.story}, o.min_shift_s);
  plan.correction = tables.correction;
  for (TestedNull* null : wanted) {
    const std::string_view name = plan.null = null->model->name;
    plan.counted = [&](std::size_t most) {
      return counted_before(checkpoints, context.earlier, name, series, most);
    };
    plan.keep = [&](const DrawCounts& counts) { checkpoints.keep(name, counts); };
    null->tests = series.test(plan);
    checkpoints.finished(name, null->tests.counts);
    write_draws(out / "draws", name, null->tests.counts);
  }
}

void write_noise(const NoiseDraws& noise, const fs::path& out) {
  write_npy(out / "noise_neuron_correlation.npy", noise.neuron_correlation);
  write_npy(out / "noise_neuron_network.npy", noise.neuron_network);
  write_npy(out / "noise_network_correlation.npy", noise.network_correlation);
  write_npy(out / "noise_network_neuron.npy", noise.network_neuron);
}

void run(const SignificanceOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in =
      read_coupling_inputs(o.timecourses.path, o.networks.path, o.story, o.lengths);
  const CouplingTables coupling =
      read_coupling_tables(o.coupling.path, in.neurons.cols, in.networks.cols);
  const Nuisance nuisance =
      nuisance_set({o.tokens.path, o.cutoff_s, o.word_rate, o.position, o.nuisance, o.lengths},
                   in.networks.rows, context.machine.threads);
  SignificanceTables tables;
  tables.story = o.story;
  tables.permutations = static_cast<std::size_t>(o.permutations);
  tables.alpha = o.alpha;
  tables.correction = o.correction;
  tables.labels = in.labels;
  tables.nuisance = nuisance.names;
  for (const std::string& name : o.nulls) {
    const NullModel& null = null_model_named(name);
    tables.nulls.push_back({&null, is_partial(o, null), {}});
  }
  fs::create_directory(out / "draws");
  DrawCheckpoints checkpoints(out / "checkpoint", o.checkpoint_s);
  test_nulls(o, in, coupling, {}, out, context, checkpoints, tables);
  test_nulls(o, in, coupling, nuisance, out, context, checkpoints, tables);
  const NoiseDraws noise =
      noise_of(in.neurons, in.networks, static_cast<std::size_t>(o.noise_draws),
               static_cast<std::uint64_t>(o.seed), coupling.delta, context.machine);
  tables.expected_neurons = expected_of(noise.neuron_correlation, coupling.delta);
  tables.expected_networks = expected_of(noise.network_correlation, coupling.delta);
  write_significance(tables, coupling, out);
  write_noise(noise, out);
  note(tables, nuisance, in.networks.rows, context.notes);
}

Cost cost(const SignificanceOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const auto permutations = static_cast<double>(o.permutations);
  const auto draws = static_cast<double>(o.noise_draws);
  const double neurons = real(s.neurons), networks = real(s.networks);
  const double draw_s = in.measured.once(
      fmt::format("draw {} {} {}", s.volumes, s.neurons, s.networks),
      [&] { return seconds_of_draw(s.volumes, s.neurons, s.networks, in.machine); });
  Cost cost;
  cost.disk = 2 * kFloatBytes * draws * (neurons + networks) + 300 * (neurons + networks);
  cost.seconds = 0.05 + (2 * permutations + draws) * draw_s + cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes +
                kFloatBytes * (3 * real(s.volumes) * (neurons + networks) +
                               neurons * networks * (2 + in.threads())) +
                cost.disk;
  return cost;
}

}  // namespace

extern const Stage kSignificanceStage = make_stage<SignificanceOptions, run, cost>(
    "significance", "coupling -> p and q values: the paper's test and the calibrated one",
    "anbn significance --timecourses timecourses --tokens tokens --networks networks "
    "--coupling coupling --out significance",
    2, {.in_controls = true, .filled_in = kNetworksStory});

}  // namespace anbn
