// SPDX-License-Identifier: Apache-2.0
// The files of a simulated study (docs/formats.md, section 3).
#pragma once

#include "anbn/commands/simulate/regions.h"
#include "anbn/commands/simulate/stories.h"
#include "anbn/core/kinds.h"
#include "anbn/core/options.h"
#include "anbn/model/weights.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What listeners' brains come as: scans in which networks must be found, or time courses.
enum class SimulatedAs { volumes, networks };
constexpr auto names_of(SimulatedAs) { return named("volumes", "networks"); }

struct SimulateOptions {
  Input model{InputKind::model, Presence::required};
  std::string out;
  SimulatedAs as = SimulatedAs::volumes;
  WeightSource weights = WeightSource::pretrained;
  std::vector<std::string> stories{"lighthouse", "orchard"}, relations;
  Input atlas{InputKind::file, Presence::optional, {}};
  Input atlas_names{InputKind::file, Presence::optional, {}};
  std::int64_t listeners = 16, networks = 20, driven = 8;
  double snr = 0.5, shared = 0.2, hrf_sd_s = 0.5, tr_s = 1.5;
  std::int64_t permutations = 5000, seed = 1;
  static constexpr std::string_view kRequired[] = {"out"};

  template <class V>
  void visit(V&& option) {
    option("model", model, "folder with config.json, model.safetensors and its tokenizer");
    option("out", out, "folder of the study to write");
    option("as", as, "scans in which networks must be found, or the networks' time courses");
    option("weights", weights, "of the model whose neurons drive networks");
    option("stories", stories, "which stories are told", one_of(names_of_kinds(spoken_stories())));
    option("listeners", listeners, "listeners of each story", between(1, 1000));
    option("networks", networks, "networks of each listener");
    option("driven", driven, "how many of the networks follow a neuron each");
    option("relations", relations,
           "relations of two parts of speech (DET-NOUN PRON-VERB), or none: for each, one of the "
           "driving neurons is the one whose largest query-key pairs are most often of it",
           by("weights"));
    option("atlas", atlas,
           "volumes: labels (NIfTI, MNI space) in whose regions every second driven network lies");
    option("atlas_names", atlas_names, "names of the atlas's regions");
    option(
        "snr", snr,
        "of one listener. volumes: sd of a network's activity in its peak voxel / sd of the noise "
        "there; networks: sd of a driven network's signal / sd of its noise");
    option("shared", shared,
           "volumes: share of a driven network's activity (variance) that its neuron gives, the "
           "same in all listeners; their own is the rest",
           between(0, 1));
    option("hrf_sd_s", hrf_sd_s,
           "how much the delay of the blood's response differs between listeners, and again "
           "between networks (standard deviation; at most twice that)",
           between(0, 1.5).measured_in("s"));
    option("tr_s", tr_s, "repetition time of the scans", between(0.1, 16).measured_in("s"));
    option("permutations", permutations, "what study.toml asks the significance stage for",
           between(1, 10000000));
    option("seed", seed, "of all that is random: the same seed gives the same bytes", at_least(0));
  }

  /// Relations that are not given: DET-NOUN and PRON-VERB as far as networks are driven; none of a
  /// random model, which knows no language.
  void complete();

  /// Throws Error if numbers do not fit what is simulated, a story is told twice, a relation is
  /// none, or there is an atlas without scans.
  void check() const;
};

/// A story as it is told in the scanner. The audio may begin after the scan does; in it, music
/// goes before the words.
struct SimulatedStory {
  SpokenStory story;
  std::vector<SpokenWord> words;  // times relative to the audio
  std::size_t first_volume = 0;   // the one in which the first word is said
  std::size_t volumes = 0;        // used: from there until the blood has answered the last word
  std::size_t scan_volumes = 0;   // of the whole scan, before and after the story
  double audio_start_s = 0;
};

/// The stories that the options ask for, in the order asked for.
/// Throws Error if an option is out of range or a story unknown.
std::vector<SimulatedStory> plan_stories(const SimulateOptions& options);

/// What a driving neuron responds to, and how much: shares of its pairs beside what the frequencies
/// of parts of speech give (RelationResponse), [stories] each.
struct PlantedRelation {
  std::string name;
  std::vector<double> share, by_frequency;
};

/// What drives a network: a neuron (counted from 1) and its label, or nothing.
struct Driver {
  std::int64_t neuron = 0;
  std::string label;
  std::optional<PlantedRelation> relation = {};  // for which it was chosen
};
using Drivers = std::vector<std::optional<Driver>>;  // [M]

/// The regions in which networks lie; none: somewhere.
using NetworkRegions = std::vector<std::optional<PlantedRegion>>;  // [M]

/// Every second driven network, those of relations first, lies in one of `regions`.
/// @param regions  as many as regions_needed() of the options
NetworkRegions regions_of_networks(const Drivers& drivers,
                                   const std::vector<PlantedRegion>& regions);
std::size_t regions_needed(const SimulateOptions& options);

/// Mean over the pairs of listeners, and over the networks of a kind, of the correlation between
/// two listeners' courses of a network; NaN where there is no such network, or one listener.
struct SharedActivity {
  double driven = 0, undriven = 0;
};

/// All that the simulation knows of the networks.
struct Truth {
  Drivers drivers;
  NetworkRegions regions;
  std::vector<SharedActivity> shared;  // [stories]
};

/// How study.toml names what lies outside the study; empty where there is none.
struct OutsideFiles {
  std::string model, atlas = {}, atlas_names = {};
};

/// Writes the timed words of a story with their parts of speech.
/// Throws Error if the disk is full or failing.
void write_words(const std::filesystem::path& file, const SimulatedStory& plan);

/// The scan of a listener (0-based) as study.toml names it: "bold/sub-01_task-STORY_bold.nii.gz".
std::string scan_name(const SimulatedStory& plan, std::size_t listener);

/// The text of study.toml.
std::string study_text(const SimulateOptions& options, const std::vector<SimulatedStory>& plans,
                       const OutsideFiles& files);

/// The text of truth.json; by the content hash of `study_toml`, the text of study.toml, one that
/// was edited later is told from the one that was written.
std::string truth_text(const SimulateOptions& options, const std::vector<SimulatedStory>& plans,
                       const Truth& truth, std::string_view study_toml);

/// Removes the scans, time courses and truths that an earlier simulation left in the study
/// `folder`: those of listeners and stories that there are no more would pass for results of this
/// one. Other files stay.
void remove_old_scans(const std::filesystem::path& folder);

/// Whether `folder` may be written to: it is absent, empty, or a simulated study whose study.toml
/// is absent or as it was written. Throws Error otherwise.
void check_study_folder(const std::filesystem::path& folder);

}  // namespace anbn
