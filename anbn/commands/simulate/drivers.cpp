// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/drivers.h"

#include "anbn/core/random.h"
#include "anbn/results/activations.h"
#include "anbn/results/timecourses.h"
#include "anbn/results/token_columns.h"
#include "anbn/stages/heard_story.h"
#include "anbn/stages/list.h"
#include "anbn/text/tokenizers/tokenizer_files.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kPairs = 500;  // of a segment: as many as the stage `interpretation` keeps

/// How far each neuron responds to each relation: what `interpretation` will say of it.
std::vector<RelationResponse> responses_to(std::span<const Relation> relations,
                                           const fs::path& tokens_folder,
                                           const fs::path& activations_folder,
                                           CommandContext& context) {
  std::vector<RelationResponse> responses;
  if (relations.empty()) return responses;
  const TokensResults tokens = read_tokens(tokens_folder);
  const ActivationsReader activations(activations_folder);
  const TokenCategories categories = read_categories(tokens_folder, tokens, TagClasses{}.column);
  const auto read = [&](std::size_t layer, std::string_view part) {
    return activations.read(layer, part, tokens.table.tokens.size());
  };
  // What the neurons' pairs are beside shifted classes is no part of a response: no draws.
  const Interpretation found =
      interpret({.layers = activations.layers(),
                 .columns = activations.neurons().size() / activations.layers(),
                 .read = read,
                 .segment_sizes = tokens.table.segment_sizes,
                 .categories = categories,
                 .pieces = tokens.pieces,
                 .readable = {},
                 .met = met_keys(tokens.table, activations.windows(), PairsChoice::by_model,
                                 FirstToken::left_out)},
                {.top = kPairs, .draws = 0}, context.machine.threads, context.machine.progress);
  for (const Relation& relation : relations)
    responses.push_back(
        relation_response(relation, found, categories, tokens.table.segment_sizes, kPairs));
  return responses;
}

/// The used volumes of what is predicted for every neuron, of each story.
std::vector<Matrix> used_volumes(const std::vector<SimulatedStory>& plans,
                                 const std::vector<Prediction>& predictions) {
  std::vector<Matrix> used;
  for (std::size_t s = 0; s < plans.size(); ++s) {
    const Matrix& x = predictions[s].response;
    Matrix& cut = used.emplace_back(plans[s].volumes, x.cols);
    std::copy_n(x.values.begin(), cut.values.size(), cut.values.begin());
  }
  return used;
}

/// What the neuron has to do with the relation `number` in each story.
PlantedRelation planted(const Relation& relation, std::size_t number, std::size_t neuron,
                        const std::vector<Prediction>& predictions) {
  PlantedRelation result{relation.name, {}, {}};
  for (const Prediction& story : predictions) {
    result.share.push_back(story.responses[number].share[neuron]);
    result.by_frequency.push_back(story.responses[number].by_frequency);
  }
  return result;
}

}  // namespace

Prediction predicted(const SimulateOptions& o, const SimulatedStory& plan,
                     std::span<const Relation> relations, const fs::path& scratch,
                     CommandContext& context) {
  fs::create_directories(scratch);
  write_words(scratch / "words.tsv", plan);
  Notes notes;
  RunContext run{context.machine, notes};
  const auto stage = [&](const char* name, const json& options) {
    run_stage(find_stage(name), options.dump(), scratch / name, context.hashes, run);
    return (scratch / name).string();
  };
  const std::string model = o.model.path.string();
  const std::string tokens = stage("tokens", {{"words", (scratch / "words.tsv").string()},
                                              {"vocabulary", tokenizer_file(o.model.path).string()},
                                              {"tr_s", o.tr_s},
                                              {"first_volume", plan.first_volume},
                                              {"volumes", plan.scan_volumes - plan.first_volume},
                                              {"audio_start_s", plan.audio_start_s}});
  const std::string activations =
      stage("activations", {{"tokens", tokens}, {"model", model}, {"weights", name_of(o.weights)}});
  json timecourses = {{"tokens", tokens}, {"activations", activations}};
  TimecoursesResults response = read_timecourses(stage("timecourses", timecourses));
  timecourses["hrf"] = name_of(Hrf::none);
  return {std::move(response.timecourses),
          read_timecourses(stage("timecourses", timecourses)).timecourses,
          std::move(response.neurons), responses_to(relations, tokens, activations, context)};
}

Drivers draw_drivers(const SimulateOptions& o, const std::vector<SimulatedStory>& plans,
                     std::span<const Relation> relations,
                     const std::vector<Prediction>& predictions) {
  const auto seed = static_cast<std::uint64_t>(o.seed);
  const auto driven = static_cast<std::size_t>(o.driven);
  Drivers drivers(static_cast<std::size_t>(o.networks));
  if (driven == 0) return drivers;
  const std::vector<Matrix> used = used_volumes(plans, predictions);
  DistinctNeurons neurons(used);
  std::vector<PlantedRelation> first;  // of the first neurons chosen
  for (std::size_t r = 0; r < relations.size(); ++r) {
    std::vector<RelationResponse> stories;
    for (const Prediction& story : predictions) stories.push_back(story.responses.at(r));
    const std::vector<std::size_t> responding = responding_neurons(stories);
    const auto taken = std::find_if(responding.begin(), responding.end(),
                                    [&](std::size_t neuron) { return neurons.take(neuron); });
    if (taken != responding.end()) first.push_back(planted(relations[r], r, *taken, predictions));
  }
  neurons.take_at_random(driven, seed);
  const std::vector<std::size_t> networks =
      random_permutation(random_key(seed, "simulate/networks"), drivers.size());
  for (std::size_t i = 0; i < driven; ++i) {
    const std::size_t neuron = neurons.chosen()[i];
    drivers[networks[i]] =
        Driver{static_cast<std::int64_t>(neuron + 1), predictions[0].neurons.at(neuron).label,
               i < first.size() ? std::optional(first[i]) : std::nullopt};
  }
  return drivers;
}

Drive drive_of(const SimulatedStory& plan, const Prediction& prediction, const Drivers& drivers) {
  Drive drive{Matrix(plan.scan_volumes, drivers.size()), plan.first_volume, plan.volumes};
  for (std::size_t m = 0; m < drivers.size(); ++m) {
    if (!drivers[m]) continue;
    const auto neuron = static_cast<std::size_t>(drivers[m]->neuron - 1);
    for (std::size_t t = 0; t < prediction.activity.rows; ++t)
      drive.activity(plan.first_volume + t, m) = prediction.activity(t, neuron);
  }
  return drive;
}

}  // namespace anbn
