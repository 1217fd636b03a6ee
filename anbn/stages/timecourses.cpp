// SPDX-License-Identifier: Apache-2.0
// activations -> the blood response that each neuron predicts.
#include "anbn/neurons/timecourses.h"

#include "anbn/core/error.h"
#include "anbn/results/activations.h"
#include "anbn/results/timecourses.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/make_stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/signal/standardize.h"
#include "anbn/stages/coupling_inputs.h"

#include <algorithm>

namespace anbn {
namespace {

enum class PairsChoice { by_model, attended, all };
constexpr auto names_of(PairsChoice) { return named("by-model", "attended", "all"); }

enum class FirstToken { left_out, kept };
constexpr auto names_of(FirstToken) { return named("left-out", "kept"); }

struct TimecoursesOptions {
  Input activations{InputKind::stage};
  Input tokens{InputKind::stage};
  Aggregate aggregate = Aggregate::mean;
  PairsChoice pairs = PairsChoice::by_model;
  FirstToken first_token = FirstToken::left_out;
  EmptyVolumes empty = EmptyVolumes::zero;
  Hrf hrf = Hrf::spm;

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "result of `anbn activations`");
    option("tokens", tokens, "result of `anbn tokens` that they were made from");
    option("aggregate", aggregate, "what is kept of a volume's query-key products");
    option("pairs", pairs,
           "of a volume's tokens: all; attended, those that attention forms; by-model, attended "
           "where tokens see only those before them");
    option("first_token", first_token,
           "of each segment, where tokens see only those before them: attention gathers on it "
           "whatever it says");
    option("empty", empty, "activity of a volume without tokens");
    option("hrf", hrf, "haemodynamic response: SPM's double gamma, or none");
  }
};

/// The place of each token in its segment, from 0.
std::vector<std::size_t> places_of(const TokenTable& table) {
  std::vector<std::size_t> places;
  for (const std::size_t size : table.segment_sizes)
    for (std::size_t i = 0; i < size; ++i) places.push_back(i);
  return places;
}

/// What of the activations is heard when.
HeardStory story_of(const TimecoursesOptions& o, const ActivationsReader& activations,
                    const TokenTable& table) {
  HeardStory story{.layers = activations.layers(),
                   .read =
                       [&](std::size_t layer, std::string_view part) {
                         return activations.read(layer, part, table.tokens.size());
                       },
                   .volume_of_token = {},
                   .volumes = table.tokens_in.size(),
                   .places = places_of(table)};
  const std::optional<std::vector<std::size_t>> windows = activations.windows();
  if (windows) story.windows = *windows;
  const bool leaves_out = windows && o.first_token == FirstToken::left_out;
  for (std::size_t i = 0; i < table.tokens.size(); ++i)
    story.volume_of_token.push_back(leaves_out && story.places[i] == 0 ? std::nullopt
                                                                       : table.tokens[i].volume);
  return story;
}

Pairs pairs_of(const TimecoursesOptions& o, const HeardStory& story) {
  const bool sees_before = !story.windows.empty();
  if (o.pairs == PairsChoice::attended && !sees_before)
    fail("--pairs is attended, but the tokens of this model see all others; expected all");
  return o.pairs == PairsChoice::all || !sees_before ? Pairs::all : Pairs::attended;
}

void note(const TokenTable& tokens, const Matrix& timecourses, Notes& notes) {
  const Standardized unit = unit_columns(timecourses);
  const std::size_t constant = unit.constant.size() + unit.not_finite.size();
  notes.facts.emplace_back("volumes", std::to_string(timecourses.rows));
  notes.facts.emplace_back("silent volumes", std::to_string(tokens.silent_volumes()));
  notes.facts.emplace_back("neurons", std::to_string(timecourses.cols));
  notes.facts.emplace_back("constant neurons", std::to_string(constant));
  if (constant > 0)
    notes.warnings.push_back(
        fmt::format("{} of {} neurons have a constant time course (or one that is not finite) and "
                    "couple with nothing",
                    constant, timecourses.cols));
}

void run(const TimecoursesOptions& o, const std::filesystem::path& out, RunContext& context) {
  const TokenTable tokens = read_tokens(o.tokens.path).table;
  if (tokens.silent_volumes() == tokens.tokens_in.size())
    fail(
        "{}: no token lies in the {} volumes used; expected the story to overlap them. Check "
        "--tr-s, --first-volume and --audio-start-s of `anbn tokens`.",
        (o.tokens.path / "tokens.tsv").string(), tokens.tokens_in.size());
  const ActivationsReader activations(o.activations.path);
  const NeuronKind& kind = find_neuron_kind(
      nlohmann::json::parse(option_of_stage(o.activations.path, "activations", "neurons"))
          .get<std::string>());
  const double tr_s = tr_of_tokens(o.tokens.path);
  const HeardStory story = story_of(o, activations, tokens);
  const TimecoursesResults results{
      predicted_timecourses(
          kind, story,
          {.aggregate = o.aggregate,
           .pairs = pairs_of(o, story),
           .empty = o.empty,
           .hrf = o.hrf == Hrf::spm ? double_gamma_hrf(tr_s) : std::vector<double>{1}},
          context.machine.threads, context.machine.progress),
      activations.neurons()};
  write(results, out);
  if (pairs_of(o, story) == Pairs::attended)
    context.notes.facts.emplace_back("pairs", "those that attention forms");
  note(tokens, results.timecourses, context.notes);
}

Cost cost(const TimecoursesOptions&, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double layer = real(s.neurons) / std::max(real(s.layers), 1.0);
  Cost cost;
  cost.disk = kFloatBytes * real(s.volumes) * real(s.neurons);
  cost.seconds = 0.01 + 50 * real(s.volumes) * real(s.neurons) / 2e9 / in.threads() +
                 cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + 2 * cost.disk + 2 * kFloatBytes * real(s.tokens) * layer;
  return cost;
}

}  // namespace

extern const Stage kTimecoursesStage = make_stage<TimecoursesOptions, run, cost>(
    "timecourses", "neuron activity -> the blood response that it predicts",
    "anbn timecourses --activations activations --tokens tokens --out timecourses", 2,
    {.in_controls = true, .arrays_stay_from = Keep::timecourses});

}  // namespace anbn
