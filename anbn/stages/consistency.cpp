// SPDX-License-Identifier: Apache-2.0
// All stories of a variant -> how much of the couplings of one returns in the others.
#include "anbn/results/consistency.h"

#include "anbn/analysis/story_views.h"
#include "anbn/report/prose/consistency_words.h"
#include "anbn/results/neurons.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/story_inputs.h"

namespace anbn {
namespace {

struct ConsistencyOptions : StoryInputs {
  InputList tokens{InputKind::stage, Presence::required};
  Partial partial = Partial::all_but_shuffle;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("tokens", tokens, "results of `anbn tokens`, one a story: which tell one text");
    option("partial", partial,
           "null models whose statistic is the partial correlation given what is regressed out");
  }

  void check() const {
    StoryInputs::check();
    check_one_each("tokens", tokens);
  }
};

void run(const ConsistencyOptions& o, const std::filesystem::path& out, RunContext& context) {
  const std::vector<Neuron> neurons = read_neurons(o.timecourses.paths.front());
  std::vector<StorySeries> stories = read_stories(o, labels_of(neurons));
  std::vector<std::string> same_text = leave_retold_out(o.tokens, stories);
  Consistency results =
      consistency(views_of(stories), layers_of(neurons), o.partial, context.machine);
  results.same_text = std::move(same_text);
  write(results, out);
  context.notes.facts.emplace_back("stories", std::to_string(results.stories.size()));
  context.notes.facts.emplace_back("what returns in other stories", consistency_words(results));
  if (std::string words = slope_words(results); !words.empty())
    context.notes.facts.emplace_back("depth", std::move(words));
}

/// Each story's correlations twice, and their sum in double.
Cost cost(const ConsistencyOptions&, const CostInputs& in) {
  double volumes = 0;
  for (const Sizes& s : in.sizes) volumes += real(s.volumes);
  const Sizes& s = in.sizes.at(0);
  const double pairs = real(s.neurons) * real(s.networks);
  Cost cost;
  cost.seconds = 0.05 + 4 * volumes * pairs / in.rates.flops + real(in.sizes.size()) * pairs * 2e-9;
  cost.memory = kProgramBytes + 3 * kFloatBytes * volumes * (real(s.neurons) + real(s.networks)) +
                4 * kFloatBytes * pairs;
  cost.disk = 100 * real(in.sizes.size()) * (real(s.layers) + 2);
  return cost;
}

}  // namespace

extern const Stage kConsistencyStage = make_stage<ConsistencyOptions, run, cost>(
    "consistency", "the couplings of all stories -> how much of one returns in the others",
    "anbn consistency --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--nuisance main/one/nuisance --nuisance main/two/nuisance --networks networks "
    "--tokens main/one/tokens --tokens main/two/tokens --out main/consistency",
    1,
    {.runs = Runs::once_a_variant,
     .in_controls = true,
     .filled_in = kAllStories,
     .settings_of = "significance"});

}  // namespace anbn
