// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/study.h"

#include "anbn/commands/simulate/relations.h"
#include "anbn/core/error.h"
#include "anbn/core/hash.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kVolumesBefore = 8, kVolumesAfter = 6;
constexpr double kAnswer_s = 6;    // from the end of the last word until the peak of its response
constexpr double kBreath_s = 0.2;  // from the first used volume to the first word
constexpr const char* kMadeBy = "anbn simulate";
constexpr const char* kStudyHash = "study_toml_hash";
constexpr const char* kPreset = "tuned";
constexpr const char* kRelations[] = {"DET-NOUN", "PRON-VERB"};
constexpr std::int64_t kMostPlanted = 200;  // more networks do not fit into the brain

/// Studies differ in when the audio begins, and so do these stories: with the scan, and later.
constexpr std::size_t kAudioStartVolumes[] = {0, 3};

double in_ms(double seconds) { return std::round(seconds * 1000) / 1000; }

void check_range(std::string_view flag, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value < low || value > high) fail("{} is {}; expected {} to {}", flag, value, low, high);
}

SimulatedStory plan_story(const SpokenStory& story, std::size_t number, const SimulateOptions& o) {
  SimulatedStory plan;
  plan.story = story;
  plan.first_volume = kVolumesBefore;
  plan.audio_start_s = in_ms(static_cast<double>(kAudioStartVolumes[number % 2]) * o.tr_s);
  const double story_s = static_cast<double>(kVolumesBefore) * o.tr_s - plan.audio_start_s;
  plan.words = spoken_words(story, story_s + kBreath_s, static_cast<std::uint64_t>(o.seed));
  const SpokenWord& last = plan.words.back();
  const double used_s = last.onset_s + last.duration_s + kAnswer_s - story_s;
  plan.volumes = static_cast<std::size_t>(std::ceil(used_s / o.tr_s));
  plan.scan_volumes = kVolumesBefore + plan.volumes + kVolumesAfter;
  return plan;
}

/// A text in quotes; JSON's escapes are TOML's.
std::string toml_string(std::string_view text) { return json(text).dump(); }

std::string variant_text(const SimulateOptions& o, const std::string& model) {
  const bool untrained = is_untrained(o.weights);
  std::string text = fmt::format(
      R"(
[[variant]]
name = "main"
model = {}
{})",
      toml_string(model), untrained ? fmt::format("weights = \"{}\"\n", name_of(o.weights)) : "");
  if (untrained) return text;
  return text + fmt::format(R"(
[[variant]]                           # a control: the same shape with random weights
name = "untrained"
model = {}
weights = "random"
)",
                            toml_string(model));
}

/// Text with a comment in a column of its own.
std::string line(std::string_view text, std::string_view comment) {
  return fmt::format("{:<38}# {}\n", text, comment);
}

/// "key = value", with a comment.
std::string line(std::string_view key, std::string_view value, std::string_view comment) {
  return line(fmt::format("{} = {}", key, value), comment);
}

/// The keys that say where a story's networks come from.
std::string brain_text(const SimulatedStory& plan, const SimulateOptions& o) {
  if (o.as == SimulatedAs::networks)
    return line("networks", toml_string(fmt::format("networks/{}.npy", plan.story.name)),
                fmt::format("[{} listeners x {} volumes x {} networks]", o.listeners,
                            plan.scan_volumes, o.networks));
  std::string text = line("masks", "[\"mask.nii.gz\"]", "which voxels are of the brain") +
                     line("scans", "[", "one a listener; a .json beside each says how it was made");
  for (std::size_t listener = 0; listener < static_cast<std::size_t>(o.listeners); ++listener)
    text += fmt::format("  {},\n", toml_string(scan_name(plan, listener)));
  return text + "]\n";
}

/// What several stories are asked together: each of these draws is fitted in many folds.
std::string over_stories_text(const SimulateOptions& o) {
  const auto table = [&](const char* stage, const char* what) {
    return fmt::format("\n{:<38}# {}\npermutations = {}\n", fmt::format("[{}]", stage), what,
                       std::min<std::int64_t>(o.permutations, 99));
  };
  return table("pooled-encoding", "the same over all stories") +
         table("unique-variance", "what neurons add to the rhythm of the words");
}

