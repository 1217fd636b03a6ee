// SPDX-License-Identifier: Apache-2.0
// Coupling and its inputs -> which of it noise could not give: the paper's test and the calibrated
// one side by side.
#include "anbn/stats/significance.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/make_stage.h"
#include "anbn/stages/significance_tables.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct SignificanceOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  Input coupling{InputKind::stage};
  std::string story;
  std::int64_t permutations = 5000;
  std::int64_t seed = 1;
  double alpha = 0.01;
  std::int64_t noise_draws = 200;
  double cutoff_s = 128;
  Choice word_rate{{"no", "yes"}, "no"};
  Input nuisance{InputKind::file, Presence::optional};
  Choice position{{"no", "yes"}, "no"};
  Choice lengths = lengths_choice();

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the TR and the word rate");
    option("networks", networks, "result of `anbn networks`");
    option("coupling", coupling, "result of `anbn coupling`");
    option("story", story, "which story of the networks; may be left out if there is one only");
    option("permutations", permutations, "random draws of each null model");
    option("seed", seed, "of the random numbers");
    option("alpha", alpha, "level at which q values are called significant");
    option("noise_draws", noise_draws, "draws kept for the figures' noise");
    option("cutoff_s", cutoff_s, "slowest period that is not regressed out [s]; 0: none is");
    option("word_rate", word_rate, "regress the number of words out as well");
    option("nuisance", nuisance, "TSV with further regressors, one row a volume used");
    option("position", position, "regress the position in the story and its square out as well");
    option("lengths", lengths,
           "a control: words and networks of two stories, cut to the shorter one");
  }

  void check() const {
    if (permutations < 1 || permutations > 1000000000)
      fail("--permutations is {}; expected 1 to 1000000000", permutations);
    if (!(alpha > 0 && alpha < 1)) fail("--alpha is {}; expected 0 < alpha < 1", alpha);
    if (noise_draws < 0 || noise_draws > 100000)
      fail("--noise-draws is {}; expected 0 to 100000", noise_draws);
    if (!(cutoff_s >= 0)) fail("--cutoff-s is {}; expected a period in seconds, or 0", cutoff_s);
  }
};

Nuisance nuisance_set(const SignificanceOptions& o, std::size_t volumes, Threads& threads) {
  std::vector<Regressor> regressors =
      cosine_regressors(volumes, tr_of_tokens(o.tokens.path), o.cutoff_s);
  if (o.word_rate == "yes") {
    const std::vector<float> rate =
        predicted_word_rate(o.tokens.path, volumes, threads, lengths_named(o.lengths));
    regressors.push_back(
        {"word_rate", {rate.begin(), rate.begin() + static_cast<std::ptrdiff_t>(volumes)}});
  }
  if (o.position == "yes")
    for (Regressor& regressor : position_regressors(volumes))
      regressors.push_back(std::move(regressor));
  if (!o.nuisance.given()) return make_nuisance(volumes, regressors);
  const Table table = read_tsv(o.nuisance.path);
  const bool fits =
      o.lengths == "same" ? table.rows.size() == volumes : table.rows.size() >= volumes;
  if (!fits)
    fail("{}: {} rows; expected one for each of the {} volumes used", table.file, table.rows.size(),
         volumes);
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    Regressor regressor{table.columns[j], {}};
    for (std::size_t t = 0; t < volumes; ++t) regressor.values.push_back(table.number(t, j));
    regressors.push_back(std::move(regressor));
  }
  return make_nuisance(volumes, regressors);
}

void note(const SignificanceTables& tables, const Nuisance& nuisance, std::size_t volumes,
          Notes& notes) {
  const GlobalTest& global = tables.phase.global;
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

void run(const SignificanceOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in =
      read_coupling_inputs(o.timecourses.path, o.networks.path, o.story, lengths_named(o.lengths));
  const CouplingTables coupling =
      read_coupling_tables(o.coupling.path, in.neurons.cols, in.networks.cols);
  const Nuisance nuisance = nuisance_set(o, in.networks.rows, context.threads);
  const auto seed = static_cast<std::uint64_t>(o.seed);
  const auto test = [&](std::string_view null, const Nuisance& given) {
    const TestPlan plan{null, static_cast<std::size_t>(o.permutations), seed, coupling.delta};
    return test_against_null(in.neurons, in.networks, coupling.anchoring, given, plan,
                             context.backend, context.threads, context.progress);
  };
  SignificanceTables tables;
  tables.story = o.story;
  tables.permutations = static_cast<std::size_t>(o.permutations);
  tables.alpha = o.alpha;
  tables.labels = in.labels;
  tables.nuisance = nuisance.names;
  tables.shuffle = test("shuffle", {});
  tables.phase = test("phase", nuisance);
  const NoiseDraws noise =
      noise_of(in.neurons, in.networks, static_cast<std::size_t>(o.noise_draws), seed,
               coupling.delta, context.backend, context.threads);
  tables.expected_neurons = expected_of(noise.neuron_correlation, coupling.delta);
  tables.expected_networks = expected_of(noise.network_correlation, coupling.delta);
  write_significance(tables, coupling, out);
  write_npy(out / "noise_neuron_correlation.npy", noise.neuron_correlation);
  write_npy(out / "noise_neuron_network.npy", noise.neuron_network);
  write_npy(out / "noise_network_correlation.npy", noise.network_correlation);
  write_npy(out / "noise_network_neuron.npy", noise.network_neuron);
  note(tables, nuisance, in.networks.rows, context.notes);
}

}  // namespace

extern const Stage kSignificanceStage = make_stage<SignificanceOptions, run>(
    "significance", "coupling -> p and q values: the paper's test and the calibrated one",
    "anbn significance --timecourses timecourses --tokens tokens --networks networks "
    "--coupling coupling --out significance",
    1);

}  // namespace anbn
