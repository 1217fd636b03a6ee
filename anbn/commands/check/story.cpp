// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/story.h"

#include "anbn/brain/import/time_courses.h"
#include "anbn/brain/networks/network_settings.h"
#include "anbn/core/error.h"
#include "anbn/core/memory.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/config.h"
#include "anbn/model/encoder.h"
#include "anbn/model/language_head.h"
#include "anbn/model/weights.h"
#include "anbn/neurons/neurons.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/heard_story.h"
#include "anbn/stages/networks.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/surprisal.h"
#include "anbn/stages/tokens.h"
#include "anbn/study/study_controls.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// More silence than this at either end of the used volumes is worth a word: the blood response
/// to the last word is over after it.
constexpr double kLongSilence_s = 30;

void add_warnings(Findings& findings, const Stage& stage, const Notes& notes) {
  for (const std::string& warning : notes.warnings)
    add(findings, Weight::dubious, in_study_words(warning, stage));
}

/// A story's files as the stage `networks` is told of them.
StoryScans files_of(const StudyStory& story, const VolumeGrid& grid) {
  return {story.name, story.networks, static_cast<std::size_t>(grid.first_volume),
          static_cast<std::size_t>(grid.volumes)};
}

/// The first and the last moment of speech against those of the used volumes.
void check_times(const StoryTokens& story, Findings& findings) {
  const VolumeGrid& grid = story.grid;
  const double start = volume_start_s(0, grid), end = volume_start_s(grid.volumes, grid);
  const double first_word = story.story.words.words.front().onset_s;
  const double last_word = story_end_s(story.story.words);
  findings.lines.emplace_back(
      "audio",
      fmt::format("begins {} s after the scan; words from {:.1f} to {:.1f} s of the audio, "
                  "used volumes from {:.1f} to {:.1f} s",
                  grid.audio_start_s, first_word, last_word, start, end));
  if (end - last_word > kLongSilence_s)
    add(findings, Weight::dubious,
        fmt::format(
            "the used volumes end {:.0f} s after the last word; should volumes be about {:.0f}?",
            end - last_word, std::ceil((last_word - start) / grid.tr_s)));
  if (first_word - start > kLongSilence_s)
    add(findings, Weight::dubious,
        fmt::format(
            "the used volumes begin {:.0f} s before the first word; should first_volume be "
            "{:.0f} or audio_start_s another?",
            first_word - start,
            std::floor((first_word - start) / grid.tr_s) + static_cast<double>(grid.first_volume)));
}

bool has_surprisal(const NeuronKind& kind) { return kind.parts[0].tap == Tap::surprisal; }

/// Reads the weights of all layers, and of the embeddings those of one token.
void check_weights(const fs::path& folder, const ModelConfig& config, const NeuronKind& kind,
                   const Machine& machine) {
  const Weights weights = Weights::pretrained(folder, config.architecture->prefix);
  if (has_surprisal(kind)) LanguageHead(config, weights);
  Operations operations(machine);
  config.architecture->embed(config, weights, std::vector<std::int32_t>{0}, operations);
  for (std::size_t layer = 1; layer <= config.layers; ++layer) {
    config.architecture->load_layer(config, weights, layer, machine.threads);
    weights.forget();
  }
}

/// The model that a variant reads a story with.
struct StoryModel {
  ModelConfig config;
  std::string folder;
};

/// Nothing where it cannot be read, which is told of the variant.
std::optional<StoryModel> model_of(const Study& study, const StudyStory& story,
                                   const std::string& variant) {
  const Job* job = study.find_job("activations", variant, story.name);
  if (job == nullptr) return std::nullopt;
  const nlohmann::json options = nlohmann::json::parse(job->options_json);
  StoryModel model;
  model.folder = options.at("model").get<std::string>();
  try {
    model.config = read_model_config(model.folder);
  } catch (const Error&) {
    return std::nullopt;
  }
  return model;
}

/// Whether the model can read the story's tokens. Vocabularies may be a little smaller than the
/// model's embedding, whose size is often rounded up.
void check_tokens(const StoryTokens& story, const StoryModel& model, Findings& findings) {
  constexpr std::size_t kRoundedUp = 1000;
  const ModelConfig& config = model.config;
  const std::vector<Segment> segments = sequences_of(story.table);
  std::size_t longest = 0;
  for (const Segment& segment : segments) longest = std::max(longest, segment.size());
  if (longest > config.positions)
    return add(findings, Weight::fatal,
               fmt::format("a segment or window has {} tokens; expected at most {}, the model's "
                           "positions. Set max_segment_tokens = {}",
                           longest, config.positions, config.positions));
  const std::size_t pieces = story.tokenizer.size();
  try {
    check_segments(config, segments);
  } catch (const Error& e) {
    return add(findings, Weight::fatal, e.what());
  }
  if (pieces > config.vocabulary || pieces + kRoundedUp < config.vocabulary)
    add(findings, Weight::dubious,
        fmt::format(
            "the vocabulary has {} pieces and vocab_size in config.json is {}; are both of one "
            "model? Pieces of another model's vocabulary mean something else",
            pieces, config.vocabulary));
  require_memory(encoder_bytes(config, segments),
                 fmt::format("{}: a model of {} dimensions", model.folder, config.hidden),
                 available_memory());
}