/// How networks are found in scans, and where they lie.
std::string method_text(const SimulateOptions& o, const OutsideFiles& files) {
  if (o.as == SimulatedAs::networks) return "";
  std::string text =
      "\n[bold]\n" + line("high_pass_s", "128", "slower waves are taken out of the scans [s]") +
      "\n[networks]\n" + line("method", "\"dbn\"", "or \"ica\", without preset") +
      line("preset", fmt::format("\"{}\"", kPreset), "which settings of the deep belief network");
  if (files.atlas.empty()) return text;
  text += "\n" + line("[atlas]", "in which of its regions the networks lie");
  text += "labels = " + toml_string(files.atlas) + "\n";
  if (!files.atlas_names.empty()) text += "names = " + toml_string(files.atlas_names) + "\n";
  return text;
}

std::string story_text(const SimulatedStory& plan, const SimulateOptions& o) {
  const std::string name(plan.story.name);
  return fmt::format("\n[[story]]\nname = {}\ntitle = {}\n", toml_string(name),
                     toml_string(plan.story.title)) +
         line("words", toml_string(name + "/words.tsv"), "timed words with their parts of speech") +
         line("tr_s", json(o.tr_s).dump(), "repetition time of the scan [s]") +
         line("first_volume", std::to_string(plan.first_volume),
              "of the scan: in it the first word is said") +
         line("volumes", std::to_string(plan.volumes),
              fmt::format("are used; the scan has {}", plan.scan_volumes)) +
         line("audio_start_s", json(plan.audio_start_s).dump(),
              "when the audio begins [s after the first volume of the scan]") +
         brain_text(plan, o);
}

/// What is true of the networks in one story.
ordered_json networks_json(const Truth& truth, std::size_t story) {
  ordered_json networks = ordered_json::array();
  for (std::size_t m = 0; m < truth.drivers.size(); ++m) {
    ordered_json network = {{"network", m + 1},
                            {"driven_by", nullptr},
                            {"label", nullptr},
                            {"relation", nullptr},
                            {"region", nullptr}};
    if (const std::optional<Driver>& driver = truth.drivers[m]) {
      network["driven_by"] = driver->neuron;
      network["label"] = driver->label;
      if (const auto& relation = driver->relation)
        network["relation"] = {{"name", relation->name},
                               {"share", relation->share.at(story)},
                               {"by_frequency", relation->by_frequency.at(story)}};
    }
    if (const std::optional<PlantedRegion>& planted = truth.regions.at(m))
      network["region"] = {{"atlas", planted->atlas},
                           {"label", planted->region.label},
                           {"name", planted->region.name},
                           {"voxels", planted->region.voxels}};
    networks.push_back(network);
  }
  return networks;
}

}  // namespace

void SimulateOptions::complete() {
  if (!relations.empty()) return;
  if (weights == WeightSource::pretrained)
    for (const char* relation : kRelations)
      if (static_cast<std::int64_t>(relations.size()) < driven) relations.emplace_back(relation);
  if (relations.empty()) relations = {"none"};
}

void SimulateOptions::check() const {
  if (out.empty()) fail("--out is missing (folder of the study to write)");
  // The int16 of scans hold values up to eight times the mean.
  const double most = as == SimulatedAs::volumes ? 50 : 1000;
  if (!(snr >= 0 && snr <= most)) fail("--snr is {}; expected 0 to {}", snr, most);
  check_range("--networks", networks, 1, as == SimulatedAs::volumes ? kMostPlanted : 10000);
  check_range("--driven", driven, 0, networks);
  if (const std::size_t count = relations_named(relations).size();
      count > static_cast<std::size_t>(driven))
    fail("--relations has {}; expected {} at most, as many as networks are --driven", count,
         driven);
  if (atlas.given() && as == SimulatedAs::networks)
    fail("--atlas with --as networks, which have no places; expected --as volumes");
  if (atlas_names.given() && !atlas.given())
    fail("--atlas-names without --atlas; expected the atlas that has these names");
  if (stories.empty()) fail("--stories is empty; expected lighthouse, orchard or both");
  for (const std::string& name : stories)
    if (std::count(stories.begin(), stories.end(), name) > 1)
      fail("--stories names {} twice; expected each story once", name);
}

std::vector<SimulatedStory> plan_stories(const SimulateOptions& o) {
  std::vector<SimulatedStory> plans;
  for (const std::string& name : o.stories) {
    const SpokenStory& story = kind_named(spoken_stories(), name, "story");
    const auto number = static_cast<std::size_t>(&story - spoken_stories().data());
    plans.push_back(plan_story(story, number, o));
  }
  return plans;
}

void write_words(const fs::path& file, const SimulatedStory& plan) {
  TsvWriter table(file, {"word", "onset_s", "duration_s", "upos"});
  for (const SpokenWord& word : plan.words)
    table.row({word.text, word.onset_s, word.duration_s, word.upos});
  table.finish();
}

