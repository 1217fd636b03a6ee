// SPDX-License-Identifier: Apache-2.0
// Neurons of a layer together -> how well they predict each network in volumes held out, and how
// well they predict noise.
#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/table.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/encoding_tables.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/null_sources.h"
#include "anbn/stats/nulls/null.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Which neurons predict together.
enum class Features { layer, head, all };
constexpr auto names_of(Features) { return named("layer", "head", "all"); }

struct EncodingOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  std::string story;
  Features features = Features::layer;
  std::int64_t folds = 5;
  std::int64_t inner_folds = 4;
  double gap_s = 16;
  std::vector<double> penalties = {0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000};
  std::string null = "phase";
  double min_shift_s = 30;
  std::int64_t permutations = 1000;
  std::int64_t seed = 1;
  double cutoff_s = 128;
  YesNo word_rate = YesNo::no;
  YesNo position = YesNo::no;
  Input nuisance{InputKind::file, Presence::optional};

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the TR and the word rate");
    option("networks", networks, "result of `anbn networks`");
    option("story", story, "which story of the networks; may be left out if there is one only");
    option("features", features, "which neurons predict together");
    option("folds", folds, "contiguous parts of the story, each held out once", between(2, 1000));
    option("inner_folds", inner_folds, "parts of what is left, by which the penalty is chosen",
           between(2, 1000));
    option("gap_s", gap_s, "left out on both sides of what is held out",
           between(0, 1e6).measured_in("s"));
    option("penalties", penalties, "to choose from, rising; times the features: alpha of others",
           between(1e-4, 1e9));
    option("null", null, "null model of the draws", one_of(names_of_kinds(null_models())));
    option("min_shift_s", min_shift_s, "circular-shift: the smallest shift, either way",
           between(0, 1e6).measured_in("s"));
    option("permutations", permutations, "random draws, each fitted anew", between(1, 1000000));
    option("seed", seed, "of the random numbers");
    option("cutoff_s", cutoff_s, "slowest period that is not regressed out",
           at_least(0).measured_in("s").meaning(0, "none is"));
    option("word_rate", word_rate, "regress the number of words out as well");
    option("position", position, "regress the position in the story and its square out as well");
    option("nuisance", nuisance, "TSV with further regressors, one row a volume used");
  }

  void check() const {
    if (penalties.empty()) fail("--penalties is empty; expected rising numbers above 0");
    for (std::size_t a = 1; a < penalties.size(); ++a)
      if (penalties[a] <= penalties[a - 1])
        fail("--penalties has {} at place {}; expected rising numbers", penalties[a], a + 1);
  }
};

/// The groups in the order in which their first neurons stand in the table.
std::vector<NeuronGroup> groups_of(const fs::path& timecourses, Features features) {
  const Table table = read_tsv(timecourses / "neurons.tsv");
  std::vector<NeuronGroup> groups;
  const auto label_of = [&](std::size_t row) -> std::string {
    if (features == Features::all) return "all";
    const std::string layer = "L" + table.rows[row][table.column("layer")];
    return features == Features::layer ? layer
                                       : layer + "H" + table.rows[row][table.column("head")];
  };
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string label = label_of(i);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const NeuronGroup& g) { return g.label == label; });
    if (group == groups.end()) group = groups.insert(group, {label, {}});
    group->neurons.push_back(i);
  }
  return groups;
}

RidgeTestPlan plan_of(const EncodingOptions& o, double tr_s) {
  RidgeTestPlan plan;
  plan.ridge.folds = static_cast<std::size_t>(o.folds);
  plan.ridge.inner_folds = static_cast<std::size_t>(o.inner_folds);
  // 15 s are 10 volumes of 1.5 s, whatever the quotient's last bit.
  plan.ridge.gap = static_cast<std::size_t>(std::ceil(o.gap_s / tr_s - 1e-9));
  plan.ridge.penalties = o.penalties;
  plan.null = null_model_named(o.null).name;
  plan.permutations = static_cast<std::size_t>(o.permutations);
  plan.seed = static_cast<std::uint64_t>(o.seed);
  return plan;
}

