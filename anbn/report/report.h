// SPDX-License-Identifier: Apache-2.0
// All that the report is written from: plain numbers and words, whoever read them.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/interpret/interpretation.h"
#include "anbn/interpret/tag_counts.h"
#include "anbn/report/encoding.h"
#include "anbn/report/numbers/agreement.h"
#include "anbn/report/numbers/figures/figure.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/numbers/volume_networks.h"
#include "anbn/results/between_stories.h"
#include "anbn/results/consistency.h"
#include "anbn/results/layers.h"
#include "anbn/results/listeners.h"
#include "anbn/results/pooled.h"
#include "anbn/results/self_calibration.h"
#include "anbn/results/significance.h"
#include "anbn/results/stage_record.h"
#include "anbn/results/training.h"
#include "anbn/results/unique_variance.h"
#include "anbn/text/text_units.h"
#include "anbn/text/token_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// An anchored pair with its tests: of a network in the page's table, or of a neuron found.
struct PairResult {
  int network = 0;
  int alike = 0;  // the first network with nearly the same map; 0: this is it, or no maps
  std::string network_name, label;  // of the anchor; label is the neuron's
  double correlation = 0;
  double partial = 0;      // of the same pair, given the nuisance set
  double nuisance_r2 = 0;  // share of the variance of the row's series that the set explains
  double expected = 0, expected_95 = 0;  // largest correlation of noise: phase_correlation's
  double shuffle_pair_p = 0, shuffle_pair_q = 0;
  std::string phase_anchor;  // where the largest partial correlation is: a neuron or a network
  /// p and q are those that decide (Significance::decided).
  double phase_correlation = 0, phase_max_p = 0, phase_max_q = 0, phase_p_fwe = 0;
  std::string resembles;  // the stronger one of its side with much the same course; may be empty
  double p_given_stronger = kNan;  // of networks (CalledSeries)
  std::string category;            // "NOUN to VERB, 30 %" of its query-key pairs; may be empty
  std::string queries, keys;       // class that they prefer, in words (side_words); may be empty
  std::vector<std::string> strongest;  // "boy > dream": its largest product in each segment
};

/// What a reader must know of a story before he believes anything about it.
struct StoryData {
  std::size_t volumes = 0;
  double tr_s = 0;
  std::size_t listeners = 0, words = 0, words_untimed = 0;
  std::size_t words_before = 0, words_after = 0;  // the volumes used
  History history = History::silence;             // before the first of them
  std::size_t tokens = 0, segments = 0, silent_volumes = 0;
};

/// A network of figures 6b and 6c, with its anchor.
struct ShownNetwork {
  int network = 0;
  std::string name, label, why;               // label is the neuron's; why it was chosen
  double correlation = 0, phase_max_p = 0;    // as coupled, not as shown
  std::string phase_anchor;                   // the neuron that p is of
  std::vector<double> course, neuron_course;  // [T] as shown: flipped with the map, z-scored
  int sign = 1;                               // -1: the map is flipped, and the course with it
};

/// The best pair of each layer, and the story as their neurons read it.
struct ShownLayers {
  LayersResults results;
  std::vector<TextUnit> units;      // of the story; none of several together
  std::vector<ShownNetwork> pairs;  // of results.layers; network 0 where a layer has none
};

/// The means of the neurons' and of the networks' largest correlation, partial where noise is, and
/// what noise gives.
struct SideMeans {
  double neurons = 0, networks = 0;
  Spread neurons_noise, networks_noise;  // NaN without draws
};

/// A number of words (of a column of tokens.tsv): how many neurons pair words that have more or
/// less of it than the text.
struct NumberShown {
  std::string column;
  std::size_t queries_tested = 0, keys_tested = 0;  // neurons
  std::size_t queries_more = 0, queries_less = 0;   // q <= 0.05
  std::size_t keys_more = 0, keys_less = 0;
};

/// Which parts of speech the neurons of a story pair, beside what the text's frequencies give.
struct ProfilesShown {
  ToldNeurons queries, keys;
  std::size_t draws = 0;       // behind each p; 0: not known
  std::vector<TagCount> tags;  // empty without parts of speech
  TagClasses classes;
  std::vector<NumberShown> numbers;
};

/// What a family-wise bar is made of under one null model that verdict and names rest on.
struct FamilyDraws {
  std::string null;
  std::vector<double> largest;  // [N] of each neuron; NaN: not tested
  std::vector<float> draws;     // [P] the largest over all pairs in each draw
};

/// A word of a story, from the first volume used on.
struct HeardWord {
  std::string text;
  double time_s = 0;
};

/// A network, or a neuron, of one story with its partner: what the page can be asked for.
struct ExploredPair {
  enum class Side { network, neuron } side = Side::network;
  std::size_t network = 0, neuron = 0;  // of the study's networks, of Explored::neurons
  PairResult result;                    // its network_name and label are the pair's
  std::string of;                       // the title of what the result is of
};

/// What the page can be asked for of one story, with the courses of all of it.
struct Explored {
  std::vector<std::string> neurons;
  std::vector<ExploredPair> pairs;
  /// z-scored, a network's flipped with its map; of networks and neurons without a pair empty.
  std::vector<std::vector<double>> network_courses, neuron_courses;
};

