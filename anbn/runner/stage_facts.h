// SPDX-License-Identifier: Apache-2.0
// What a study knows of a stage. It stands in the stage's own row, so that a study needs to know no
// stage by its name.
#pragma once

#include "anbn/core/names.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace anbn {

/// How often a stage runs in a study: brains know no model, so what concerns them alone runs once a
/// study, or once a scan, for all variants. What compares stories runs once a variant, if there are
/// two. What gathers all results runs once, after all others.
enum class Runs { per_story, once_a_variant, once_a_scan, once_a_study, after_all };

/// What of a study an option is filled in from.
enum class From {
  networks_story,  // the name of the job's story, or of the one whose networks a control takes
  vocabulary,      // that of the job's model
  neurons,         // the name of the kind that the job's variant has
  // What the job's story says of its scans, and its tokens of the volumes that are used.
  scan,
  confounds,
  first_volume,
  volumes,
  tr_s,
  story_weights,  // that of [study]
  // Lists of what all stories say.
  stories,
  reliability,  // where story_weights asks for it
  scans,        // each once
  masks,        // each once
  // Of each file of networks, in the order of the stories; without scans only.
  network_files,
  network_first_volumes,
  network_volumes,
  network_stories  // also of each scan
};

/// What of a study's results stays on the disk: the tables and matrices of results, also the time
/// courses of neurons, or all that was computed on the way.
enum class Keep { tables, timecourses, all };
constexpr auto names_of(Keep) { return named("tables", "timecourses", "all"); }

/// What becomes of a value that the study file has for an option that is filled in: no table may
/// have one, it is taken in the other's place, or the two lists are joined.
enum class Given { never, instead, joined };

struct FilledIn {
  std::string_view option;
  From from;
  Given given = Given::never;
};

/// What an option of a single story is in a study of many, where the study file does not say: the
/// answer is that over all of them.
struct OfMany {
  std::string_view option;
  std::int64_t value;
};

struct StageFacts {
  Runs runs = Runs::per_story;
  /// Runs where its own table stands in the study file, even an empty one; of a stage that compares
  /// stories also where that of `settings_of` does.
  bool only_if_asked = false;
  /// Of a stage that runs once a variant: with fewer stories there is nothing to run.
  std::size_t fewest_stories = 2;
  /// Of one that compares with untrained weights: runs for variants whose own are trained, where
  /// the study has others with untrained ones (a variant, or the control) or asks for it.
  bool beside_untrained = false;
  /// Of a stage that compares stories: with more of them than these it runs where its table stands
  /// in the study file.
  std::size_t most_stories_unasked = std::numeric_limits<std::size_t>::max();
  bool of_pairs =
      false;  // has no jobs where the variant's neurons are not explained by pairs of tokens
  bool needs_scans = false;  // has no jobs, and may have no table, where the stories have no scans
  /// Whether a control has a job of its own where its options or inputs differ from main's, also of
  /// all its stories. What else a study computes is not asked of a control.
  bool in_controls = false;
  /// Whether no [[variant]] may give it options: what is compared must be tested alike.
  bool alike_in_variants = false;
  std::span<const FilledIn> filled_in = {};
  std::span<const OfMany> of_many = {};
  /// Another stage whose table of the study file counts for options of the same name, where its own
  /// says nothing: what is asked of one is asked of both.
  std::string_view settings_of = {};
  /// Of a stage that runs once a scan: the bytes that the largest of several jobs takes with so
  /// many threads. Throws Error if a file cannot be read.
  double (*most_bytes)(std::span<const std::string> options_json, int threads) = nullptr;
  /// The least of `keep` with which the arrays (*.npy) of a result stay. Others of its files always
  /// do.
  Keep arrays_stay_from = Keep::tables;
  /// Of a stage that takes all results of a study: the stages whose arrays it reads.
  std::span<const std::string_view> reads_arrays_of = {};
  /// The content hash of an input that is all results of a study.
  std::string (*hash_of_results)(const std::filesystem::path& results) = nullptr;
};

/// Of stages that read words as a model does.
inline constexpr FilledIn kVocabulary[] = {{"vocabulary", From::vocabulary, Given::instead}};
/// Of stages that take the networks of one story.
inline constexpr FilledIn kNetworksStory[] = {{"story", From::networks_story, Given::instead}};

}  // namespace anbn
