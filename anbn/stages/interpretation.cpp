// SPDX-License-Identifier: Apache-2.0
// Queries and keys -> which pairs of tokens make each neuron active, and of what kind they are.
#include "anbn/results/interpretation.h"

#include "anbn/core/error.h"
#include "anbn/results/activations.h"
#include "anbn/results/coupling.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/rates.h"

#include <cmath>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct InterpretationOptions {
  Input activations{InputKind::stage};
  Input tokens{InputKind::stage};
  Input coupling{InputKind::stage};
  std::int64_t top = 500;
  std::int64_t draws = 1000;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "result of `anbn activations`");
    option("tokens", tokens, "result of `anbn tokens` that they were made from");
    option("coupling", coupling, "result of `anbn coupling`: whose pairs to write as text");
    option("top", top, "how many query-key pairs of each neuron and segment are kept",
           between(1, 1000000));
    option("draws", draws,
           "shifts of the text's parts of speech that profiles stand beside; the smallest p is 1 / "
           "(draws + 1)",
           between(1, 1000000));
    option("seed", seed, "of the random shifts");
  }
};

/// Who anchors whom.
Anchoring anchoring_of(const fs::path& folder, std::size_t neurons) {
  Anchoring anchoring = read_coupling(folder).coupling.anchoring;
  if (anchoring.neurons.size() != neurons)
    fail("{}: {} neurons, the activations have {}. Was it made from these activations?",
         folder.string(), anchoring.neurons.size(), neurons);
  return anchoring;
}

/// The neurons that networks anchor (Eq. 2), from 0, each once and rising.
std::vector<std::size_t> anchored_neurons(const Anchoring& anchoring) {
  std::set<std::size_t> anchored;
  for (const Anchor& anchor : anchoring.networks)
    if (anchor.index != kNoIndex) anchored.insert(anchor.index);
  return {anchored.begin(), anchored.end()};
}

TokenCategories categories_of(const TokensResults& tokens, const fs::path& folder, Notes& notes) {
  std::vector<std::string> upos;
  for (const Token& token : tokens.table.tokens) upos.push_back(token.upos);
  try {
    TokenCategories categories = token_categories(upos);
    notes.facts.emplace_back("tokens without part of speech", std::to_string(categories.unknown));
    notes.facts.emplace_back("symbols, others and spaces counted as punctuation",
                             std::to_string(categories.folded));
    return categories;
  } catch (Error& e) {
    e.add_context((folder / "tokens.tsv").string());
    throw;
  }
}

/// How many neurons are told to prefer a class, for those who look at run.json.
void note(const InterpretationResults& results, Notes& notes) {
  for (const auto& [name, side] :
       {std::pair("queries", &NeuronProfile::query), std::pair("keys", &NeuronProfile::key)}) {
    std::size_t tested = 0, called = 0;
    for (const NeuronProfile& neuron : results.interpretation.neurons) {
      tested += !std::isnan((neuron.*side).q);
      called += (neuron.*side).q <= 0.05;
    }
    notes.facts.emplace_back(fmt::format("neurons whose {} prefer a part of speech", name),
                             fmt::format("{} of {} (q <= 0.05)", called, tested));
  }
}

void run(const InterpretationOptions& o, const fs::path& out, RunContext& context) {
  const TokensResults tokens = read_tokens(o.tokens.path);
  const ActivationsReader activations(o.activations.path);
  const TokenCategories categories = categories_of(tokens, o.tokens.path, context.notes);
  const Anchoring anchoring = anchoring_of(o.coupling.path, activations.neurons().size());
  const std::vector<std::size_t> readable = anchored_neurons(anchoring);
  std::vector<std::size_t> network_of;
  for (const Anchor& anchor : anchoring.neurons) network_of.push_back(anchor.index);
  const InterpretedStory story{.layers = activations.layers(),
                               .columns = activations.neurons().size() / activations.layers(),
                               .read =
                                   [&](std::size_t layer, std::string_view part) {
                                     return activations.read(layer, part,
                                                             tokens.table.tokens.size());
                                   },
                               .segment_sizes = tokens.table.segment_sizes,
                               .categories = categories,
                               .pieces = tokens.pieces,
                               .network_of = network_of,
                               .readable = readable};
  const InterpretationResults results{labels_of(activations.neurons()),
                                      interpret(story,
                                                {.top = static_cast<std::size_t>(o.top),
                                                 .draws = static_cast<std::size_t>(o.draws),
                                                 .seed = static_cast<std::uint64_t>(o.seed)},
                                                context.machine.threads, context.machine.progress)};
  write(results, tokens, out);
  note(results, context.notes);
}

Cost cost(const InterpretationOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double segments = real(s.segments), neurons = real(s.neurons);
  const std::size_t tokens = s.segments == 0 ? 0 : s.tokens / s.segments;
  const std::size_t top = std::min(static_cast<std::size_t>(o.top), tokens * tokens);
  const double pairs_s = in.measured.once(fmt::format("{} pairs of {}", top, tokens),
                                          [&] { return seconds_of_pairs(tokens, top); });
  Cost cost;
  cost.disk = 3 * kFloatBytes * neurons * segments * real(top) + 300 * neurons;
  cost.seconds =
      0.05 + neurons * segments * pairs_s / in.threads() + cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + cost.disk + 2 * kFloatBytes * real(s.tokens) * real(s.hidden);
  return cost;
}

}  // namespace

extern const Stage kInterpretationStage = make_stage<InterpretationOptions, run, cost>(
    "interpretation", "queries and keys -> the pairs of tokens that make each neuron active",
    "anbn interpretation --activations activations --tokens tokens --coupling coupling "
    "--out interpretation",
    3);

}  // namespace anbn
