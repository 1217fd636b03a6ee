// SPDX-License-Identifier: Apache-2.0
// The couplings of several stories of one variant: how they differ and agree, beside noise.
#include "anbn/results/between_stories.h"

#include "anbn/core/error.h"
#include "anbn/results/neurons.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/story_inputs.h"
#include "anbn/stages/story_tags.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct BetweenStoriesOptions : StoryInputs {
  InputList tokens{InputKind::stage, Presence::optional};
  InputList interpretation{InputKind::stage, Presence::optional};
  std::int64_t story_draws = 1000;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("tokens", tokens, "results of `anbn tokens`, one a story, for tags");
    option("interpretation", interpretation,
           "results of `anbn interpretation`, one a story, whose tags are compared");
    option("story_draws", story_draws, "phase-randomized draws that each figure stands beside",
           between(0, 1000000));
    option("seed", seed, "of the random numbers");
  }

  void check() const {
    StoryInputs::check();
    for (const InputList* list : {&tokens, &interpretation})
      if (list->paths.size() != stories.size() &&
          !(list->paths.empty() && interpretation.paths.empty()))
        fail(
            "--tokens and --interpretation have {} and {} folders; expected one for each of the "
            "{} stories, or none",
            tokens.paths.size(), interpretation.paths.size(), stories.size());
  }
};

void note(const BetweenStoriesResults& results, Notes& notes) {
  const StoryComparison& comparison = results.comparison;
  notes.facts.emplace_back("stories", std::to_string(results.stories.size()));
  notes.facts.emplace_back("neurons left out",
                           std::to_string(results.labels.size() - comparison.neurons));
  if (comparison.pairs.empty())
    notes.warnings.emplace_back(
        "nothing could be compared: no neuron, or no network, has something in all stories that "
        "the nuisance set does not explain");
  if (comparison.pairs.size() != 1) return;
  for (const StoryFigure& f : comparison.pairs.front().agreement)
    if (f.name == "same_network")
      notes.facts.emplace_back(
          "neurons anchored to the same network in both",
          fmt::format("{:.1f} % (noise: {:.1f} %)", 100 * f.observed, 100 * f.noise.mean));
}

void run(const BetweenStoriesOptions& o, const fs::path& out, RunContext& context) {
  const std::vector<Neuron> neurons = read_neurons(o.timecourses.paths.front());
  const std::vector<std::string> labels = labels_of(neurons);
  const StoryPlan plan{.draws = static_cast<std::size_t>(o.story_draws),
                       .seed = static_cast<std::uint64_t>(o.seed),
                       .delta = delta_of_couplings(o)};
  BetweenStoriesResults results{
      o.stories, labels, plan.draws,
      compare_stories(read_stories(o, labels), layers_of(neurons), plan, context.machine)};
  compare_all_tags({o.tokens.paths, o.interpretation.paths}, plan.seed, context, results);
  write(results, out);
  note(results, context.notes);
}

// Time, memory and tables grow with the number of pairs.
constexpr std::size_t kMostStoriesCompared = 11;

/// Each story's draws once more for each pair of stories that it belongs to.
Cost cost(const BetweenStoriesOptions& o, const CostInputs& in) {
  Cost cost{0.1, kProgramBytes, 0};
  const double others = real(in.sizes.size()) - 1;
  for (const Sizes& s : in.sizes) {
    const double pairs = real(s.neurons) * real(s.networks);
    cost.seconds += others * 2 * pairs * real(s.volumes) *
                    (1 + static_cast<double>(o.story_draws)) / in.rates.flops;
    cost.memory += kFloatBytes * (2 * real(s.volumes) * real(s.neurons) + 2 * pairs);
    cost.disk += 100 * others * real(s.neurons);
    if (!o.interpretation.paths.empty()) cost.seconds += 2e-5 * others * real(s.neurons);
  }
  if (!o.interpretation.paths.empty())
    for (std::size_t a = 0; a < in.sizes.size(); ++a)
      for (std::size_t b = a + 1; b < in.sizes.size(); ++b)
        cost.seconds += seconds_of_tags(in.sizes[a], in.sizes[b]) / in.threads();
  return cost;
}

}  // namespace

extern const Stage kBetweenStoriesStage = make_stage<BetweenStoriesOptions, run, cost>(
    "between-stories", "the couplings of several stories -> their differences and agreement",
    "anbn between-stories --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--nuisance main/one/nuisance --nuisance main/two/nuisance --networks networks "
    "--tokens main/one/tokens --tokens main/two/tokens "
    "--interpretation main/one/interpretation --interpretation main/two/interpretation "
    "--out main/between-stories",
    4,
    {.runs = Runs::once_a_variant,
     .most_stories_unasked = kMostStoriesCompared,
     .filled_in = kAllStories});

}  // namespace anbn
