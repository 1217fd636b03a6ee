// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/pooled.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"

#include <utility>

namespace anbn {
namespace {

/// NaN where a story has none.
Matrix mean_correlation(const StoryViews& stories, const std::vector<PooledStory>& parts,
                        const Machine& machine) {
  Matrix sum(stories.front().neurons.cols, stories.front().networks.cols);
  for (std::size_t s = 0; s < stories.size(); ++s) {
    const Matrix r = correlation_matrix(stories[s].neurons, stories[s].networks, machine);
    for (std::size_t k = 0; k < r.values.size(); ++k)
      sum.values[k] += static_cast<float>(parts[s].share * r.values[k]);
  }
  return sum;
}

/// The correlation of one pair in a story, given `nuisance`.
double correlation_of(const StoryView& story, std::size_t neuron, std::size_t network,
                      const Nuisance& nuisance) {
  const auto left = [&](MatrixView series, std::size_t column) {
    const Matrix unit = unit_columns(columns_kept(series, std::vector{column})).values;
    return unit_residuals(unit, nuisance).values;
  };
  const Matrix x = left(story.neurons, neuron), y = left(story.networks, network);
  double r = 0;
  for (std::size_t t = 0; t < x.rows; ++t) r += static_cast<double>(x(t, 0)) * y(t, 0);
  return r;
}

/// What each story has to do with the others.
void add_others(const StoryViews& stories, const OtherStories& others,
                std::vector<PooledStory>& parts) {
  std::vector<double> weights;
  for (const StoryView& story : stories) weights.push_back(weight_of(story));
  const std::vector<double> shares = shares_in(others.classes, weights);
  for (std::size_t c = 0; c < others.classes.size(); ++c)
    for (const std::size_t s : others.classes[c].stories) {
      parts[s].other_class = c;
      parts[s].other_volumes = others.classes[c].volumes;
      parts[s].other_share = shares[s];
    }
  for (std::size_t s = 0; s < others.same_text_as.size(); ++s)
    parts[s].same_text_as = others.same_text_as[s];
}

}  // namespace

Pooled pool_stories(const StoryViews& stories, const OtherStories& others,
                    const std::vector<int>& layers, Delta delta, const SignificanceOptions& options,
                    const KeptCounts& kept, const Machine& machine) {
  check_same_series(stories);
  Pooled out;
  const std::vector<double> shares = shares_of(stories);
  for (std::size_t s = 0; s < stories.size(); ++s) {
    out.stories.push_back(
        {std::string(stories[s].name), stories[s].networks.rows, shares[s], kNan});
    out.stories[s].reliability = stories[s].reliability;
  }
  add_others(stories, others, out.stories);
  out.correlation = mean_correlation(stories, out.stories, machine);
  out.anchoring = anchors_of(out.correlation, delta);
  out.tests = significance(stories, layers, out.anchoring, delta, {.classes = others.classes},
                           options, kept, machine);
  const TestedNull& calibrated = out.tests.of(NullRole::calibrated);
  if (const GlobalTest& global = calibrated.tests.global; global.neuron != kNoIndex)
    for (std::size_t s = 0; s < stories.size(); ++s)
      out.stories[s].largest_pair =
          correlation_of(stories[s], global.neuron, global.network,
                         calibrated.partial ? stories[s].nuisance : Nuisance{});
  return out;
}

}  // namespace anbn
