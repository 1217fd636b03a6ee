// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/between_stories.h"

#include "anbn/analysis/between_stories_panel.h"
#include "anbn/analysis/story_views.h"
#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/percentile.h"
#include "anbn/stats/tested_columns.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr double kNoisePercent = 95;

/// What is kept of one story in all arrangements; row 0 is the observed one, then the draws.
struct StoryDraws {
  Matrix neurons, networks;  // [1 + P x C] largest correlations (their size with `absolute`)
};

struct AllDraws {
  std::vector<StoryDraws> stories;
  StoryCouplings observed;
  // [1 + P][pairs]
  std::vector<std::vector<double>> same_network, same_neuron, matrix_correlation;
};

double share_same(const std::vector<Anchor>& a, const std::vector<Anchor>& b) {
  double same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i].index == b[i].index;
  return same / static_cast<double>(a.size());
}

void keep(const StoryCouplings& found, std::size_t row, Delta delta, AllDraws& all) {
  const auto copy = [&](const std::vector<Anchor>& anchors, Matrix& to) {
    for (std::size_t i = 0; i < anchors.size(); ++i)
      to(row, i) = statistic(anchors[i].correlation, delta);
  };
  for (std::size_t a = 0; a < found.anchors.size(); ++a) {
    copy(found.anchors[a].neurons, all.stories[a].neurons);
    copy(found.anchors[a].networks, all.stories[a].networks);
    for (std::size_t b = a + 1; b < found.anchors.size(); ++b) {
      all.same_network[row].push_back(
          share_same(found.anchors[a].neurons, found.anchors[b].neurons));
      all.same_neuron[row].push_back(
          share_same(found.anchors[a].networks, found.anchors[b].networks));
    }
  }
  all.matrix_correlation[row] = found.matrix_correlation;
}

AllDraws draw_all(const std::vector<DrawableSeries>& stories, const std::vector<std::string>& names,
                  const StoryPlan& plan, const Machine& machine) {
  AllDraws all;
  for (const DrawableSeries& story : stories)
    all.stories.push_back(
        {Matrix(plan.draws + 1, story.neurons.rows), Matrix(plan.draws + 1, story.networks.cols)});
  for (auto* list : {&all.same_network, &all.same_neuron, &all.matrix_correlation})
    list->resize(plan.draws + 1);
  all.observed = StoriesPanel(stories, plan.delta, machine.backend).observed();
  keep(all.observed, 0, plan.delta, all);
  DrawLoop<StoriesPanel> loop(machine, 1,
                              [&] { return StoriesPanel(stories, plan.delta, machine.backend); });
  loop.begin("stories under random phases", plan.draws);
  loop.run(0, plan.draws, [&](StoriesPanel& panel, const DrawBlock& block) {
    std::vector<RandomKey> keys;
    for (const std::string& name : names)
      keys.push_back(random_key(plan.seed, "stories phase " + name, block.first));
    keep(panel.drawn(keys), block.first + 1, plan.delta, all);
  });
  return all;
}

/// A number of one story in each arrangement, [1 + P].
using Series = std::vector<double>;

/// The mean over columns `columns` of each row.
Series row_means(const Matrix& x, const std::vector<std::size_t>& columns) {
  Series means;
  for (std::size_t row = 0; row < x.rows; ++row) {
    double sum = 0;
    for (std::size_t i : columns) sum += x(row, i);
    means.push_back(sum / static_cast<double>(columns.size()));
  }
  return means;
}

Series row_maxima(const Matrix& x) {
  Series maxima;
  for (std::size_t row = 0; row < x.rows; ++row) {
    double largest = kNan;
    for (float v : x.row(row))
      if (!(v <= largest)) largest = v;
    maxima.push_back(largest);
  }
  return maxima;
}

/// 1 where a neuron is above the 95th percentile of its own draws, else 0; 0 without draws.
Matrix above_noise(const Matrix& correlations, Threads& threads) {
  Matrix above(correlations.rows, correlations.cols);
  if (correlations.rows < 2) return above;
  threads.for_each_block(correlations.cols, [&](std::size_t i, std::size_t) {
    std::vector<double> draws;
    for (std::size_t row = 1; row < correlations.rows; ++row) draws.push_back(correlations(row, i));
    const double threshold = percentile(std::move(draws), kNoisePercent);
    for (std::size_t row = 0; row < correlations.rows; ++row)
      above(row, i) = correlations(row, i) > threshold ? 1.0f : 0.0f;
  });
  return above;
}

/// A figure of one story; the same list, in the same order, for each.
struct Measured {
  std::string_view side, name;
  std::optional<int> layer;
  Series values;
};

std::vector<Measured> measure(const StoryDraws& story, const std::vector<int>& layers,
                              Threads& threads) {
  std::vector<std::size_t> all(story.neurons.cols), networks(story.networks.cols);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  for (std::size_t j = 0; j < networks.size(); ++j) networks[j] = j;
  const Matrix above = above_noise(story.neurons, threads);
  std::vector<Measured> out;
  out.push_back({"pairs", "largest", {}, row_maxima(story.networks)});
  out.push_back({"networks", "correlation", {}, row_means(story.networks, networks)});
  out.push_back({"neurons", "correlation", {}, row_means(story.neurons, all)});
  out.push_back({"neurons", "above_noise", {}, row_means(above, all)});
  const int last = layers.empty() ? 0 : *std::max_element(layers.begin(), layers.end());
  for (const bool share : {false, true})
    for (int layer = 1; layer <= last; ++layer) {
      std::vector<std::size_t> here;
      for (std::size_t i = 0; i < layers.size(); ++i)
        if (layers[i] == layer) here.push_back(i);
      if (!here.empty())
        out.push_back({"neurons", share ? "above_noise" : "correlation", layer,
                       row_means(share ? above : story.neurons, here)});
    }
  return out;
}

