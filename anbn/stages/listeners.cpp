// SPDX-License-Identifier: Apache-2.0
// A coupling in single listeners: how well it holds from some to others, and how little that says.
#include "anbn/results/listeners.h"

#include "anbn/results/networks.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"

#include <numeric>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct ListenersOptions {
  Input timecourses{InputKind::stage};
  Input networks{InputKind::stage};
  Input coupling{InputKind::stage};
  Input nuisance{InputKind::stage};
  std::string story;
  ListenerPlanOptions listeners;

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("networks", networks, "result of `anbn networks`, with the series of each listener");
    option("coupling", coupling, "result of `anbn coupling`, whose delta is taken");
    option("nuisance", nuisance, "result of `anbn nuisance`: what is regressed out");
    option("story", story, "which story of the networks; may be left out if there is one only");
    listeners.visit(option);
  }
};

void note(const ListenerResults& r, Notes& notes) {
  if (r.listeners < 2) {
    notes.facts.emplace_back("listeners", "1: nothing to compare");
    return;
  }
  const std::size_t missing = std::accumulate(r.missing.begin(), r.missing.end(), std::size_t{0});
  notes.facts.emplace_back("listeners", std::to_string(r.listeners));
  notes.facts.emplace_back("cuts in halves", std::to_string(r.splits));
  notes.facts.emplace_back("series that take no part", std::to_string(missing));
  for (const ListenerFigure& f : r.figures)
    if (f.side == "neurons" && (f.name == "half_held_out" || f.name == "flip_share"))
      notes.facts.emplace_back(f.name == "flip_share"
                                   ? "share of neurons that a sign-flip test over listeners calls"
                                   : "held-out correlation of neurons, halves",
                               fmt::format("{:.3f} (noise: {:.3f})", f.observed, f.noise.mean));
  if (missing > 0)
    notes.warnings.push_back(
        fmt::format("{} of {} series of single listeners are constant, not finite or explained by "
                    "the nuisance set; they take no part",
                    missing, r.listeners * r.ceilings.size()));
  if (r.figures.empty())
    notes.warnings.emplace_back(
        "nothing could be compared: all neurons or networks are constant, or the nuisance set "
        "explains them");
}

void run(const ListenersOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in = read_coupling_inputs(o.timecourses.path, o.networks.path, o.story);
  const std::vector<Matrix> listeners = read_listener_courses(o.networks.path, in.story);
  const ListenerPlan plan = o.listeners.plan(delta_of_coupling(o.coupling.path));
  ListenersResults results{in.labels, {}};
  results.comparison.listeners = listeners.size();
  results.comparison.draws = plan.draws;
  if (listeners.size() > 1) {
    const Nuisance nuisance = nuisance_set(o.nuisance.path, in.networks);
    results.comparison = compare_listeners(in.neurons, {listeners.begin(), listeners.end()},
                                           nuisance, plan, context.machine);
    note(nuisance, context.notes);
  }
  write(results, out);
  note(results.comparison, context.notes);
}

/// In each draw one product a listener and one for all others, one a half, and one of the mean.
Cost cost(const ListenersOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  if (s.listeners < 2) return {0.05, kProgramBytes, 1e3};  // nothing to compare
  const double products = 1 + 2 * real(s.listeners) + 2 * static_cast<double>(o.listeners.splits);
  const double pairs = real(s.neurons) * real(s.networks);
  const double flops = 2 * pairs * real(s.volumes) * products *
                       (1 + static_cast<double>(o.listeners.listener_draws));
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
    "--nuisance nuisance --out listeners",
    3, {.filled_in = kNetworksStory});

}  // namespace anbn