/// One variant and one story, or all of its stories together: its own family of tests.
struct Session {
  std::string variant, story, title;
  std::vector<PooledStory> together;  // the stories that it is of, where there are several
  std::string words;                  // of a control: the story whose words these are
  std::string networks_title;         // the story that the networks are of, where it is another one
  StoryData data;
  SignificanceSummary tests;
  FalseDiscoveries false_discoveries;     // of the calibrated null model
  std::string neuron_kind;                // its name; of a control that shares them: empty
  std::string model, weights;             // of the variant; of a control: empty
  std::vector<FamilyDraws> family_draws;  // the calibrated null model first
  FigureInput input;
  NetworkProfile networks_seen;             // of `input`
  std::vector<std::size_t> networks_named;  // from 0, rising
  std::vector<LayerFigures> layers;         // of the calibrated null model
  SideMeans means;
  std::vector<std::string> neuron_label;      // [N]
  std::vector<std::string> network_name;      // [M]
  std::vector<PairResult> pairs;              // [M] a network each
  std::vector<PairResult> found;              // neurons that the calibrated test calls (is_called)
  ProfilesShown profiles;                     // of a control: nothing, of a control variant tags
  std::vector<ShownNetwork> shown;            // whose maps the page shows; none without volumes
  std::vector<HeardWord> heard;               // of one story; of a control: none
  std::optional<Explored> explored;           // of a story, if courses are kept
  std::optional<ShownLayers> layer_pairs;     // of a control: none
  std::vector<RegionOfThird> shared_regions;  // of layers; of a control variant too
  std::optional<ShownEncoding> encoding;      // where the study asks for it
  std::vector<StageRecord> stages;
  std::optional<ListenersResults> listeners;  // of a control: none
  std::optional<Consistency> consistency;     // of several stories together; of a control too
  std::optional<Training> training;           // of all stories of a trained variant
  /// Of several stories together, where the study asks for an encoding.
  std::optional<UniqueVarianceResults> unique_variance;
};

/// The stories of one variant side by side.
struct StoriesShown {
  std::string variant;
  std::vector<std::string> titles;  // of results.stories
  BetweenStoriesResults results;
  StageRecord stage;
};

/// How often wrong pairings of one variant's stories are called.
struct SelfCalibrationShown {
  std::string variant;
  SelfCalibrationResults results;
  StageRecord stage;
};

/// A control without sessions of its own.
struct AbsentControl {
  enum class Is { elsewhere, impossible } is;
  std::string name, words;  // where it stands instead, or why there is none
};

/// An option that a stage ran with and that is not as by default.
struct ChangedOption {
  std::string stage, option, value, usual;
};

/// The whole report.
struct Report {
  std::string title;
  // Main variant first; of each all stories together, if there are two, then one after another.
  std::vector<Session> sessions;
  std::vector<Session> untrained;  // the same stories with untrained weights; or empty
  std::vector<Session> controls;   // the other controls; each has numbers, but no figures
  std::vector<AbsentControl> absent_controls;  // of those that are asked for and no session
  std::vector<StoriesShown> stories;           // one a variant that is no control, if there are two
  std::vector<SelfCalibrationShown> self_calibrations;  // the same, of untrained variants too
  std::vector<std::string> warnings;                    // of what could not be shown
  StageRecord networks;                                 // the stage that all sessions share
  std::vector<ChangedOption> changed;                   // each value once, by stage and option
  std::optional<VolumeNetworks> volumes;                // where networks were found in volumes
};

/// Where `name` stands in `names`; names.size() where it does not.
inline std::size_t index_of_name(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// What is tested in a session is of all stories together.
inline bool is_pooled(const Session& session) { return !session.together.empty(); }

/// From so many stories on each alone is told in brief.
inline constexpr std::size_t kFewestFolded = 4;

/// Whether a session is of one of so many stories that it is told in brief, its details folded
/// away: what is said of all of them together comes before.
bool is_folded(const Report& report, const Session& session);

/// From so many stories on the page has of each alone only its strongest pairs.
inline constexpr std::size_t kFewestBrief = 12;

/// Whether a session is of one of so many stories.
bool is_brief(const Report& report, const Session& session);

/// The title of a story by its name; the name where the report has none.
std::string title_of(const Report& report, const std::string& story);

/// The session of the same story with untrained weights, or null.
const Session* untrained_of(const Report& report, const Session& session);

/// The means of all largest correlations beside noise, and of the noise draws.
SideMeans side_means_of(const FigureInput& input);

/// The untrained sessions and controls behind the others, for tables of everything.
std::vector<const Session*> all_sessions(const Report& report);

/// The sessions with the words of one story: the main one, other variants, controls.
std::vector<const Session*> sessions_of_story(const Report& report, const std::string& story);

/// The untrained session and the controls of a story, if `main` is of the main variant.
std::vector<const Session*> controls_of(const Report& report, const Session& main);

/// What a figure of a session is called in file names and in the page.
std::string figure_id(const FigureKind& kind, const Session& session);

}  // namespace anbn
