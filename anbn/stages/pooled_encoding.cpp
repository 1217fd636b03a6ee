// SPDX-License-Identifier: Apache-2.0
// Neurons of a layer together, over all stories of a variant -> how well they predict each network
// in stories held out, and how well they predict noise.
#include "anbn/results/pooled_encoding.h"
#include "anbn/results/listeners.h"

#include "anbn/runner/make_stage.h"
#include "anbn/stages/story_ridge.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace anbn {
namespace {

struct PooledEncodingOptions : StoryInputs {
  InputList tokens{InputKind::stage, Presence::required};
  InputList listeners{InputKind::stage, Presence::optional};
  StoryRidgeOptions ridge;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("tokens", tokens, "results of `anbn tokens`, one a story: which tell one text, and TRs");
    option("listeners", listeners,
           "results of `anbn listeners`, one a story: how well it can be predicted at all");
    ridge.visit(option);
  }

  void check() const {
    StoryInputs::check();
    check_one_each("tokens", tokens);
    if (!listeners.paths.empty()) check_one_each("listeners", listeners);
    ridge.check();
  }
};

/// Of the stories that are used, in their order.
std::vector<NetworkCeiling> ceilings_of(const PooledEncodingOptions& o,
                                        const std::vector<StorySeries>& used) {
  std::vector<StoryHalves> halves;
  for (std::size_t s = 0; s < o.listeners.paths.size(); ++s)
    for (const StorySeries& story : used)
      if (story.name == o.stories[s])
        halves.push_back({story.networks.rows, read_listener_halves(o.listeners.paths[s])});
  return network_ceilings(halves);
}

void note(const std::vector<CeilingReached>& groups, Notes& notes) {
  const CeilingReached* best = nullptr;
  for (const CeilingReached& group : groups)
    if (group.networks > 0 && (!best || group.reached > best->reached)) best = &group;
  if (best)
    notes.facts.emplace_back(
        "of what listeners have in common, the best group",
        fmt::format("{:.0f} % ({:.3f} of {:.3f}, mean over {} networks)", 100 * best->reached,
                    best->correlation, best->ceiling, best->networks));
}

void run(const PooledEncodingOptions& o, const std::filesystem::path& out, RunContext& context) {
  const RegressedStories in(o, o.tokens, o.ridge.features);
  note(in, context.notes);
  PooledEncoding found =
      encode_stories(views_of(in.stories), in.groups, o.ridge, in.shortest_tr_s, context.machine);
  PooledEncodingResults results{
      results_of(found.encoding, "phase", names_of_all(in.stories), "all stories"),
      std::move(found.stories),
      std::move(found.r2),
      std::move(found.fold_correlation),
      std::move(found.fold_r2),
      ceilings_of(o, in.stories),
      {}};
  if (!results.ceilings.empty())
    results.reached = ceilings_reached(results.encoding.correlation, results.ceilings);
  write(results, out);
  note(results.stories, context.notes);
  note(results.reached, context.notes);
  const EncodingSummary& summary = results.encoding.summary;
  if (std::isnan(summary.global.observed)) {
    context.notes.warnings.emplace_back(kNothingToPredict);
    return;
  }
  context.notes.facts.emplace_back("largest held-out correlation",
                                   fmt::format("{:.4f}", summary.global.observed));
  context.notes.facts.emplace_back("largest held-out correlation of noise",
                                   fmt::format("{:.4f}", summary.global.null_mean));
  context.notes.facts.emplace_back("p of the largest", fmt::format("{:.4g}", summary.global.p));
  context.notes.facts.emplace_back(
      "networks predicted",
      fmt::format("{} of {} (family-wise p <= 0.05)", summary.networks.significant_fwe_05,
                  summary.networks.tested));
}

Cost cost(const PooledEncodingOptions& o, const CostInputs& in) {
  return cost_of_story_ridge(o.ridge, 0, 0, in);
}

}  // namespace

extern const Stage kPooledEncodingStage = make_stage<PooledEncodingOptions, run, cost>(
    "pooled-encoding",
    "all neurons of a layer together, over all stories -> networks in stories held out",
    "anbn pooled-encoding --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--nuisance main/one/nuisance --nuisance main/two/nuisance --tokens main/one/tokens "
    "--tokens main/two/tokens --networks networks --out main/pooled-encoding",
    2,
    {.runs = Runs::once_a_variant,
     .only_if_asked = true,
     .filled_in = kAllStories,
     .settings_of = "encoding"});

}  // namespace anbn
