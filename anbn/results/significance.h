// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `significance`: neurons.tsv, networks.tsv, omnibus.tsv,
// false_discoveries.tsv, summary.json, noise_*.npy, draws/.
#pragma once

#include "anbn/analysis/story_significance.h"
#include "anbn/core/nan.h"
#include "anbn/results/omnibus.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// The share of a series' variance that the nuisance set explains, from which on a table flags it:
/// hardly anything is left of it to couple.
inline constexpr double kMostlyNuisance = 0.9;

/// The excess kurtosis from which on a network has bursts that random phases do not keep: normal
/// noise of some hundred volumes hardly exceeds 1.
inline constexpr double kHeavyTails = 3;

/// How many of one side's series each test calls significant, at `alpha` unless it says otherwise.
struct SideSummary {
  std::size_t tested = 0;        // by the paper's test: the others are constant
  std::size_t tested_phase = 0;  // by the calibrated test: not explained by the nuisance set
  std::size_t named = 0, named_groups = 0;    // family-wise; those that resemble each other once
  std::size_t called = 0, called_groups = 0;  // and with those of the second list (is_called)
  std::size_t shuffle_pair_q = 0, shuffle_max_q = 0, phase_pair_q = 0, phase_max_q = 0;
  std::size_t phase_max_q_05 = 0;                         // q <= 0.05
  std::size_t phase_max_p_01 = 0, shuffle_pair_p_01 = 0;  // p < 0.01, before any correction
  struct {
    double median = 0;       // share of a series' variance that the nuisance set explains
    std::size_t mostly = 0;  // series of which it explains more than kMostlyNuisance
    template <class V>
    void fields(V&& field) {
      field("median", median);
      field("above_90", mostly);
    }
  } nuisance_r2;
  struct {
    double largest = kNan;  // of what the set leaves of a series
    std::size_t heavy = 0;  // series in which it exceeds kHeavyTails
    template <class V>
    void fields(V&& field) {
      field("largest", largest);
      field("above_3", heavy);
    }
  } kurtosis;  // excess
  struct Accepted {
    NoiseAccepted share;
    template <class V>
    void fields(V&& field) {
      field("mean", share.mean);
      field("low", share.low);
      field("high", share.high);
    }
  } noise_accepted;  // by the paper's test

  template <class V>
  void fields(V&& field) {
    field("tested", tested);
    field("tested_phase", tested_phase);
    field("named", named);
    field("named_groups", named_groups);
    field("called", called);
    field("called_groups", called_groups);
    Significant significant{*this};
    field("significant", significant);
    field("nuisance_r2", nuisance_r2);
    field("kurtosis", kurtosis);
    field("noise_accepted", noise_accepted);
  }

 private:
  struct Significant {
    SideSummary& s;
    template <class V>
    void fields(V&& field) {
      field("shuffle_pair_q", s.shuffle_pair_q);
      field("shuffle_max_q", s.shuffle_max_q);
      field("phase_pair_q", s.phase_pair_q);
      field("phase_max_q", s.phase_max_q);
      field("phase_max_q_05", s.phase_max_q_05);
      field("phase_max_p_01", s.phase_max_p_01);
      field("shuffle_pair_p_01", s.shuffle_pair_p_01);
    }
  };
};

/// A GlobalTest in words; NaN and no pair where nothing could be tested.
struct GlobalSummary {
  double observed = 0, p = 1;
  std::optional<std::string> pair;  // where it is: "L8H2D51-BN126"
  double null_mean = 0, null_95 = 0;

  template <class V>
  void fields(V&& field) {
    field("observed", observed);
    field("p", p);
    field("pair", pair);
    field("null_mean", null_mean);
    field("null_95", null_95);
  }
};

/// How many of one side's series a null model's tests call significant.
struct NullSideSummary {
  std::size_t tested = 0, pair_q = 0, max_q = 0, max_q_05 = 0, max_p_01 = 0, p_fwe_05 = 0;

  template <class V>
  void fields(V&& field) {
    field("tested", tested);
    field("pair_q", pair_q);
    field("max_q", max_q);
    field("max_q_05", max_q_05);
    field("max_p_01", max_p_01);
    field("p_fwe_05", p_fwe_05);
  }
};

/// What one null model says of a whole story.
struct NullSummary {
  std::string null, draw;  // "phase"; what a draw is
  std::string statistic;   // what is compared
  std::size_t draws = 0;
  double smallest_p = 0;
  std::string remark;  // what limits it; may be empty
  std::string family;  // which neurons and networks belong to its tests
  GlobalSummary global;
  OmnibusSummary omnibus;
  NullSideSummary neurons, networks;

