// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/consistency.h"

#include "anbn/analysis/omnibus.h"
#include "anbn/analysis/significance.h"
#include "anbn/analysis/story_views.h"
#include "anbn/stats/correlation.h"

#include <cassert>
#include <numeric>
#include <utility>

namespace anbn {
namespace {

/// [N' x M'] of one story.
Matrix correlations_of(const TestedStories& all, std::size_t story, const Machine& machine) {
  const Nuisance& nuisance = all.nuisance[story];
  const auto left = [&](const Matrix& unit) {
    return unit_residuals(unit, nuisance, machine.threads).values;
  };
  return blocked_product(transposed(left(all.neurons[story].unit)), left(all.networks[story].unit),
                         machine);
}

/// What each story's correlations have in common with those of the others, by group: sum over pairs
/// of r_s (sum_t r_t - r_s).
struct Shared {
  std::vector<std::vector<double>> stories;  // [S][groups]
  std::vector<double> pairs;                 // [groups] that there are

  /// Mean product of two different stories in the groups from `first` to `last`, also without each.
  Jackknifed mean(std::size_t first, std::size_t last) const {
    const auto of = [&](const std::vector<double>& values) {
      return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                             values.begin() + static_cast<std::ptrdiff_t>(last), 0.0);
    };
    std::vector<double> parts;
    for (const auto& story : stories) parts.push_back(of(story));
    const double all = std::accumulate(parts.begin(), parts.end(), 0.0);
    const auto over = [&](std::size_t count) {
      return of(pairs) * static_cast<double>(count) * (static_cast<double>(count) - 1);
    };
    const std::size_t count = stories.size();
    Jackknifed out{all / over(count), {}};
    // Each product of the story that goes is in its own part and in another's.
    if (count > 2)
      for (const double part : parts) out.without.push_back((all - 2 * part) / over(count - 1));
    return out;
  }
};

Shared shared_by(const TestedStories& all, const std::vector<std::size_t>& groups,
                 std::size_t group_count, const Machine& machine) {
  const std::size_t stories = all.neurons.size(), networks = all.networks.front().column.size();
  std::vector<double> sum(groups.size() * networks);
  machine.progress.begin("stories", 2 * stories);
  for (std::size_t s = 0; s < stories; ++s) {
    const Matrix r = correlations_of(all, s, machine);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += double{r.values[k]};
    machine.progress.advance(s + 1);
  }
  // Once more, since all stories' matrices together may be more than memory holds.
  Shared out{{}, std::vector<double>(group_count)};
  for (std::size_t s = 0; s < stories; ++s) {
    const Matrix r = correlations_of(all, s, machine);
    std::vector<double>& with_others = out.stories.emplace_back(group_count);
    for (std::size_t k = 0; k < sum.size(); ++k) {
      const double own{r.values[k]};
      with_others[groups[k / networks]] += own * (sum[k] - own);
    }
    machine.progress.advance(stories + s + 1);
  }
  for (const std::size_t group : groups) out.pairs[group] += static_cast<double>(networks);
  return out;
}

/// The slope of `value` of each layer over the layers' numbers.
template <class Value>
double slope_of(const std::vector<LayerConsistency>& layers, const Value& value) {
  const auto count = static_cast<double>(layers.size());
  double mean = 0, product = 0, square = 0;
  for (const LayerConsistency& l : layers) mean += l.layer / count;
  for (const LayerConsistency& l : layers) {
    product += (l.layer - mean) * value(l.products);
    square += (l.layer - mean) * (l.layer - mean);
  }
  return product / square;
}

Jackknifed slope_over(const std::vector<LayerConsistency>& layers) {
  if (layers.size() < 2) return {};
  Jackknifed out{slope_of(layers, [](const Jackknifed& j) { return j.estimate; }), {}};
  for (std::size_t s = 0; s < layers.front().products.without.size(); ++s)
    out.without.push_back(slope_of(layers, [s](const Jackknifed& j) { return j.without[s]; }));
  return out;
}

}  // namespace

Consistency consistency(const StoryViews& stories, const std::vector<int>& layers, Partial partial,
                        const Machine& machine) {
  Consistency out;
  out.partial = is_partial(partial, null_model_for(NullRole::calibrated));
  for (const StoryView& story : stories) out.stories.emplace_back(story.name);
  if (stories.size() < 2) return out;
  check_same_series(stories);
  assert(layers.size() == stories.front().neurons.cols);
  static const Nuisance nothing;
  StoryViews views;
  for (const StoryView& s : stories)
    views.push_back({s.name, s.neurons, s.networks, out.partial ? s.nuisance : nothing});
  const TestedStories all(views, machine.threads);
  const std::vector<std::size_t>& tested = all.neurons.front().column;
  out.neurons = tested.size();
  out.networks = all.networks.front().column.size();
  if (out.neurons == 0 || out.networks == 0) return out;
  const std::vector<int> among = layers_among(layers, tested);
  const Shared shared = shared_by(all, groups_of(layers, tested, among), among.size(), machine);
  out.products = shared.mean(0, among.size());
  for (std::size_t g = 0; g < among.size(); ++g)
    out.layers.push_back({among[g], shared.mean(g, g + 1)});
  out.slope = slope_over(out.layers);
  return out;
}

}  // namespace anbn
