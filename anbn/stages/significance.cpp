// SPDX-License-Identifier: Apache-2.0
// Coupling and its inputs -> which of it noise could not give: the paper's test and the calibrated
// one side by side, and further null models where they are asked for.
#include "anbn/results/significance.h"

#include "anbn/results/coupling.h"
#include "anbn/results/significance_draws.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/null_sources.h"
#include "anbn/stages/tests_cost.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct SignificanceStageOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  Input coupling{InputKind::stage};
  Input nuisance{InputKind::stage};
  std::string story;
  SignificanceOptions significance;
  double checkpoint_s = 60;
  Lengths lengths = Lengths::same;

  static constexpr std::string_view kUncompared[] = {"checkpoint_s"};
  // None of them changes a draw: counts of an earlier result are still right.
  static constexpr std::string_view kExtended[] = {"nulls", "permutations", "alpha", "correction",
                                                   "noise_draws"};

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the TR");
    option("networks", networks, "result of `anbn networks`");
    option("coupling", coupling, "result of `anbn coupling`");
    option("nuisance", nuisance, "result of `anbn nuisance`: what is regressed out");
    option("story", story, "which story of the networks; may be left out if there is one only");
    significance.visit(option);
    option("checkpoint_s", checkpoint_s, "time between checkpoints of the counts",
           at_least(0).measured_in("s"));
    option("lengths", lengths,
           "a control: words and networks of two stories, cut to the shorter one");
  }

  void complete() { significance.complete(); }
  void check() const { significance.check(); }
};

void note(const SignificanceResults& results, Notes& notes) {
  const GlobalTest& global = results.tests.of(NullRole::calibrated).tests.global;
  notes.facts.emplace_back("permutations", std::to_string(results.summary.permutations));
  if (std::string words = bursts_words(results.summary); !words.empty())
    notes.warnings.push_back(std::move(words));
  if (global.neuron == kNoIndex) {
    notes.warnings.emplace_back(
        "nothing could be tested: all neurons or all networks are constant, or the nuisance set "
        "explains them");
  } else {
    notes.facts.emplace_back("largest partial correlation", fmt::format("{:.4f}", global.observed));
    notes.facts.emplace_back("p of the largest (calibrated)", fmt::format("{:.4g}", global.p));
  }
}

void run(const SignificanceStageOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in =
      read_coupling_inputs(o.timecourses.path, o.networks.path, o.story, o.lengths);
  SignificanceResults results;
  results.labels = in.labels;
  results.anchoring = read_anchoring(o.coupling.path, in.neurons.cols, in.networks.cols);
  const Nuisance nuisance = nuisance_set(o.nuisance.path, in.networks, o.lengths);
  const NullSources sources = null_sources(
      {o.tokens.path, o.timecourses.path, o.networks.path, in.story}, o.significance.min_shift_s);
  DrawCheckpoints checkpoint(out / "checkpoint", o.checkpoint_s);
  results.tests =
      significance({{in.story, in.neurons, in.networks, nuisance}}, in.layers, results.anchoring,
                   delta_of_coupling(o.coupling.path), sources, o.significance,
                   kept_in(checkpoint, context.earlier), context.machine);
  results.summary = summary_of(results.tests, in.labels, nuisance, o.significance, o.story);
  write(results, out);
  note(nuisance, context.notes);
  note(results, context.notes);
}

/// The draws of all null models: of some there are fewer than are asked for.
double draws_in_all(const SignificanceOptions& o, std::size_t volumes) {
  constexpr std::size_t kFew = 20;  // of other stories' networks: one a story
  const auto asked = static_cast<std::size_t>(o.permutations);
  double draws = 0;
  for (const std::string& name : o.nulls) {
    const NullModel& null = null_model_named(name);
    const std::size_t most =
        null.role == NullRole::description ? kFew : null.draws({}).count(volumes);
    draws += real(std::min(asked, most));
  }
  return draws;
}

// Of many stories each is one row of a table.
constexpr OfMany kFewerDraws[] = {{"permutations", 200}, {"noise_draws", 50}};

Cost cost(const SignificanceStageOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  return cost_of_tests({s.volumes, s.neurons, s.networks, s.layers},
                       draws_in_all(o.significance, s.volumes),
                       static_cast<double>(o.significance.noise_draws), in);
}

}  // namespace

extern const Stage kSignificanceStage = make_stage<SignificanceStageOptions, run, cost>(
    "significance", "coupling -> p and q values: the paper's test and the calibrated one",
    "anbn significance --timecourses timecourses --tokens tokens --networks networks "
    "--coupling coupling --nuisance nuisance --out significance",
    10, {.in_controls = true, .filled_in = kNetworksStory, .of_many = kFewerDraws});

}  // namespace anbn