  template <class V>
  void fields(V&& field) {
    field("null", null);
    field("draw", draw);
    field("statistic", statistic);
    field("draws", draws);
    field("smallest_p", smallest_p);
    field.optional("remark", remark);
    field("family", family);
    field("global", global);
    field("omnibus", omnibus);
    field("neurons", neurons);
    field("networks", networks);
  }
};

/// The series that belong to no family, by why.
template <class Name>
struct LeftOut {
  std::vector<Name> constant, explained;

  template <class V>
  void fields(V&& field) {
    field("constant", constant);
    field("explained", explained);
  }
};

/// Of several stories: how they change places.
struct OtherStoriesSummary {
  std::string none = {};    // why no two do; empty where some do
  std::size_t stories = 0;  // that change places, over `volumes` in all
  std::size_t volumes = 0, classes = 0;
  std::string largest_story = {};  // that carries most of the statistic
  double largest_share = kNan;
  bool decides = false;  // together with the calibrated null model

  template <class V>
  void fields(V&& field) {
    field("none", none);
    field("stories", stories);
    field("volumes", volumes);
    field("classes", classes);
    field("largest_story", largest_story);
    field("largest_share", largest_share);
    field("decides", decides);
  }
};

/// summary.json: all that is said of a story as a whole.
struct SignificanceSummary {
  std::size_t permutations = 0;
  double alpha = 0.01;
  Correction correction = Correction::benjamini_hochberg;  // behind every q
  std::string family;                                      // of the calibrated test
  SideSummary neurons, networks;
  struct {
    LeftOut<std::string> neurons;   // labels
    LeftOut<std::size_t> networks;  // numbers
    template <class V>
    void fields(V&& field) {
      field("neurons", neurons);
      field("networks", networks);
    }
  } left_out;
  /// Calibrated: is there any coupling. Of `omnibus` and `global` p is that of the verdict
  /// (Significance::decided); everything else is of the calibrated null model alone.
  OmnibusSummary omnibus;
  GlobalSummary global, shuffle_global;              // calibrated; the paper's null model
  std::optional<OtherStoriesSummary> other_stories;  // of several stories
  double smallest_q = 0;                             // if one neuron alone has the smallest p
  std::optional<std::size_t> neurons_for_q_01;       // none: no q <= 0.01 can exist
  std::vector<std::string> nuisance;                 // names of the regressors
  std::vector<std::string> nuisance_tested;  // of those that left, since a network is the same
  std::vector<NullSummary> nulls;

  template <class V>
  void fields(V&& field) {
    field("permutations", permutations);
    field("alpha", alpha);
    std::string word(name_of(correction));
    field("correction", word);
    correction = value_named<Correction>(word, "correction");
    field("family", family);
    field("neurons", neurons);
    field("networks", networks);
    field("left_out", left_out);
    field("omnibus", omnibus);
    field("global", global);
    field("shuffle_global", shuffle_global);
    field.optional("other_stories", other_stories);
    field("smallest_q", smallest_q);
    field("neurons_for_q_01", neurons_for_q_01);
    field("nuisance", nuisance);
    field("nuisance_tested", nuisance_tested);
    field("nulls", nulls);
  }
};

struct SignificanceResults {
  std::vector<std::string> labels;  // [N] of the neurons
  Anchoring anchoring;              // of the coupling that was tested
  Significance tests;
  SignificanceSummary summary;
};

/// The summary of tests that were made with `options`.
/// @param labels  [N] of the neurons
/// @param story   begins each family's words; may be empty
SignificanceSummary summary_of(const Significance& tests, const std::vector<std::string>& labels,
                               const Nuisance& nuisance, const SignificanceOptions& options,
                               const std::string& story);

/// What is compared with the draws of a null model, in words.
std::string_view statistic_of(const TestedNull& null);

/// That networks have bursts, and what that does to the calibrated test; empty where none has.
std::string bursts_words(const SignificanceSummary& summary);

/// How many series of a side were tested.
std::size_t tested_of(const SideTests& side);

/// Writes all files into the existing folder. Throws Error if the disk is full.
void write(const SignificanceResults& results, const std::filesystem::path& folder);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
SignificanceResults read_significance(const std::filesystem::path& folder);

/// summary.json alone. Throws Error as read_significance does.
SignificanceSummary read_significance_summary(const std::filesystem::path& folder);

/// The tables of N neurons and M networks with the tests of the null models in `nulls`, without
/// counts, global tests and noise. Throws Error as read_significance does.
SignificanceResults read_significance_tables(const std::filesystem::path& folder,
                                             std::size_t neurons, std::size_t networks,
                                             const SignificanceSummary& summary);

/// The noise draws alone, which are large. Throws Error as read_significance does.
NoiseDraws read_noise(const std::filesystem::path& folder, std::size_t neurons,
                      std::size_t networks);

}  // namespace anbn
