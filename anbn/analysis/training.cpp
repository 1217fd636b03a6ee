// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/training.h"

#include "anbn/analysis/omnibus.h"
#include "anbn/analysis/significance.h"
#include "anbn/analysis/story_views.h"
#include "anbn/core/nan.h"
#include "anbn/stats/draws/draw_figures.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/excess.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kFour = 4;  // figures of all pairs, before those of layers

/// The column of each figure of the layers `among` in that of the layers `all`.
std::vector<std::size_t> columns_of_layers(const std::vector<int>& among,
                                           const std::vector<int>& all) {
  std::vector<std::size_t> columns(kFour);
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  for (const std::size_t kind : {0, 1})
    for (const int layer : among)
      columns.push_back(
          kFour + kind * all.size() +
          static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), layer) - all.begin()));
  return columns;
}

/// What the draws give in column `c` of a model's figures.
DrawScale scale_of_draws(const Matrix& model, std::size_t c) {
  std::vector<double> values;
  for (std::size_t d = 1; d < model.rows; ++d) values.push_back(model(d, c));
  return draw_scale(values);
}

/// [D + 1] excess of the observed, then of each draw over all of them.
std::vector<double> excesses(const Matrix& model, std::size_t c) {
  const DrawScale scale = scale_of_draws(model, c);
  std::vector<double> out;
  for (std::size_t d = 0; d < model.rows; ++d) out.push_back(scale.excess(model(d, c)));
  return out;
}

ModelFigure model_figure(const Matrix& model, std::size_t c) {
  const DrawScale scale = scale_of_draws(model, c);
  return {model(0, c), scale.mean, scale.deviation, scale.excess(model(0, c))};
}

/// Slope over the layers' numbers of the excesses in columns first .. first + L - 1, [D + 1].
std::vector<double> slopes(const Matrix& model, std::size_t first, const std::vector<int>& layers) {
  const auto count = static_cast<double>(layers.size());
  const double mean = std::accumulate(layers.begin(), layers.end(), 0.0) / count;
  double square = 0;
  for (const int layer : layers) square += (layer - mean) * (layer - mean);
  std::vector<double> out(model.rows);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::vector<double> of_layer = excesses(model, first + l);
    for (std::size_t d = 0; d < out.size(); ++d)
      out[d] += (layers[l] - mean) * of_layer[d] / square;
  }
  return out;
}

/// What a row compares: the figure of a model, and its excess as observed and in each draw.
struct Compared {
  ModelFigure figure;
  std::vector<double> excess;  // [D + 1]
};

void fill_row(const std::vector<Compared>& models, TrainingRow& row) {
  row.p = row.mean = row.lowest = row.highest = row.noise_p = kNan;
  row.trained = models.front().figure;
  for (std::size_t m = 1; m < models.size(); ++m) row.seeds.push_back(models[m].figure);
  const bool whole = std::none_of(models.begin(), models.end(),
                                  [](const Compared& m) { return std::isnan(m.figure.excess); });
  if (!whole || models.size() < 2) return;
  const auto seeds = static_cast<double>(row.seeds.size());
  row.rank = 1, row.mean = 0, row.lowest = row.highest = row.seeds.front().excess;
  for (const ModelFigure& seed : row.seeds) {
    row.rank += seed.excess >= row.trained.excess;
    row.mean += seed.excess / seeds;
    row.lowest = std::min(row.lowest, seed.excess);
    row.highest = std::max(row.highest, seed.excess);
  }
  if (row.seeds.size() >= kSeedsForAP) row.p = static_cast<double>(row.rank) / (seeds + 1);
  std::vector<double> apart = models.front().excess;
  for (std::size_t m = 1; m < models.size(); ++m)
    for (std::size_t d = 0; d < apart.size(); ++d) apart[d] -= models[m].excess[d] / seeds;
  const auto reached =
      std::count_if(apart.begin() + 1, apart.end(), [&](double v) { return v >= apart.front(); });
  row.noise_p = (static_cast<double>(reached) + 1) / static_cast<double>(apart.size());
}

}  // namespace

Matrix figures_of_model(const StoryViews& stories, const std::vector<int>& layers,
                        const TrainingPlan& plan, const Machine& machine) {
  check_same_series(stories);
  const NullModel& null = null_model_for(NullRole::calibrated);
  const TestedStories tested(is_partial(plan.partial, null) ? stories : without_nuisance(stories),
                             machine.threads);
  const std::vector<std::size_t>& neurons = tested.neurons.front().column;
  std::vector<std::size_t> every(layers.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const std::vector<int> all = layers_among(layers, every), among = layers_among(layers, neurons);
  Matrix out(plan.draws + 1, training_columns(all.size()));
  std::fill(out.values.begin(), out.values.end(), kFloatNan);
  if (neurons.empty() || tested.networks.front().column.empty()) return out;
  const PooledSeries series = tested.in(null.basis, machine);
  const NullDraws draws = null.draws({});
  const std::vector<std::string> names = streams_of(null.name, tested.names);
  std::vector<DrawStream> streams;
  for (const std::string& name : names) streams.push_back({draws, name, plan.seed});
  const Matrix found = draw_figures(series, streams, plan.draws, plan.delta,
                                    groups_of(layers, neurons, among), machine);
  const std::vector<std::size_t> columns = columns_of_layers(among, all);
  for (std::size_t d = 0; d < out.rows; ++d)
    for (std::size_t c = 0; c < columns.size(); ++c) out(d, columns[c]) = found(d, c);
  return out;
}

std::vector<TrainingRow> training_rows(const Training& training) {
  std::vector<const Matrix*> models = {&training.trained};
  for (const Matrix& seed : training.seeds) models.push_back(&seed);
  const std::size_t layers = training.layers.size();
  std::vector<TrainingRow> rows;
  const auto add = [&](TrainingFigure figure, std::optional<int> layer, std::size_t column) {
    std::vector<Compared> compared;
    for (const Matrix* model : models)
      if (is_slope(figure)) {
        std::vector<double> excess = slopes(*model, column, training.layers);
        const double slope = excess.front();
        compared.push_back({{kNan, kNan, kNan, slope}, std::move(excess)});
      } else {
        compared.push_back({model_figure(*model, column), excesses(*model, column)});
      }
    fill_row(compared, rows.emplace_back(TrainingRow{figure, layer}));
  };
  for (std::size_t c = 0; c < kFour; ++c) add(static_cast<TrainingFigure>(c), {}, c);
  for (std::size_t l = 0; l < layers; ++l) {
    add(TrainingFigure::mean_neurons, training.layers[l], kFour + l);
    add(TrainingFigure::mean_r2, training.layers[l], kFour + layers + l);
  }
  if (layers < 2) return rows;
  add(TrainingFigure::mean_neurons_slope, {}, kFour);
  add(TrainingFigure::mean_r2_slope, {}, kFour + layers);
  return rows;
}

const TrainingRow* told_row(const std::vector<TrainingRow>& rows, TrainingFigure figure) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const TrainingRow& row) {
    return row.figure == figure && !row.layer && row.rank > 0;
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace anbn
