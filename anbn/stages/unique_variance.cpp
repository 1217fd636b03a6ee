// SPDX-License-Identifier: Apache-2.0
// Neurons of a layer together, over all stories of a variant -> what they tell of each network that
// the words' rhythm does not.
#include "anbn/results/unique_variance.h"

#include "anbn/report/prose/unique_variance_words.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/low_level.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/story_ridge.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

struct UniqueVarianceStageOptions : StoryInputs {
  InputList tokens{InputKind::stage, Presence::required};
  InputList surprisal{InputKind::stage, Presence::optional};
  UniqueVarianceOptions gain;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("tokens", tokens,
           "results of `anbn tokens`, one a story: low-level regressors, TRs, which tell one text");
    option("surprisal", surprisal,
           "results of `anbn surprisal`, one a story: one more low-level regressor");
    gain.visit(option);
  }

  void check() const {
    StoryInputs::check();
    check_one_each("tokens", tokens);
    if (!surprisal.paths.empty()) check_one_each("surprisal", surprisal);
    gain.check();
  }
};

/// The low-level regressors of each story of `in`, which leave its nuisance set: what is regressed
/// out of networks could not be told apart from what neurons add.
std::vector<LowLevel> take_low_level(const UniqueVarianceStageOptions& o, RegressedStories& in,
                                     Threads& threads) {
  std::vector<LowLevel> low_level;
  for (StorySeries& story : in.stories) {
    const auto place = static_cast<std::size_t>(
        std::find(o.stories.begin(), o.stories.end(), story.name) - o.stories.begin());
    const std::size_t volumes = story.networks.rows;
    const std::filesystem::path surprisal =
        o.surprisal.paths.empty() ? std::filesystem::path() : o.surprisal.paths[place];
    low_level.push_back(low_level_regressors(o.tokens.paths[place], o.nuisance.paths[place],
                                             surprisal, volumes, threads));
    story.nuisance = slow_set(o.nuisance.paths[place], volumes);
  }
  return low_level;
}

void run(const UniqueVarianceStageOptions& o, const std::filesystem::path& out,
         RunContext& context) {
  RegressedStories in(o, o.tokens, o.gain.features);
  const std::vector<LowLevel> low_level = take_low_level(o, in, context.machine.threads);
  note(in, context.notes);
  UniqueVariance found = unique_variance(views_of(in.stories), low_level, in.groups, o.gain,
                                         in.shortest_tr_s, context.machine);
  const UniqueVarianceResults results{
      results_of(found.encoding, "phase", names_of_all(in.stories), "all stories"),
      std::move(found.stories),
      std::move(found.low_level),
      std::move(found.low_level_r2),
      std::move(found.r2),
      std::move(found.low_level_penalty),
      std::move(found.fold_gain)};
  write(results, out);
  note(results.stories, context.notes);
  if (std::isnan(results.encoding.summary.global.observed))
    context.notes.warnings.emplace_back(kNothingToPredict);
  else
    context.notes.facts.emplace_back("beyond rhythm", unique_variance_words(results));
}

Cost cost(const UniqueVarianceStageOptions& o, const CostInputs& in) {
  // Eight regressors of the words, surprisal, and some of a study's own.
  return cost_of_story_ridge(o.gain, 12, o.gain.low_level_penalties.size(), in);
}

}  // namespace

extern const Stage kUniqueVarianceStage = make_stage<UniqueVarianceStageOptions, run, cost>(
    "unique-variance",
    "all neurons of a layer together, over all stories -> what they add to the words' rhythm",
    "anbn unique-variance --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--nuisance main/one/nuisance --nuisance main/two/nuisance --tokens main/one/tokens "
    "--tokens main/two/tokens --networks networks --out main/unique-variance",
    1,
    {.runs = Runs::once_a_variant,
     .only_if_asked = true,
     .filled_in = kAllStories,
     .settings_of = "encoding"});

}  // namespace anbn
