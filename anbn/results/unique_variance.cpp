// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/unique_variance.h"

#include "anbn/io/npy.h"
#include "anbn/results/columns.h"
#include "anbn/results/pooled_encoding.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct LowLevelRows {
  std::vector<std::string>& names;

  template <class V>
  void columns(V&& column) {
    column("regressor", names);
  }
};

struct WithoutNeuronsRows {
  std::vector<double>& r2;

  template <class V>
  void columns(V&& column) {
    column.numbered("network", r2.size());
    column("r2", r2);
  }
};

}  // namespace

void write(const UniqueVarianceResults& results, const fs::path& folder) {
  write(results.encoding, folder, kGainFigure);
  write_folded_stories(results.stories, folder);
  UniqueVarianceResults& r = visited(results);
  write_columns(folder / "low_level.tsv", LowLevelRows{r.low_level});
  write_columns(folder / "without_neurons.tsv", WithoutNeuronsRows{r.low_level_r2});
  write_npy(folder / "r2.npy", r.r2);
  write_npy(folder / "low_level_penalty.npy", r.low_level_penalty);
  write_npy(folder / "fold_gain.npy", r.fold_gain);
}

UniqueVarianceResults read_unique_variance(const fs::path& folder) {
  UniqueVarianceResults out;
  out.encoding = read_encoding(folder, kGainFigure);
  out.stories = read_folded_stories(folder);
  read_columns(folder / "low_level.tsv", LowLevelRows{out.low_level});
  const Matrix &of_groups = out.encoding.correlation, &of_folds = out.encoding.penalty;
  read_columns(folder / "without_neurons.tsv", WithoutNeuronsRows{out.low_level_r2}, of_groups.cols,
               "networks");
  out.r2 = read_matrix_of(folder / "r2.npy", of_groups.rows, of_groups.cols);
  out.low_level_penalty =
      read_matrix_of(folder / "low_level_penalty.npy", of_folds.rows, of_folds.cols);
  out.fold_gain = read_matrix_of(folder / "fold_gain.npy", of_folds.rows, of_folds.cols);
  return out;
}

}  // namespace anbn