void note(const EncodingResults& results, Notes& notes) {
  const AgainstDraws& global = results.tests.global;
  notes.facts.emplace_back("groups of neurons", std::to_string(results.groups.size()));
  notes.facts.emplace_back("volumes left out on each side", std::to_string(results.plan.ridge.gap));
  if (std::isnan(global.observed)) {
    notes.warnings.emplace_back(
        "nothing could be predicted: all neurons or all networks are constant, or the nuisance set "
        "explains them");
    return;
  }
  notes.facts.emplace_back("largest held-out correlation", fmt::format("{:.4f}", global.observed));
  notes.facts.emplace_back("largest held-out correlation of noise",
                           fmt::format("{:.4f}", global.null_mean));
  notes.facts.emplace_back("p of the largest", fmt::format("{:.4g}", global.p));
  // An end of the grid that many networks want says that the grid is too short there; the upper
  // end is where a network goes that nothing predicts.
  std::size_t lowest = 0, all = 0;
  for (const GroupTests& group : results.tests.groups)
    for (double penalty : group.penalty)
      if (!std::isnan(penalty)) {
        ++all;
        lowest += penalty == results.plan.ridge.penalties.front() ? 1 : 0;
      }
  if (results.plan.ridge.penalties.size() > 1 && 2 * lowest > all)
    notes.warnings.push_back(fmt::format(
        "the smallest penalty ({}) is chosen in {} of {} fits; add smaller ones to penalties",
        results.plan.ridge.penalties.front(), lowest, all));
}

void run(const EncodingOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in = read_coupling_inputs(o.timecourses.path, o.networks.path, o.story);
  const Nuisance nuisance =
      nuisance_set({o.tokens.path, o.cutoff_s, o.word_rate, o.position, o.nuisance},
                   in.networks.rows, context.machine.threads);
  EncodingResults results;
  results.story = o.story;
  results.plan = plan_of(o, tr_of_tokens(o.tokens.path));
  results.plan.sources =
      null_sources({o.tokens.path, o.timecourses.path, o.networks.path, in.story}, o.min_shift_s);
  results.groups = groups_of(o.timecourses.path, o.features);
  results.volumes = in.networks.rows;
  results.nuisance = nuisance.names;
  results.tests =
      test_ridge(in.neurons, in.networks, results.groups, nuisance, results.plan, context.machine);
  write_encoding(results, out);
  note(results, context.notes);
}

// What significance regresses out, encoding does as well: they test the same coupling.
constexpr std::string_view kRegressedOut[] = {"cutoff_s", "word_rate", "position", "nuisance"};

Cost cost(const EncodingOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double groups = o.features == Features::all
                            ? 1
                            : real(o.features == Features::head ? s.layers * s.heads : s.layers);
  const double volumes = real(s.volumes), networks = real(s.networks);
  // In each fold, inner folds predict 0.74 T volumes in all from about 0.47 T for each penalty;
  // then the fold itself is predicted.
  const double flops = groups * networks * volumes * volumes * static_cast<double>(o.permutations) *
                       static_cast<double>(o.folds) * (0.7 * real(o.penalties.size()) + 1.4);
  return {0.1 + flops / in.rates.flops, kProgramBytes + 8 * groups * volumes * volumes,
          300 * groups * networks};
}

}  // namespace

extern const Stage kEncodingStage = make_stage<EncodingOptions, run, cost>(
    "encoding", "all neurons of a layer together -> networks in held-out volumes, and p values",
    "anbn encoding --timecourses timecourses --tokens tokens --networks networks "
    "--features layer --out encoding",
    2,
    {.only_if_asked = true,
     .filled_in = kNetworksStory,
     .also_reads = {"significance", kRegressedOut}});

}  // namespace anbn
