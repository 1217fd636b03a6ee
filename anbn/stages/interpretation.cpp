// SPDX-License-Identifier: Apache-2.0
// Queries and keys -> which pairs of tokens make each neuron active, and of what kind they are.
#include "anbn/results/interpretation.h"

#include "anbn/core/error.h"
#include "anbn/results/activations.h"
#include "anbn/results/coupling.h"
#include "anbn/results/token_columns.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/heard_story.h"
#include "anbn/stages/rates.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct InterpretationOptions {
  Input activations{InputKind::stage};
  Input tokens{InputKind::stage};
  Input coupling{InputKind::stage};
  PairsChoice pairs = PairsChoice::by_model;
  FirstToken first_token = FirstToken::left_out;
  std::string category = "upos";
  std::vector<std::string> numbers;
  std::int64_t top = 500;
  std::int64_t draws = 1000;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "result of `anbn activations`");
    option("tokens", tokens, "result of `anbn tokens` that they were made from");
    option("coupling", coupling, "result of `anbn coupling`: whose pairs to write as text");
    option("pairs", pairs,
           "of the tokens that the model reads at once: all; attended, those that attention forms; "
           "by-model, attended where tokens see only those before them");
    option("first_token", first_token,
           "of each segment or window, where tokens see only those before them: attention gathers "
           "on it whatever it says");
    option("category", category,
           "the column of tokens.tsv that neurons are tagged by: of more than 15 classes the 14 "
           "most frequent are kept, and the others are one");
    option("numbers", numbers,
           "columns of tokens.tsv with numbers of words: are those of a neuron's pairs larger or "
           "smaller than the text's?");
    option("top", top, "how many query-key pairs of each neuron and segment are kept",
           between(1, 1000000));
    option("draws", draws,
           "shifts of the text's parts of speech that profiles stand beside; the smallest p is 1 / "
           "(draws + 1)",
           between(1, 1000000));
    option("seed", seed, "of the random shifts");
  }

  void check() const {
    // Tables have columns query_COLUMN and key_COLUMN beside these.
    for (const char* taken : {"class", "share", "expected", "log_odds", "p", "q", "tokens", "words",
                              "word", "word_share", "layer", "token"})
      if (category == taken)
        fail("category is {}, as a column of the results is called; expected another name", taken);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (std::find(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(i),
                    numbers[i]) != numbers.begin() + static_cast<std::ptrdiff_t>(i))
        fail("numbers has {} twice; expected each column once", numbers[i]);
  }
};

/// Who anchors whom.
Anchoring anchoring_of(const fs::path& folder, std::size_t neurons) {
  Anchoring anchoring = read_anchoring(folder);
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

TokenCategories categories_of(const InterpretationOptions& o, const TokensResults& tokens,
                              Notes& notes) {
  TokenCategories categories = read_categories(o.tokens.path, tokens, o.category);
  const bool is_upos = categories.classes == TagClasses{};
  notes.facts.emplace_back(
      is_upos ? "tokens without part of speech" : "tokens without " + o.category,
      std::to_string(categories.unknown));
  notes.facts.emplace_back(is_upos ? "symbols, others and spaces counted as punctuation"
                                   : "tokens of rare classes counted as other",
                           std::to_string(categories.folded));
  return categories;
}

/// How many neurons are told to lie on a class, for those who look at run.json.
void note(const InterpretationResults& results, Notes& notes) {
  for (const auto& [name, side] :
       {std::pair("queries", &NeuronProfile::query), std::pair("keys", &NeuronProfile::key)}) {
    const auto [tested, called] = told_neurons(results.interpretation.neurons, side);
    notes.facts.emplace_back(fmt::format("neurons whose {} lie on one {}, or on words of it", name,
                                         class_word(results.classes)),
                             fmt::format("{} of {} (q <= {})", called, tested, kToldQ));
  }
}

void run(const InterpretationOptions& o, const fs::path& out, RunContext& context) {
  const TokensResults tokens = read_tokens(o.tokens.path);
  const ActivationsReader activations(o.activations.path);
  const TokenCategories categories = categories_of(o, tokens, context.notes);
  std::vector<std::vector<double>> numbers;
  for (const std::string& column : o.numbers)
    numbers.push_back(read_token_numbers(o.tokens.path, tokens, column));
  const Anchoring anchoring = anchoring_of(o.coupling.path, activations.neurons().size());
  const std::vector<std::size_t> readable = anchored_neurons(anchoring);
  const InterpretedStory story{
      .layers = activations.layers(),
      .columns = activations.neurons().size() / activations.layers(),
      .read =
          [&](std::size_t layer, std::string_view part) {
            return activations.read(layer, part, tokens.table.tokens.size());
          },
      .segment_sizes = tokens.table.segment_sizes,
      .categories = categories,
      .pieces = tokens.pieces,
      .readable = readable,
      .numbers = numbers,
      .met = met_keys(tokens.table, activations.windows(), o.pairs, o.first_token)};
  const InterpretationResults results{labels_of(activations.neurons()),
                                      interpret(story,
                                                {.top = static_cast<std::size_t>(o.top),
                                                 .draws = static_cast<std::size_t>(o.draws),
                                                 .seed = static_cast<std::uint64_t>(o.seed)},
                                                context.machine.threads, context.machine.progress),
                                      categories.classes, o.numbers};
  write(results, tokens, out);
  if (activations.windows() && o.pairs != PairsChoice::all)
    context.notes.facts.emplace_back("pairs", "those that attention forms");
  note(results, context.notes);
}

// Of many stories the pairs of each would take more room and time than all that is tested.
constexpr OfMany kFewerPairs[] = {{"top", 100}, {"draws", 200}};

Cost cost(const InterpretationOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double segments = real(s.segments), neurons = real(s.neurons);
  const double layer = neurons / std::max(real(s.layers), 1.0);
  const std::size_t tokens = s.segments == 0 ? 0 : s.tokens / s.segments;
  const std::size_t top = std::min(static_cast<std::size_t>(o.top), tokens * tokens);
  const auto draws = static_cast<std::size_t>(o.draws);
  const double pairs_s =
      in.measured.once(fmt::format("{} pairs of {} in {} draws", top, tokens, draws),
                       [&] { return seconds_of_pairs(tokens, top, draws); });
  // Each token is met by each other: of a network's queries and keys; of a number about a third.
  constexpr double kMeet_s = 1e-9;
  const double met_s = 2 * segments * real(tokens) * real(tokens) * kMeet_s;
  Cost cost;
  cost.disk = 3 * kFloatBytes * neurons * segments * real(top) +
              2 * kFloatBytes * real(kProfileCells) * neurons + 300 * neurons +
              70 * std::min(neurons, real(s.networks)) * segments * real(top);
  cost.seconds = 0.05 +
                 (neurons * segments * pairs_s + real(s.networks) * met_s +
                  real(o.numbers.size()) * neurons * met_s / 3) /
                     in.threads() +
                 cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + cost.disk + 2 * kFloatBytes * real(s.tokens) * layer +
                2 * neurons * real(std::min(draws, kMostTagDraws));
  return cost;
}

}  // namespace

extern const Stage kInterpretationStage = make_stage<InterpretationOptions, run, cost>(
    "interpretation", "queries and keys -> the pairs of tokens that make each neuron active",
    "anbn interpretation --activations activations --tokens tokens --coupling coupling "
    "--out interpretation",
    6, {.of_pairs = true, .of_many = kFewerPairs, .settings_of = "timecourses"});

}  // namespace anbn
