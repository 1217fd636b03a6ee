// SPDX-License-Identifier: Apache-2.0
// All stories of a variant -> one coupling and its tests.
#include "anbn/results/pooled.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/error.h"
#include "anbn/results/neurons.h"
#include "anbn/results/significance_draws.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/story_inputs.h"
#include "anbn/stages/tests_cost.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct PooledOptions : WeightedStories {
  InputList tokens{InputKind::stage, Presence::required};
  SignificanceOptions significance;
  double checkpoint_s = 60;

  static constexpr std::string_view kUncompared[] = {"checkpoint_s"};
  // None of them changes a draw: counts of an earlier result are still right.
  static constexpr std::string_view kExtended[] = {"permutations", "alpha", "correction",
                                                   "noise_draws"};

  template <class V>
  void visit(V&& option) {
    WeightedStories::visit(option);
    option("tokens", tokens,
           "results of `anbn tokens`, one a story: their TR and words say which change places");
    // Other null models than the two that every result has are of single stories.
    significance.visit([&](std::string_view name, auto& value, auto&&... rest) {
      if (name != "nulls" && name != "min_shift_s")
        option(name, value, std::forward<decltype(rest)>(rest)...);
    });
    option("checkpoint_s", checkpoint_s, "time between checkpoints of the counts",
           at_least(0).measured_in("s"));
  }

  void check() const {
    WeightedStories::check();
    check_one_each("tokens", tokens);
  }
};

OtherStoriesSummary summary_of(const OtherStories& others, const Pooled& pooled) {
  OtherStoriesSummary out;
  out.none = others.why_none;
  out.stories = others.stories();
  out.classes = others.classes.size();
  out.decides = pooled.tests.others_decide();
  for (const PooledStory& story : pooled.stories) {
    out.volumes += story.other_volumes;
    if (story.other_share > 0 && !(story.other_share <= out.largest_share)) {
      out.largest_share = story.other_share;
      out.largest_story = story.name;
    }
  }
  return out;
}

void note(const PooledResults& results, Notes& notes) {
  const GlobalSummary& global = results.together.summary.global;
  std::size_t volumes = 0;
  for (const PooledStory& story : results.stories) volumes += story.volumes;
  notes.facts.emplace_back("stories", std::to_string(results.stories.size()));
  notes.facts.emplace_back("volumes", std::to_string(volumes));
  const bool is_weighted = results.stories.front().reliability.has_value();
  if (is_weighted) notes.facts.emplace_back("weights", "volumes times reliability");
  if (!global.pair) {
    notes.warnings.emplace_back(
        "nothing could be tested: no neuron, or no network, has something in all stories that the "
        "nuisance set does not explain");
    return;
  }
  if (const auto& kurtosis = results.together.summary.networks.kurtosis; kurtosis.heavy > 0)
    notes.facts.emplace_back("networks with bursts in some story", std::to_string(kurtosis.heavy));
  notes.facts.emplace_back("largest partial correlation", fmt::format("{:.4f}", global.observed));
  notes.facts.emplace_back("p of the largest correlation", fmt::format("{:.4g}", global.p));
  const OtherStoriesSummary& others = *results.together.summary.other_stories;
  if (!others.none.empty())
    notes.facts.emplace_back("other-stories", "none: " + others.none);
  else
    notes.facts.emplace_back(
        "other-stories",
        fmt::format("{} stories change places over {} volumes, {} {:.1f} % of {}", others.stories,
                    others.volumes, others.largest_story, 100 * others.largest_share,
                    is_weighted ? "the weight" : "them"));
}

void run(const PooledOptions& o, const fs::path& out, RunContext& context) {
  const std::vector<Neuron> neurons = read_neurons(o.timecourses.paths.front());
  const std::vector<std::string> labels = labels_of(neurons);
  const std::vector<StorySeries> stories = read_stories(o, labels);
  DrawCheckpoints checkpoint(out / "checkpoint", o.checkpoint_s);
  const OtherStories others = other_stories(story_facts(o.tokens, stories));
  Pooled pooled =
      pool_stories(views_of(stories), others, layers_of(neurons), delta_of_couplings(o),
                   o.significance, kept_in(checkpoint, context.earlier), context.machine);
  SignificanceSummary summary =
      summary_of(pooled.tests, labels, names_of_all(stories), o.significance, "all stories");
  summary.other_stories = summary_of(others, pooled);
  const PooledResults results{
      std::move(pooled.stories),
      std::move(pooled.correlation),
      {labels, std::move(pooled.anchoring), std::move(pooled.tests), summary}};
  write(results, out);
  note(results, context.notes);
}

Cost cost(const PooledOptions& o, const CostInputs& in) {
  std::size_t volumes = 0;
  for (const Sizes& s : in.sizes) volumes += s.volumes;
  const Sizes& s = in.sizes.at(0);
  // A draw of other-stories costs at most a quarter of one of the networks.
  Cost cost = cost_of_tests(
      {volumes, s.neurons, s.networks, s.layers},
      (real(o.significance.nulls.size()) + 0.25) * static_cast<double>(o.significance.permutations),
      static_cast<double>(o.significance.noise_draws), in);
  cost.disk += kFloatBytes * real(s.neurons) * real(s.networks);
  // Its draws' largest correlations of all neurons, and products of a thread.
  const double stories = real(in.sizes.size()), floats = 8e6;
  cost.memory +=
      kFloatBytes *
      (2 * std::min(floats, static_cast<double>(o.significance.permutations) * real(s.neurons)) +
       in.threads() * std::min(floats, 64 * stories * stories * real(s.networks)));
  return cost;
}

}  // namespace

extern const Stage kPooledStage = make_stage<PooledOptions, run, cost>(
    "pooled", "the couplings of all stories -> one answer: their mean, and its tests",
    "anbn pooled --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--nuisance main/one/nuisance --nuisance main/two/nuisance --tokens main/one/tokens "
    "--tokens main/two/tokens --networks networks --out main/pooled",
    8,
    {.runs = Runs::once_a_variant,
     .in_controls = true,
     .filled_in = kWeightedStories,
     .settings_of = "significance"});

}  // namespace anbn