/// Whether the model of the stage surprisal has any, and can read the story.
void check_surprisal(const Study& study, const StudyStory& story, const std::string& variant,
                     Findings& findings) {
  const Job* job = study.find_job("surprisal", variant, story.name);
  if (job == nullptr) return;
  attempt(findings, *job->stage, [&] {
    const auto options = read_options<SurprisalOptions>(nlohmann::json::parse(job->options_json));
    const std::string folder = options.surprisal_model.path.string();
    const ModelConfig config = read_model_config(folder);
    neurons_of(find_neuron_kind("surprisal"), config, folder);
    const Weights weights = weights_of(config, WeightSource::pretrained, folder, 1);
    const LanguageHead head(config, weights);
    Notes notes;
    check_tokens(read_story_tokens(tokens_of(options), notes), {config, folder}, findings);
  });
}

void check_words(const TokensOptions& options, const Stage& stage,
                 const std::optional<StoryModel>& model, Findings& findings) {
  Notes notes;
  const StoryTokens story = read_story_tokens(options, notes);
  const std::vector<Word>& words = story.story.words.words;
  Sizes& sizes = findings.sizes;
  sizes.tokens = story.table.tokens.size();
  sizes.segments = story.table.segment_sizes.size();
  for (const Segment& sequence : sequences_of(story.table)) {
    ++sizes.sequences;
    sizes.read += sequence.size();
  }
  std::string segments;
  for (const std::size_t size : story.table.segment_sizes)
    segments += (segments.empty() ? "" : ", ") + std::to_string(size);
  findings.lines.emplace_back(
      "words",
      fmt::format("{}; {} without times (interpolated), {} before and {} after the used volumes",
                  words.size(), story.story.words.interpolated, story.table.words_before(),
                  story.table.words_after()));
  findings.lines.emplace_back(
      "tokens",
      story.table.windows.empty()
          ? fmt::format("{} in segments of {}", sizes.tokens, segments)
          : fmt::format("{} in windows: {}", sizes.tokens, windows_in_words(story.table)));
  for (const auto& [name, value] : notes.facts)
    if (name == "parts of speech") findings.lines.emplace_back(name, value);
  findings.lines.emplace_back(
      "silent volumes",
      fmt::format("{} of {} have no token", story.table.silent_volumes(), story.grid.volumes));
  check_times(story, findings);
  add_warnings(findings, stage, notes);
  if (model) check_tokens(story, *model, findings);
}

/// Whether time courses can be made of these neurons as the study asks.
void check_timecourses(const Study& study, const StudyVariant& variant, const NeuronKind& kind,
                       const ModelConfig& config) {
  const Job* job = study.find_job("timecourses", variant.name, study.stories[0].name);
  if (job == nullptr) return;
  const nlohmann::json options = resolved_options(study, *job);
  const auto word = [&](const char* option) { return options.at(option).get<std::string>(); };
  check_asked(kind, value_named<Aggregate>(word("aggregate"), "aggregate"),
              value_named<FirstToken>(word("first_token"), "first_token"));
  HeardStory story;
  story.windows = config.windows_before().value_or(std::vector<std::size_t>());
  pairs_of(value_named<PairsChoice>(word("pairs"), "pairs"), story);
  if (const Job* told = study.find_job("interpretation", variant.name, study.stories[0].name))
    pairs_of(value_named<PairsChoice>(resolved_options(study, *told).at("pairs").get<std::string>(),
                                      "pairs"),
             story);
}

}  // namespace

VolumeGrid volumes_of(const Study& study, const std::string& story) {
  return volume_grid(read_options<TokensOptions>(
      nlohmann::json::parse(study.job("tokens", study.variants[0].name, story).options_json)));
}

void add(Findings& findings, Weight weight, std::string text) {
  findings.problems.push_back({weight, std::move(text)});
}

