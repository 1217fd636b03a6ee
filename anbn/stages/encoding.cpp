// SPDX-License-Identifier: Apache-2.0
// Neurons of a layer together -> how well they predict each network in volumes held out, and how
// well they predict noise.
#include "anbn/results/encoding.h"

#include "anbn/core/error.h"
#include "anbn/results/neurons.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/null_sources.h"

#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct EncodingStageOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  Input nuisance{InputKind::stage};
  std::string story;
  EncodingOptions encoding;

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the TR");
    option("networks", networks, "result of `anbn networks`");
    option("nuisance", nuisance, "result of `anbn nuisance`: what is regressed out");
    option("story", story, "which story of the networks; may be left out if there is one only");
    encoding.visit(option);
  }

  void check() const { encoding.check(); }
};

void note(const Encoding& encoding, Notes& notes) {
  const AgainstDraws& global = encoding.tests.global;
  notes.facts.emplace_back("groups of neurons", std::to_string(encoding.groups.size()));
  notes.facts.emplace_back("volumes left out on each side", std::to_string(encoding.plan.gap));
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
  for (const GroupTests& group : encoding.tests.groups)
    for (double penalty : group.penalty)
      if (!std::isnan(penalty)) {
        ++all;
        lowest += penalty == encoding.plan.penalties.front() ? 1 : 0;
      }
  if (encoding.plan.penalties.size() > 1 && 2 * lowest > all)
    notes.warnings.push_back(fmt::format(
        "the smallest penalty ({}) is chosen in {} of {} fits; add smaller ones to penalties",
        encoding.plan.penalties.front(), lowest, all));
}

void run(const EncodingStageOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in = read_coupling_inputs(o.timecourses.path, o.networks.path, o.story);
  const Nuisance nuisance = nuisance_set(o.nuisance.path, in.networks);
  const NullSources sources = null_sources(
      {o.tokens.path, o.timecourses.path, o.networks.path, in.story}, o.encoding.min_shift_s);
  const Encoding encoding =
      encode(in.neurons, in.networks,
             groups_of_neurons(read_neurons(o.timecourses.path), o.encoding.features), nuisance,
             sources, o.encoding, context.machine);
  write(results_of(encoding, o.encoding.null, nuisance, o.story), out);
  note(nuisance, context.notes);
  note(encoding, context.notes);
}

Cost cost(const EncodingStageOptions& o, const CostInputs& in) {
  const EncodingOptions& e = o.encoding;
  const Sizes& s = in.sizes.at(0);
  const double groups = e.features == Features::all
                            ? 1
                            : real(e.features == Features::head ? s.layers * s.heads : s.layers);
  const double volumes = real(s.volumes), networks = real(s.networks);
  // In each fold, inner folds predict 0.74 T volumes in all from about 0.47 T for each penalty;
  // then the fold itself is predicted.
  const double flops = groups * networks * volumes * volumes * static_cast<double>(e.permutations) *
                       static_cast<double>(e.folds) * (0.7 * real(e.penalties.size()) + 1.4);
  return {0.1 + flops / in.rates.flops, kProgramBytes + 8 * groups * volumes * volumes,
          300 * groups * networks};
}

}  // namespace

extern const Stage kEncodingStage = make_stage<EncodingStageOptions, run, cost>(
    "encoding", "all neurons of a layer together -> networks in held-out volumes, and p values",
    "anbn encoding --timecourses timecourses --tokens tokens --networks networks "
    "--nuisance nuisance --features layer --out encoding",
    5, {.only_if_asked = true, .filled_in = kNetworksStory});

}  // namespace anbn