std::vector<double> but_first(const Series& values) { return {values.begin() + 1, values.end()}; }

StoryFigure difference_of(const Measured& a, const Measured& b) {
  Series difference;
  for (std::size_t row = 0; row < a.values.size(); ++row)
    difference.push_back(a.values[row] - b.values[row]);
  return {std::string(a.side),
          std::string(a.name),
          a.layer,
          a.values[0],
          b.values[0],
          difference[0],
          null_range(difference[0], but_first(difference), Tail::both)};
}

StoryFigure agreement_of(std::string side, std::string name,
                         const std::vector<std::vector<double>>& values, std::size_t pair) {
  Series series;
  for (const auto& row : values) series.push_back(row[pair]);
  return {std::move(side),
          std::move(name),
          {},
          kNan,
          kNan,
          series[0],
          null_range(series[0], but_first(series), Tail::upper)};
}

std::vector<StoryDifference> side_of(const std::vector<Anchor>& first,
                                     const std::vector<Anchor>& second, const Matrix& draws_first,
                                     const Matrix& draws_second,
                                     const std::vector<std::size_t>& kept, std::size_t count,
                                     const std::vector<std::size_t>& partners, Threads& threads) {
  std::vector<StoryDifference> side(count, {{}, {}, kNan, kNoRange});
  threads.for_each_block(kept.size(), [&](std::size_t k, std::size_t) {
    StoryDifference& series = side[kept[k]];
    series.first = {partners[first[k].index], first[k].correlation};
    series.second = {partners[second[k].index], second[k].correlation};
    std::vector<double> differences;
    for (std::size_t row = 1; row < draws_first.rows; ++row)
      differences.push_back(static_cast<double>(draws_first(row, k)) - draws_second(row, k));
    series.difference = static_cast<double>(draws_first(0, k)) - draws_second(0, k);
    series.noise = null_range(series.difference, std::move(differences), Tail::both);
  });
  return side;
}

}  // namespace

StoryComparison compare_stories(const std::vector<StorySeries>& stories,
                                const std::vector<int>& layers, const StoryPlan& plan,
                                const Machine& machine) {
  if (stories.size() < 2) fail("{} story; expected at least two, to compare them", stories.size());
  check_same_series(views_of(stories));
  assert(layers.size() == stories.front().neurons.cols);
  std::vector<TestedColumns> neurons, networks;
  std::vector<std::string> names;
  for (const StorySeries& story : stories) {
    neurons.push_back(tested_columns(story.neurons, story.nuisance, machine.threads));
    networks.push_back(tested_columns(story.networks, story.nuisance, machine.threads));
    names.push_back(story.name);
  }
  keep_common(neurons);
  keep_common(networks);
  const std::vector<std::size_t>&kept = neurons.front().column, &partners = networks.front().column;
  StoryComparison out;
  out.neurons = kept.size(), out.networks = partners.size();
  if (kept.empty() || partners.empty()) return out;
  std::vector<DrawableSeries> in_basis;
  for (std::size_t s = 0; s < stories.size(); ++s)
    in_basis.push_back(drawable_series(neurons[s].unit, networks[s].unit, stories[s].nuisance,
                                       NullBasis::fourier, machine));
  std::vector<int> kept_layers;
  for (std::size_t i : kept) kept_layers.push_back(layers[i]);
  const AllDraws all = draw_all(in_basis, names, plan, machine);
  std::vector<std::vector<Measured>> measured;
  for (const StoryDraws& story : all.stories)
    measured.push_back(measure(story, kept_layers, machine.threads));
  for (std::size_t a = 0; a < stories.size(); ++a)
    for (std::size_t b = a + 1; b < stories.size(); ++b) {
      const std::size_t pair = out.pairs.size();
      StoryPair& p = out.pairs.emplace_back();
      p.first = a, p.second = b;
      for (std::size_t f = 0; f < measured[a].size(); ++f)
        p.differences.push_back(difference_of(measured[a][f], measured[b][f]));
      p.agreement = {agreement_of("neurons", "same_network", all.same_network, pair),
                     agreement_of("networks", "same_neuron", all.same_neuron, pair),
                     agreement_of("pairs", "correlation", all.matrix_correlation, pair)};
      p.neurons = side_of(all.observed.anchors[a].neurons, all.observed.anchors[b].neurons,
                          all.stories[a].neurons, all.stories[b].neurons, kept, layers.size(),
                          partners, machine.threads);
      p.networks = side_of(all.observed.anchors[a].networks, all.observed.anchors[b].networks,
                           all.stories[a].networks, all.stories[b].networks, partners,
                           stories.front().networks.cols, kept, machine.threads);
    }
  return out;
}

}  // namespace anbn