Findings check_story(const Study& study, const StudyStory& story, const std::string& variant) {
  Findings findings;
  const Job& job = study.job("tokens", variant, story.name);
  const auto options = read_options<TokensOptions>(nlohmann::json::parse(job.options_json));
  findings.sizes.volumes = static_cast<std::size_t>(std::max<std::int64_t>(0, options.volumes));
  attempt(findings, *job.stage,
          [&] { check_words(options, *job.stage, model_of(study, story, variant), findings); });
  check_surprisal(study, story, variant, findings);
  return findings;
}

Findings check_regressors(const Study& study, const StudyStory& story) {
  Findings findings;
  const auto volumes = static_cast<std::size_t>(volumes_of(study, story.name).volumes);
  std::set<std::string> seen;
  for (const Job& job : study.jobs) {
    if (job.stage->name != "nuisance" || job.story != story.name) continue;
    const std::string file = nlohmann::json::parse(job.options_json).at("nuisance_file");
    if (file.empty() || !seen.insert(file).second) continue;
    attempt(findings, *job.stage, [&] {
      const std::vector<Regressor> own = own_regressors(file, volumes);
      findings.lines.emplace_back("regressors",
                                  fmt::format("{} of {} ({} independent)", own.size(), file,
                                              make_nuisance(volumes, own).rank()));
    });
  }
  return findings;
}

Findings check_networks(const Study& study, const StudyStory& story) {
  Findings findings;
  const Stage& stage = *study.job("networks", "", "").stage;
  const VolumeGrid grid = volumes_of(study, story.name);
  const StoryScans files = files_of(story, grid);
  std::set<std::size_t> volumes;
  for (const fs::path& file : story.networks)
    attempt(findings, stage, [&] {
      const TimeCourses courses = read_time_courses(file);
      findings.sizes.listeners += courses.scans.size();
      findings.sizes.networks = courses.scans[0].cols;
      volumes.insert(courses.scans[0].rows);
      for (const Matrix& scan : courses.scans) cut_to_story(scan, files, file);
    });
  findings.lines.emplace_back(
      "scan", fmt::format("TR {} s; volumes {} to {} are used (T = {}); the files hold {}",
                          grid.tr_s, grid.first_volume, grid.first_volume + grid.volumes - 1,
                          grid.volumes, fmt::join(volumes, ", ")));
  findings.lines.emplace_back(
      "networks",
      fmt::format("M = {}; {} listeners", findings.sizes.networks, findings.sizes.listeners));
  return findings;
}

Findings check_all_networks(const Study& study, const Machine& machine) {
  Findings findings;
  const Job& job = study.job("networks", "", "");
  NetworkInputs inputs;
  for (const StudyStory& story : study.stories)
    inputs.stories.push_back(files_of(story, volumes_of(study, story.name)));
  const std::string method = nlohmann::json::parse(job.options_json).at("method");
  NetworkWork work{machine, {}, {}};
  attempt(findings, *job.stage, [&] {
    Notes notes;
    note_networks(network_method_named(method).find(inputs, NetworkSettings(), work), notes);
    add_warnings(findings, *job.stage, notes);
  });
  return findings;
}

Findings check_model(const Study& study, const StudyVariant& variant, const Machine& machine) {
  Findings findings;
  const nlohmann::json options = nlohmann::json::parse(
      study.job("activations", variant.name, study.stories[0].name).options_json);
  const fs::path folder = options.at("model").get<std::string>();
  try {
    const ModelConfig config = read_model_config(folder);
    findings.sizes.layers = config.layers;
    findings.sizes.heads = config.heads.count;
    findings.sizes.hidden = config.hidden;
    findings.sizes.layer_weights = config.layer_weights();
    const NeuronKind& kind = find_neuron_kind(options.at("neurons").get<std::string>());
    const std::vector<Neuron> neurons = neurons_of(kind, config, folder.string());
    findings.sizes.neurons = neurons.size();
    for (const Part& part : kind.parts)
      findings.sizes.activations += columns_of(part, config) * neurons.back().layer;
    if (has_surprisal(kind))
      findings.sizes.head_weights = real(config.vocabulary) * real(config.hidden);
    check_timecourses(study, variant, kind, config);
    findings.lines.emplace_back(
        "model", fmt::format("{}, {} weights; {} layers x {} heads x {} dimensions (N = {})",
                             variant.model, variant.weights, config.layers, config.heads.count,
                             config.heads.size, findings.sizes.neurons));
    if (variant.weights == "random") return findings;
    check_weights(folder, config, kind, machine);
    for (const fs::path& file : weight_files(folder)) findings.sizes.weights += fs::file_size(file);
  } catch (const Error& e) {
    add(findings, Weight::fatal, e.what());
  }
  return findings;
}

}  // namespace anbn
