// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/story.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/model/config.h"
#include "anbn/model/weights.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/tokens.h"

#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// More silence than this at either end of the used volumes is worth a word: the blood response
/// to the last word is over after it.
constexpr double kLongSilence_s = 30;

void add(Findings& findings, Weight weight, std::string text) {
  findings.problems.push_back({weight, std::move(text)});
}

struct Scan {
  std::size_t listeners = 0, volumes = 0, networks = 0;
};

/// What a file of network time courses holds, from its header (a TSV is read).
Scan scan_of(const fs::path& file) {
  const std::string name = file.filename().string();
  if (name.find(".npy") == std::string::npos) {
    const Table table = read_tsv(file);
    return {1, table.rows.size(), table.columns.size()};
  }
  const std::vector<std::size_t> shape = read_npy_header(file).shape;
  if (shape.size() == 2) return {1, shape[0], shape[1]};
  if (shape.size() == 3) return {shape[0], shape[1], shape[2]};
  fail("{}: an array of rank {}; expected [volumes x M] or [listeners x volumes x M]",
       file.string(), shape.size());
}

void check_networks(const StudyStory& story, const VolumeGrid& grid, Findings& findings) {
  if (story.networks.empty()) return;  // check_scans looks at scans
  const std::int64_t needed = grid.first_volume + grid.volumes;
  std::string volumes_text;
  for (const fs::path& file : story.networks) {
    Scan scan;
    try {
      scan = scan_of(file);
    } catch (const Error& e) {
      add(findings, Weight::fatal, e.what());
      continue;
    }
    Sizes& sizes = findings.sizes;
    sizes.listeners += scan.listeners;
    if (sizes.networks != 0 && sizes.networks != scan.networks)
      add(findings, Weight::fatal,
          fmt::format("{}: {} networks, but {} in the files before it; expected the same in all "
                      "files of a story",
                      file.string(), scan.networks, sizes.networks));
    sizes.networks = scan.networks;
    const auto available = static_cast<std::int64_t>(scan.volumes);
    if (available < needed)
      add(findings, Weight::fatal,
          fmt::format("{}: {} volumes, but {} are used from volume {} on, which needs {}; set "
                      "volumes to at most {} or correct first_volume",
                      file.string(), available, grid.volumes, grid.first_volume, needed,
                      std::max<std::int64_t>(0, available - grid.first_volume)));
    const std::string count = std::to_string(scan.volumes);
    if (volumes_text.find(count) == std::string::npos)
      volumes_text += (volumes_text.empty() ? "" : ", ") + count;
  }
  findings.lines.emplace_back(
      "scan", fmt::format("TR {} s; volumes {} to {} are used (T = {}); the files hold {}",
                          grid.tr_s, grid.first_volume, needed - 1, grid.volumes, volumes_text));
  findings.lines.emplace_back(
      "networks",
      fmt::format("M = {}; {} listeners", findings.sizes.networks, findings.sizes.listeners));
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

void check_words(const TokensOptions& options, Findings& findings) {
  Notes notes;
  const StoryTokens story = read_story_tokens(options, notes);
  const std::vector<Word>& words = story.story.words.words;
  Sizes& sizes = findings.sizes;
  sizes.tokens = story.table.tokens.size();
  sizes.segments = story.table.segment_sizes.size();
  std::string segments;
  for (const std::size_t size : story.table.segment_sizes)
    segments += (segments.empty() ? "" : ", ") + std::to_string(size);
  findings.lines.emplace_back(
      "words",
      fmt::format("{}; {} without times (interpolated), {} before and {} after the used volumes",
                  words.size(), story.story.words.interpolated, story.table.words_before(),
                  story.table.words_after()));
  findings.lines.emplace_back("tokens",
                              fmt::format("{} in segments of {}", sizes.tokens, segments));
  findings.lines.emplace_back(
      "silent volumes",
      fmt::format("{} of {} have no token", story.table.silent_volumes(), story.grid.volumes));
  check_times(story, findings);
  for (std::string& warning : notes.warnings) add(findings, Weight::dubious, std::move(warning));
}

}  // namespace

Findings check_story(const Study& study, const StudyStory& story, const std::string& variant) {
  Findings findings;
  const auto options = read_options<TokensOptions>(
      nlohmann::json::parse(study.job("tokens", variant, story.name).options_json));
  const VolumeGrid grid = volume_grid(options);
  findings.sizes.volumes = static_cast<std::size_t>(std::max<std::int64_t>(0, grid.volumes));
  for (const auto& check :
       {+[](const TokensOptions&o, const StudyStory&, Findings&f) { check_words(o, f); },
        +[](const TokensOptions&o, const StudyStory&s, Findings&f) {
          check_networks(s, volume_grid(o), f);
        }}) {
    try {
      check(options, story, findings);
    } catch (const Error& e) {
      add(findings, Weight::fatal, e.what());
    }
  }
  return findings;
}

Findings check_model(const Study& study, const StudyVariant& variant) {
  Findings findings;
  const nlohmann::json options = nlohmann::json::parse(
      study.job("activations", variant.name, study.stories[0].name).options_json);
  const fs::path folder = options.at("model").get<std::string>();
  try {
    const ModelConfig config = read_model_config(folder);
    findings.sizes.layers = config.layers;
    findings.sizes.heads = config.heads;
    findings.sizes.hidden = config.hidden;
    findings.sizes.neurons = config.layers * config.hidden;
    findings.lines.emplace_back(
        "model", fmt::format("{}, {} weights; {} layers x {} heads x {} dimensions (N = {})",
                             variant.model, variant.weights, config.layers, config.heads,
                             config.head_size(), findings.sizes.neurons));
    if (variant.weights == "random") return findings;
    Weights::pretrained(folder, "bert.");
    findings.sizes.weights = fs::file_size(folder / "model.safetensors");
  } catch (const Error& e) {
    add(findings, Weight::fatal, e.what());
  }
  return findings;
}

}  // namespace anbn
