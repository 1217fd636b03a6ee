// SPDX-License-Identifier: Apache-2.0
// The counts of draws in files, so that more draws can be added to them:
//
//   NULL_counts.npy  int32 [3 x (N' + M')]: how many draws reached the statistics `pair`, `max` and
//                    `step-down` of the N' tested neurons, then of the M' tested networks
//   NULL_global.npy  float32 [1 x P]: the largest correlation over all pairs in each draw
//   NULL_means.npy   float32 [P x (3 + 2 L)]: the DrawMeans of each draw, L the layers of the
//                    tested neurons
//   NULL_passing.npy float32 [P x 40]: how many neurons, then networks, pass each threshold
#pragma once

#include "anbn/analysis/story_significance.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// "circular_shift" for "circular-shift": in names of files and columns.
std::string null_prefix(std::string_view null);

/// Writes the files into the existing folder.
void write_draws(const std::filesystem::path& folder, std::string_view null,
                 const DrawCounts& counts);

/// What write_draws wrote of what is wanted; empty counts if that is not there or not whole.
DrawCounts read_draws(const std::filesystem::path& folder, std::string_view null,
                      const CountsWanted& wanted);

/// The largest correlation over all pairs in each draw, as write_draws wrote it; empty if that is
/// not there or damaged.
std::vector<float> read_global_null(const std::filesystem::path& folder, std::string_view null);

/// Counts of draws that a run leaves behind when it is killed, one folder a null model.
class DrawCheckpoints {
 public:
  /// @param every_s  how often counts are kept [s]
  DrawCheckpoints(std::filesystem::path folder, double every_s);

  /// The counts of an earlier run of the same that was cut short; empty if there are none.
  DrawCounts find(std::string_view null, const CountsWanted& wanted) const;
  /// Writes the counts so far, and those that were finished meanwhile, unless the last ones are
  /// younger than `every_s`. Throws Error if the disk is full or failing.
  void keep(std::string_view null, const DrawCounts& counts);
  /// Has the counts of a null model that is done written with the next ones.
  void finished(std::string_view null, const DrawCounts& counts);

 private:
  void write(std::string_view null, const DrawCounts& counts) const;

  std::filesystem::path folder_;
  std::chrono::duration<double> every_;
  std::chrono::steady_clock::time_point last_;
  std::vector<std::pair<std::string, DrawCounts>> finished_;
};

/// Counts are kept in `checkpoint`; what is there, or in the folder of an earlier result (may be
/// empty), is gone on from.
KeptCounts kept_in(DrawCheckpoints& checkpoint, const std::filesystem::path& earlier);

}  // namespace anbn