std::string scan_name(const SimulatedStory& plan, std::size_t listener) {
  return fmt::format("bold/sub-{:02}_task-{}_bold.nii.gz", listener + 1, plan.story.name);
}

std::string study_text(const SimulateOptions& o, const std::vector<SimulatedStory>& plans,
                       const OutsideFiles& files) {
  std::string text = fmt::format(
      R"(# A study whose truth is known, written by `anbn simulate` (seed {}).
# Run it:                  anbn run study.toml
# What drives its networks: truth.json{}
# What the keys mean:       docs/formats.md

[study]
name = "Simulated study"
out = "results"                       # beside this file
)",
      o.seed, o.as == SimulatedAs::volumes ? "; where they are: truth_maps.nii.gz" : "");
  text += variant_text(o, files.model);
  for (const SimulatedStory& plan : plans) text += story_text(plan, o);
  return text + method_text(o, files) +
         fmt::format(R"(
[significance]
permutations = {}

[encoding]                            # all neurons of a layer together, in volumes held out
permutations = {}
)",
                     o.permutations, std::min<std::int64_t>(o.permutations, 1000)) +
         (plans.size() < 2 ? "" : over_stories_text(o));
}

NetworkRegions regions_of_networks(const Drivers& drivers,
                                   const std::vector<PlantedRegion>& regions) {
  NetworkRegions placed(drivers.size());
  std::size_t next = 0;
  for (const bool of_relation : {true, false})
    for (std::size_t m = 0; m < drivers.size() && next < regions.size(); ++m)
      if (drivers[m] && drivers[m]->relation.has_value() == of_relation)
        placed[m] = regions[next++];
  return placed;
}

std::size_t regions_needed(const SimulateOptions& o) {
  return o.atlas.given() ? static_cast<std::size_t>(o.driven + 1) / 2 : 0;
}

std::string truth_text(const SimulateOptions& o, const std::vector<SimulatedStory>& plans,
                       const Truth& known, std::string_view study_toml) {
  ordered_json truth = {{"made_by", kMadeBy},      {"as", name_of(o.as)},
                        {"seed", o.seed},          {"snr", o.snr},
                        {"shared", o.shared},      {"hrf_sd_s", o.hrf_sd_s},
                        {"tr_s", o.tr_s},          {"weights", name_of(o.weights)},
                        {"listeners", o.listeners}};
  truth["relations"] = ordered_json::array();
  for (const Relation& relation : relations_named(o.relations))
    truth["relations"].push_back(relation.name);
  truth[kStudyHash] = content_hash(study_toml);
  truth["stories"] = ordered_json::array();
  for (std::size_t s = 0; s < plans.size(); ++s)
    truth["stories"].push_back(
        {{"name", plans[s].story.name},
         {"inter_subject_correlation",
          {{"driven", known.shared[s].driven}, {"undriven", known.shared[s].undriven}}},
         {"networks", networks_json(known, s)}});
  return truth.dump(1) + "\n";
}

void remove_old_scans(const fs::path& folder) {
  if (fs::is_directory(folder / "bold"))
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / "bold")) {
      const std::string name = entry.path().filename().string();
      for (const SpokenStory& story : spoken_stories()) {
        const std::string end = fmt::format("_task-{}_bold", story.name);
        if (name.starts_with("sub-") &&
            (name.ends_with(end + ".nii.gz") || name.ends_with(end + ".json")))
          fs::remove(entry.path());
      }
    }
  for (const char* kind : {"networks", "truth"})
    for (const SpokenStory& story : spoken_stories())
      fs::remove(folder / kind / fmt::format("{}.npy", story.name));
}

void check_study_folder(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  if (!fs::is_directory(folder)) fail("{}: a file; expected a folder to write", folder.string());
  const fs::path truth = folder / "truth.json";
  if (fs::is_regular_file(truth)) {
    const json found = json::parse(read_text(truth), nullptr, false);
    if (found.is_object() && found.value("made_by", json()) == kMadeBy) {
      const fs::path study = folder / "study.toml";
      if (!fs::exists(study) || found.value(kStudyHash, json()) == file_hash(study)) return;
      fail(
          "{}: found an edited study.toml; expected the one that `anbn simulate` wrote; move it or "
          "choose another --out",
          study.string());
    }
  } else if (std::all_of(
                 fs::directory_iterator(folder), fs::directory_iterator(),
                 [](const fs::directory_entry& e) { return e.path().filename() == ".scratch"; })) {
    return;
  }
  fail(
      "{}: holds other files than a simulated study; expected a new or empty folder, or one that "
      "`anbn simulate` wrote",
      folder.string());
}

}  // namespace anbn
