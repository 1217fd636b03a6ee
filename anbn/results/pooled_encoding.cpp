// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/pooled_encoding.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr const char *kCeilings = "ceilings.tsv", *kReached = "reached.tsv";

struct FoldedStoryRows {
  std::vector<FoldedStory>& stories;

  template <class V>
  void columns(V&& column) {
    column("story", members(stories, &FoldedStory::name));
    column("volumes", members(stories, &FoldedStory::volumes));
    column("fold", ordinals(members(stories, &FoldedStory::fold)));
  }
};

struct CeilingRows {
  std::vector<NetworkCeiling>& ceilings;

  template <class V>
  void columns(V&& column) {
    column.numbered("network", ceilings.size());
    column("stories", members(ceilings, &NetworkCeiling::stories));
    column("half", members(ceilings, &NetworkCeiling::half));
    column("half_error", members(ceilings, &NetworkCeiling::half_error));
    column("half_low", members(ceilings, &NetworkCeiling::half_low));
    column("ceiling", members(ceilings, &NetworkCeiling::ceiling));
  }
};

struct ReachedRows {
  std::vector<CeilingReached>& groups;

  template <class V>
  void columns(V&& column) {
    column.numbered("group", groups.size());
    column("networks", members(groups, &CeilingReached::networks));
    column("correlation", members(groups, &CeilingReached::correlation));
    column("ceiling", members(groups, &CeilingReached::ceiling));
    column("reached", members(groups, &CeilingReached::reached));
  }
};

}  // namespace

void write_folded_stories(const std::vector<FoldedStory>& stories, const fs::path& folder) {
  write_columns(folder / "stories.tsv", FoldedStoryRows{visited(stories)});
}

std::vector<FoldedStory> read_folded_stories(const fs::path& folder) {
  std::vector<FoldedStory> stories;
  read_columns(folder / "stories.tsv", FoldedStoryRows{stories});
  if (stories.empty())
    fail("{}: found no stories; expected one or more. Run the stage again",
         (folder / "stories.tsv").string());
  return stories;
}

Matrix read_matrix_of(const fs::path& file, std::size_t rows, std::size_t cols) {
  Matrix out = read_npy_matrix(file);
  if (out.rows != rows || out.cols != cols)
    fail("{}: found {} x {}; expected {} x {}, as the tables have. Run the stage again",
         file.string(), out.rows, out.cols, rows, cols);
  return out;
}

void write(const PooledEncodingResults& results, const fs::path& folder) {
  write(results.encoding, folder);
  write_folded_stories(results.stories, folder);
  write_npy(folder / "r2.npy", results.r2);
  write_npy(folder / "fold_correlation.npy", results.fold_correlation);
  write_npy(folder / "fold_r2.npy", results.fold_r2);
  if (results.ceilings.empty()) return;
  write_columns(folder / kCeilings, CeilingRows{visited(results.ceilings)});
  write_columns(folder / kReached, ReachedRows{visited(results.reached)});
}

PooledEncodingResults read_pooled_encoding(const fs::path& folder) {
  PooledEncodingResults out;
  out.encoding = read_encoding(folder);
  out.stories = read_folded_stories(folder);
  const Matrix &of_groups = out.encoding.correlation, &of_folds = out.encoding.penalty;
  out.r2 = read_matrix_of(folder / "r2.npy", of_groups.rows, of_groups.cols);
  out.fold_correlation =
      read_matrix_of(folder / "fold_correlation.npy", of_folds.rows, of_folds.cols);
  out.fold_r2 = read_matrix_of(folder / "fold_r2.npy", of_folds.rows, of_folds.cols);
  if (!fs::exists(folder / kCeilings)) return out;
  read_columns(folder / kCeilings, CeilingRows{out.ceilings});
  read_columns(folder / kReached, ReachedRows{out.reached});
  if (out.ceilings.size() != of_groups.cols || out.reached.size() != of_groups.rows)
    fail("{}: ceilings of {} networks and {} groups; expected {} and {}. Run the stage again",
         folder.string(), out.ceilings.size(), out.reached.size(), of_groups.cols, of_groups.rows);
  return out;
}

}  // namespace anbn
