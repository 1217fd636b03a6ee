// SPDX-License-Identifier: Apache-2.0
// What the regressions over all stories of a variant share: both sides, folds and draws.
#pragma once

#include "anbn/analysis/encoding.h"
#include "anbn/analysis/significance.h"
#include "anbn/analysis/story_series.h"
#include "anbn/core/options.h"
#include "anbn/stats/banded_ridge.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/story_targets.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// From so many stories on whole stories are held out; of fewer so many contiguous parts at most.
inline constexpr std::size_t kStoriesAsFolds = 4, kMostParts = 5;

struct StoryRidgeOptions {
  Features features = Features::layer;
  std::int64_t folds = 10;
  std::int64_t inner_folds = 4;
  double gap_s = 16;
  std::vector<double> penalties = {1, 3, 10, 30, 100, 300, 1000, 3000};
  std::int64_t permutations = 500;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("features", features, "which neurons predict together");
    option("folds", folds,
           "of stories, each held out once (as many as there are stories, if they are fewer); of "
           "two or three stories contiguous parts of them, three to five",
           between(2, 1000));
    option("inner_folds", inner_folds, "of what is left, by which penalties are chosen",
           between(2, 1000));
    option("gap_s", gap_s, "two or three stories: left out on both sides of what is held out",
           between(0, 1e6).measured_in("s"));
    option("penalties", penalties, "to choose from, rising; times the features: alpha of others",
           between(1e-4, 1e9));
    option("permutations", permutations, "random draws, each fitted anew", between(1, 1000000));
    option("seed", seed, "of the random numbers");
  }

  void check() const;
};

/// One story's part.
struct FoldedStory {
  std::string name;
  std::size_t volumes = 0;
  std::size_t fold = kNoIndex;  // that holds it out whole; kNoIndex where parts of it are held out
};

/// Both sides of all stories, ready for regressions.
struct RidgeStories {
  /// @param tr_s  the shortest of the stories', for gaps
  /// Throws Error if the lengths differ, or as piece_folds does.
  RidgeStories(const StoryViews& stories, const StoryRidgeOptions& options, double tr_s,
               const Machine& machine);

  TestedStories tested;
  std::vector<FoldedStory> stories;
  std::size_t gap = 0;  // volumes; 0 where whole stories are held out
  PieceFolds folds;
  /// [T x tested neurons] story after story, without the nuisance set, of variance 1 in each.
  Matrix neurons;

  std::size_t volumes() const { return neurons.rows; }
  const std::vector<std::size_t>& tested_networks() const { return tested.networks.front().column; }
};

/// Columns of norm 1 or 0 [T x C] as series of variance 1, or 0: rows from `first` on of `to`.
void put_standardized(const Matrix& unit, std::size_t first, Matrix& to);

/// The networks as they are drawn where nothing is held to be known of them.
std::vector<StoryTarget> targets_of(const RidgeStories& stories, const NullModel& null,
                                    const Backend& backend);

/// [T x tested networks] those of all stories, without the nuisance set, of variance 1 in each.
Matrix networks_of(const std::vector<StoryTarget>& targets, const Backend& backend);

/// Figures of observed and drawn networks.
class StoryDraws {
 public:
  using Figure = std::function<double(const BandedHeldOut&, std::size_t target)>;

  /// @param purpose  names the streams of random numbers, beside the stories
  StoryDraws(std::vector<StoryTarget> targets, const std::vector<FoldedStory>& stories,
             const NullModel& null, std::string_view purpose, const StoryRidgeOptions& options,
             const Machine& machine);
  StoryDraws(const StoryDraws&) = delete;
  StoryDraws& operator=(const StoryDraws&) = delete;

  std::size_t permutations() const { return permutations_; }
  /// Says that so many models will be asked for draws.
  void begin(std::size_t models);
  BandedHeldOut observed(const BandedModel& model) const;
  DrawnFigures drawn(const BandedModel& model, const Figure& figure);

 private:
  struct Panel {
    StoryTargetPanel targets;
    BandedScratch scratch = {};
  };

  std::vector<StoryTarget> targets_;
  NullDraws null_;
  std::vector<std::string> names_;
  std::vector<DrawStream> streams_;
  std::size_t permutations_;
  Machine machine_;
  DrawLoop<Panel> loop_;
};

/// An encoding of which folds, plan and groups are known, and tests not yet.
Encoding untested_encoding(const RidgeStories& stories, std::vector<NeuronGroup> groups,
                           const StoryRidgeOptions& options);

/// [rows x cols] of NaN: what cannot be tested stays so.
Matrix all_nan(std::size_t rows, std::size_t cols);

}  // namespace anbn
