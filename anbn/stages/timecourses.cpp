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
#include "anbn/stages/heard_story.h"

#include <algorithm>

namespace anbn {
namespace {

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
           "of each segment or window, where tokens see only those before them: attention gathers "
           "on it whatever it says");
    option("empty", empty, "activity of a volume without tokens");
    option("hrf", hrf, "haemodynamic response: SPM's double gamma, or none");
  }
};

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
  check_asked(kind, o.aggregate, o.first_token);
  HeardStory story = heard_story(tokens, activations.windows(), o.first_token);
  story.heads = heads_of(activations.neurons());
  story.layers = activations.layers();
  story.read = [&](std::size_t layer, std::string_view part) {
    return activations.read(layer, part, tokens.tokens.size());
  };
  const TimecoursesResults results{
      predicted_timecourses(
          kind, story,
          {.aggregate = o.aggregate,
           .pairs = pairs_of(o.pairs, story),
           .empty = o.empty,
           .hrf = o.hrf == Hrf::spm ? double_gamma_hrf(tr_s) : std::vector<double>{1}},
          context.machine.threads, context.machine.progress),
      activations.neurons()};
  if (results.timecourses.cols != results.neurons.size())
    fail(
        "{}: its layers have other columns than neurons of the kind {}; run `anbn activations` "
        "again",
        o.activations.path.string(), kind.name);
  write(results, out);
  if (is_of_pairs(kind) && pairs_of(o.pairs, story) == Pairs::attended)
    context.notes.facts.emplace_back("pairs", "those that attention forms");
  note(tokens, results.timecourses, context.notes);
}

Cost cost(const TimecoursesOptions&, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double layer = real(s.activations) / std::max(real(s.layers), 1.0);
  Cost cost;
  cost.disk = kFloatBytes * real(s.volumes) * real(s.neurons);
  cost.seconds = 0.01 + 50 * real(s.volumes) * real(s.neurons) / 2e9 / in.threads() +
                 cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + 2 * cost.disk + kFloatBytes * real(s.tokens) * layer;
  return cost;
}

}  // namespace

extern const Stage kTimecoursesStage = make_stage<TimecoursesOptions, run, cost>(
    "timecourses", "neuron activity -> the blood response that it predicts",
    "anbn timecourses --activations activations --tokens tokens --out timecourses", 2,
    {.in_controls = true, .arrays_stay_from = Keep::timecourses});

}  // namespace anbn
