// SPDX-License-Identifier: Apache-2.0
// Neurons of a layer together, over all stories of a variant -> how well they predict each network
// in stories held out, and how well they predict noise.
#include "anbn/results/pooled_encoding.h"

#include "anbn/runner/make_stage.h"
#include "anbn/stages/story_ridge.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace anbn {
namespace {

struct PooledEncodingOptions : StoryInputs {
  InputList tokens{InputKind::stage, Presence::required};
  StoryRidgeOptions ridge;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("tokens", tokens, "results of `anbn tokens`, one a story: which tell one text, and TRs");
    ridge.visit(option);
  }

  void check() const {
    StoryInputs::check();
    check_one_each("tokens", tokens);
    ridge.check();
  }
};

void run(const PooledEncodingOptions& o, const std::filesystem::path& out, RunContext& context) {
  const RegressedStories in(o, o.tokens, o.ridge.features);
  note(in, context.notes);
  PooledEncoding found =
      encode_stories(views_of(in.stories), in.groups, o.ridge,
                     in.shortest_tr_s, context.machine);
  const PooledEncodingResults results{
      results_of(found.encoding, "phase", names_of_all(in.stories), "all stories"),
      std::move(found.stories), std::move(found.r2), std::move(found.fold_correlation),
      std::move(found.fold_r2)};
  write(results, out);
  note(results.stories, context.notes);
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
    1,
    {.runs = Runs::once_a_variant,
     .only_if_asked = true,
     .filled_in = kAllStories,
     .settings_of = "encoding"});

}  // namespace anbn
