// SPDX-License-Identifier: Apache-2.0
// The coupling of all stories together and the pairs of tokens of each -> the best pair of each
// layer over all stories, beside noise, and what its neuron and those of each network pair.
#include "anbn/core/error.h"
#include "anbn/results/coupling.h"
#include "anbn/results/neurons.h"
#include "anbn/results/token_columns.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupled_neurons.h"
#include "anbn/stages/coupling_inputs.h"

#include <algorithm>
#include <numeric>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct PooledLayersOptions {
  InputList activations{InputKind::stage, Presence::required};
  InputList tokens{InputKind::stage, Presence::required};
  InputList coupling{InputKind::stage, Presence::required};
  InputList interpretation{InputKind::stage, Presence::required};
  Input pooled{InputKind::stage};
  Input atlas{InputKind::stage, Presence::optional};

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "results of `anbn activations`, one a story");
    option("tokens", tokens, "results of `anbn tokens`, one a story");
    option("coupling", coupling, "results of `anbn coupling`, one a story, whose delta is taken");
    option("interpretation", interpretation, "results of `anbn interpretation`, one a story");
    option("pooled", pooled, "result of `anbn pooled` of these stories");
    option("atlas", atlas,
           "result of `anbn atlas` of the same networks, for regions that layers share");
  }

  void check() const {
    for (const InputList* list : {&tokens, &coupling, &interpretation})
      if (list->paths.size() != activations.paths.size())
        fail(
            "found {} activations and {}, {}, {} tokens, couplings and interpretations; expected "
            "one of each a story",
            activations.paths.size(), tokens.paths.size(), coupling.paths.size(),
            interpretation.paths.size());
  }
};

/// Adds the profiles of story `s`, if its words have classes. Returns whether they have.
bool add_story(const PooledLayersOptions& o, std::size_t s, CoupledNeurons& in) {
  const fs::path& folder = o.interpretation.paths[s];
  const TokensResults tokens = read_tokens(o.tokens.paths[s]);
  if (read_categories(o.tokens.paths[s], tokens, in.classes.column).words == 0) return false;
  const StoredProfiles story = read_profiles(folder, in.neurons.size());
  for (std::size_t k = 0; k < story.counts.size(); ++k) {
    in.profiles.counts[k] += story.counts[k];
    in.profiles.expected.values[k] += story.expected.values[k];
  }
  return true;
}

/// What the neurons pair in all stories, where these have the same classes. Returns in how many
/// stories words have some.
std::size_t add_profiles(const PooledLayersOptions& o, CoupledNeurons& in) {
  const std::size_t neurons = in.neurons.size();
  in.tags.resize(neurons);
  in.classes = read_tags(o.interpretation.paths.front()).classes;
  for (const fs::path& folder : o.interpretation.paths)
    if (read_tags(folder).classes != in.classes) return 0;
  in.profiles.counts.assign(neurons * kProfileCells, 0);
  in.profiles.expected = Matrix(neurons, kProfileCells);
  std::size_t stories = 0;
  for (std::size_t s = 0; s < o.interpretation.paths.size(); ++s) stories += add_story(o, s, in);
  in.has_words = stories > 0;
  for (std::size_t i = 0; i < neurons && in.has_words; ++i) {
    const std::span<const std::int32_t> counts = in.profiles.counts_of(i);
    const auto pairs = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
    in.tags[i] = tag_of(counts, pairs);
  }
  return stories;
}

void run(const PooledLayersOptions& o, const fs::path& out, RunContext& context) {
  CoupledNeurons in;
  in.neurons = read_neurons(o.activations.paths.front());
  in.anchoring = read_anchoring(o.pooled.path);
  if (in.anchoring.neurons.size() != in.neurons.size())
    fail("{}: {} neurons, the activations have {}. Was it made from these?", o.pooled.path.string(),
         in.anchoring.neurons.size(), in.neurons.size());
  in.delta = delta_of_coupling(o.coupling.paths.front());
  in.tests = read_tests_of(o.pooled.path, in);
  const std::size_t stories = add_profiles(o, in);
  LayersResults results = told_layers(in);
  add_shared_regions(o.atlas, results, context.notes);
  write(results, out);
  context.notes.facts.emplace_back(
      "profiles", fmt::format("of {} of {} stories", stories, o.interpretation.paths.size()));
}

Cost cost(const PooledLayersOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double stories = real(o.interpretation.paths.size());
  Cost cost;
  cost.disk = 5e3 * real(s.networks) + 1e5;
  cost.memory = kProgramBytes + 6 * kProfileCells * kFloatBytes * real(s.neurons);
  cost.seconds = 0.1 + stories * (0.05 + 2e-5 * real(s.neurons)) +
                 200 * 2 * kPosCategories * (1e-9 * real(s.neurons) + 4e-9 * real(s.networks));
  return cost;
}

}  // namespace

extern const Stage kPooledLayersStage = make_stage<PooledLayersOptions, run, cost>(
    "pooled-layers",
    "the coupling of all stories and pairs of tokens -> the best pair of each layer over all",
    "anbn pooled-layers --pooled main/pooled --activations main/one/activations "
    "--activations main/two/activations --tokens main/one/tokens --tokens main/two/tokens "
    "--coupling main/one/coupling --coupling main/two/coupling "
    "--interpretation main/one/interpretation --interpretation main/two/interpretation "
    "--out main/pooled-layers",
    1, {.runs = Runs::once_a_variant, .of_pairs = true});

}  // namespace anbn
