// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/story_ridge.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/error.h"
#include "anbn/core/nan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

/// Where blocks of whole stories begin, and the end of all.
std::vector<std::size_t> blocks_of_stories(std::vector<FoldedStory>& stories, std::size_t folds) {
  const std::vector<std::size_t> runs =
      equal_blocks(stories.size(), std::min(folds, stories.size()));
  std::vector<std::size_t> blocks = {0};
  for (std::size_t f = 0; f + 1 < runs.size(); ++f) {
    blocks.push_back(blocks.back());
    for (std::size_t s = runs[f]; s < runs[f + 1]; ++s) {
      stories[s].fold = f;
      blocks.back() += stories[s].volumes;
    }
  }
  return blocks;
}

}  // namespace

void StoryRidgeOptions::check() const { check_rising(penalties, "penalties"); }

void put_standardized(const Matrix& unit, std::size_t first, Matrix& to) {
  const auto deviation = static_cast<float>(std::sqrt(static_cast<double>(unit.rows)));
  for (std::size_t t = 0; t < unit.rows; ++t)
    for (std::size_t j = 0; j < unit.cols; ++j) to(first + t, j) = deviation * unit(t, j);
}

RidgeStories::RidgeStories(const StoryViews& views, const StoryRidgeOptions& options, double tr_s,
                           const Machine& machine)
    : tested((check_same_series(views), views), machine.threads) {
  std::size_t all = 0;
  for (const StoryView& view : views) {
    stories.push_back({std::string(view.name), view.networks.rows});
    all += view.networks.rows;
  }
  // Inside of what is left penalties are chosen, in two parts of it at least.
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(options.folds, 3));
  std::vector<std::size_t> blocks;
  if (stories.size() >= kStoriesAsFolds) {
    blocks = blocks_of_stories(stories, wanted);
  } else {
    blocks = equal_blocks(all, std::min(wanted, kMostParts));
    gap = volumes_of_gap(options.gap_s, tr_s);
  }
  folds = piece_folds(blocks, static_cast<std::size_t>(options.inner_folds), gap);
  neurons = Matrix(all, tested.neurons.front().column.size());
  std::size_t first = 0;
  for (std::size_t s = 0; s < stories.size(); ++s) {
    put_standardized(
        unit_residuals(tested.neurons[s].unit, tested.nuisance[s], machine.threads).values, first,
        neurons);
    first += stories[s].volumes;
  }
}

std::vector<StoryTarget> targets_of(const RidgeStories& stories, const NullModel& null,
                                    const Backend& backend) {
  std::vector<StoryTarget> targets;
  for (std::size_t s = 0; s < stories.stories.size(); ++s)
    targets.push_back({TargetSource(stories.tested.networks[s].unit, stories.tested.nuisance[s],
                                    null.basis, backend),
                       {},
                       {}});
  return targets;
}

Matrix networks_of(const std::vector<StoryTarget>& targets, const Backend& backend) {
  StoryTargetPanel panel(targets, backend);
  const ConstView observed = panel.observed();
  Matrix out(observed.rows, observed.cols);
  for (std::size_t t = 0; t < out.rows; ++t)
    std::copy_n(observed.data + t * observed.stride, out.cols, out.row(t).data());
  return out;
}

StoryDraws::StoryDraws(std::vector<StoryTarget> targets, const std::vector<FoldedStory>& stories,
                       const NullModel& null, std::string_view purpose,
                       const StoryRidgeOptions& options, const Machine& machine)
    : targets_(std::move(targets)),
      null_(null.draws({})),
      permutations_(static_cast<std::size_t>(options.permutations)),
      machine_(machine),
      loop_(machine, draws_together(targets_.front().source.networks.cols),
            [this] { return Panel{StoryTargetPanel(targets_, machine_.backend)}; }) {
  // Streams are keyed by the stories' names: a further story changes nothing about the others'.
  for (const FoldedStory& story : stories)
    names_.push_back(fmt::format("{} {}", purpose, story.name));
  for (const std::string& name : names_)
    streams_.push_back({null_, name, static_cast<std::uint64_t>(options.seed)});
}

void StoryDraws::begin(std::size_t models) { loop_.begin("surrogates", models * permutations_); }

BandedHeldOut StoryDraws::observed(const BandedModel& model) const {
  Panel panel{StoryTargetPanel(targets_, machine_.backend)};
  return held_out_sums(model, panel.targets.observed(), machine_.backend, panel.scratch);
}

DrawnFigures StoryDraws::drawn(const BandedModel& model, const Figure& figure) {
  const std::size_t width = targets_.front().source.networks.cols;
  DrawnFigures out(permutations_, width);
  loop_.run(0, permutations_, [&](Panel& panel, const DrawBlock& block) {
    const BandedHeldOut held_out = held_out_sums(model, panel.targets.draws(streams_, block.first),
                                                 machine_.backend, panel.scratch);
    for (std::size_t d = block.begin; d < block.end; ++d)
      for (std::size_t j = 0; j < width; ++j)
        out(block.first + d, j) = figure(held_out, d * width + j);
  });
  return out;
}

Encoding untested_encoding(const RidgeStories& stories, std::vector<NeuronGroup> groups,
                           const StoryRidgeOptions& options) {
  Encoding out;
  out.groups = std::move(groups);
  for (const NestedPieceFold& fold : stories.folds.folds)
    out.folds.push_back(volumes_of(fold.outer, stories.folds.pieces));
  out.plan = {out.folds.size(), static_cast<std::size_t>(options.inner_folds), stories.gap,
              options.penalties};
  return out;
}

Matrix all_nan(std::size_t rows, std::size_t cols) {
  Matrix out(rows, cols);
  std::fill(out.values.begin(), out.values.end(), kFloatNan);
  return out;
}

}  // namespace anbn
