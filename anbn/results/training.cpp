// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/training.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct TrainingSummary {
  Training& results;
  std::string untrained;
  std::size_t seeds = 0;

  template <class V>
  void fields(V&& field) {
    field("stories", results.stories);
    field("untrained", untrained);
    field("seeds", seeds);
    field("first_seed", results.first_seed);
    field("draws", results.draws);
    field("partial", results.partial);
    field("layers", results.layers);
  }
};

/// A row a figure: the trained model among the untrained ones.
struct ComparedRows {
  std::vector<TrainingRow>& rows;

  template <class V>
  void columns(V&& column) {
    column("figure", members(rows, &TrainingRow::figure));
    column("layer", members(rows, &TrainingRow::layer));
    column("trained_excess", members(rows, &TrainingRow::trained, &ModelFigure::excess));
    column("untrained_mean", members(rows, &TrainingRow::mean));
    column("untrained_lowest", members(rows, &TrainingRow::lowest));
    column("untrained_highest", members(rows, &TrainingRow::highest));
    column("rank", members(rows, &TrainingRow::rank));
    column("p", members(rows, &TrainingRow::p));
    column("noise_p", members(rows, &TrainingRow::noise_p));
  }
};

/// One figure of one model.
struct ModelRow {
  WeightSource weights = WeightSource::pretrained;
  std::optional<std::size_t> seed = {};
  TrainingFigure figure = TrainingFigure::largest;
  std::optional<int> layer = {};
  ModelFigure of = {};
};

struct ModelRows {
  std::vector<ModelRow>& rows;

  template <class V>
  void columns(V&& column) {
    column("weights", members(rows, &ModelRow::weights));
    column("seed", members(rows, &ModelRow::seed));
    column("figure", members(rows, &ModelRow::figure));
    column("layer", members(rows, &ModelRow::layer));
    column("observed", members(rows, &ModelRow::of, &ModelFigure::observed));
    column("noise", members(rows, &ModelRow::of, &ModelFigure::noise));
    column("noise_sd", members(rows, &ModelRow::of, &ModelFigure::deviation));
    column("excess", members(rows, &ModelRow::of, &ModelFigure::excess));
  }
};

/// The trained model's figures, then those of each untrained one.
std::vector<ModelRow> model_rows(const Training& results, const std::vector<TrainingRow>& rows) {
  std::vector<ModelRow> out;
  for (const TrainingRow& row : rows)
    out.push_back({WeightSource::pretrained, {}, row.figure, row.layer, row.trained});
  for (std::size_t s = 0; s < results.seeds.size(); ++s)
    for (const TrainingRow& row : rows)
      out.push_back({source_of(results.untrained), results.first_seed + s, row.figure, row.layer,
                     row.seeds[s]});
  return out;
}

/// All models one below the other.
Matrix stacked(const Training& results) {
  Matrix out(0, results.trained.cols);
  const auto add = [&](const Matrix& model) {
    out.rows += model.rows;
    out.values.insert(out.values.end(), model.values.begin(), model.values.end());
  };
  add(results.trained);
  for (const Matrix& seed : results.seeds) add(seed);
  return out;
}

}  // namespace

void write(const Training& results, const fs::path& folder) {
  Training& r = visited(results);
  std::vector<TrainingRow> rows = training_rows(r);
  std::vector<ModelRow> models = model_rows(r, rows);
  write_npy(folder / "models.npy", stacked(r));
  write_columns(folder / "figures.tsv", ComparedRows{rows});
  write_columns(folder / "models.tsv", ModelRows{models});
  write_fields(folder / "summary.json",
               TrainingSummary{r, std::string(name_of(r.untrained)), r.seeds.size()});
}

Training read_training(const fs::path& folder) {
  Training out;
  TrainingSummary summary{out, {}};
  read_fields(folder / "summary.json", summary);
  out.untrained = value_named<Untrained>(summary.untrained, "untrained weights");
  const std::size_t seeds = summary.seeds;
  const fs::path file = folder / "models.npy";
  const Matrix all = read_npy_matrix(file);
  const std::size_t height = out.draws + 1, width = training_columns(out.layers.size());
  // Products of damaged numbers may wrap.
  if (seeds >= all.rows || all.rows % (seeds + 1) != 0 || all.rows / (seeds + 1) != height ||
      all.cols != width)
    fail(
        "{}: found {} x {}; expected {} models of {} rows and {} columns, as summary.json has. Run "
        "the stage again",
        file.string(), all.rows, all.cols, seeds + 1, height, width);
  for (std::size_t m = 0; m <= seeds; ++m) {
    Matrix model(height, width);
    std::copy_n(all.row(m * height).data(), model.values.size(), model.values.begin());
    if (m == 0)
      out.trained = std::move(model);
    else
      out.seeds.push_back(std::move(model));
  }
  return out;
}

}  // namespace anbn
