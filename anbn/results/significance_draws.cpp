// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/significance_draws.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/passing.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// The rows of the file of counts.
constexpr std::vector<std::uint32_t> SideReached::*kStatistics[] = {
    &SideReached::pair, &SideReached::largest, &SideReached::step_down};

bool are_numbers(const Matrix& x) {
  return std::all_of(x.values.begin(), x.values.end(), [](float r) { return std::isfinite(r); });
}

/// Whether every count is one of the draws, and every correlation a number.
bool is_sound(const NpyIntegers& counts, const Matrix& global) {
  return std::all_of(counts.values.begin(), counts.values.end(),
                     [&](std::int32_t count) {
                       return count >= 0 && static_cast<std::size_t>(count) <= global.cols;
                     }) &&
         are_numbers(global);
}

}  // namespace

std::string null_prefix(std::string_view null) {
  std::string prefix(null);
  std::replace(prefix.begin(), prefix.end(), '-', '_');
  return prefix;
}

void write_draws(const fs::path& folder, std::string_view null, const DrawCounts& counts) {
  std::vector<std::int32_t> values;
  for (const auto statistic : kStatistics)
    for (const SideReached* side : {&counts.neurons, &counts.networks})
      values.insert(values.end(), (side->*statistic).begin(), (side->*statistic).end());
  write_npy_int32(folder / (null_prefix(null) + "_counts.npy"), values, std::size(kStatistics),
                  values.size() / std::size(kStatistics));
  Matrix global(1, counts.global_null.size());
  global.values = counts.global_null;
  write_npy(folder / (null_prefix(null) + "_global.npy"), global);
  write_npy(folder / (null_prefix(null) + "_means.npy"), counts.means);
  write_npy(folder / (null_prefix(null) + "_passing.npy"), counts.passing);
}

DrawCounts read_draws(const fs::path& folder, std::string_view null, const CountsWanted& wanted) {
  const fs::path counts_file = folder / (null_prefix(null) + "_counts.npy");
  const fs::path global_file = folder / (null_prefix(null) + "_global.npy");
  const fs::path means_file = folder / (null_prefix(null) + "_means.npy");
  const fs::path passing_file = folder / (null_prefix(null) + "_passing.npy");
  for (const fs::path& file : {counts_file, global_file, means_file, passing_file})
    if (!fs::exists(file)) return {};
  NpyIntegers counts;
  Matrix global, means, passing;
  try {
    counts = read_npy_int32(counts_file);
    global = read_npy_matrix(global_file);
    means = read_npy_matrix(means_file);
    passing = read_npy_matrix(passing_file);
  } catch (const Error&) {  // the draws are made again, which loses time and nothing else
    return {};
  }
  if (counts.rows != std::size(kStatistics) || counts.cols != wanted.neurons + wanted.networks ||
      global.rows != 1 || global.cols > wanted.most || !is_sound(counts, global) ||
      means.rows != global.cols || means.cols != DrawMeans::columns(wanted.layers) ||
      !are_numbers(means) || passing.rows != global.cols || passing.cols != 2 * kThresholds ||
      !are_numbers(passing))
    return {};
  DrawCounts out;
  auto value = counts.values.begin();
  for (const auto statistic : kStatistics) {
    const auto take = [&](SideReached& side, std::size_t size) {
      const auto end = value + static_cast<std::ptrdiff_t>(size);
      (side.*statistic).assign(value, end);
      value = end;
    };
    take(out.neurons, wanted.neurons);
    take(out.networks, wanted.networks);
  }
  out.global_null = std::move(global.values);
  out.means = std::move(means);
  out.passing = std::move(passing);
  return out;
}

std::vector<float> read_global_null(const fs::path& folder, std::string_view null) {
  const fs::path file = folder / (null_prefix(null) + "_global.npy");
  if (!fs::exists(file)) return {};
  Matrix global = read_npy_matrix(file);
  return global.rows == 1 && are_numbers(global) ? std::move(global.values) : std::vector<float>();
}

DrawCheckpoints::DrawCheckpoints(fs::path folder, double every_s)
    : folder_(std::move(folder)), every_(every_s), last_(std::chrono::steady_clock::now()) {}

DrawCounts DrawCheckpoints::find(std::string_view null, const CountsWanted& wanted) const {
  DrawCounts newest;
  for (const char* name : {"a", "b"}) {
    DrawCounts found = read_draws(folder_ / null_prefix(null) / name, null, wanted);
    if (found.global_null.size() > newest.global_null.size()) newest = std::move(found);
  }
  return newest;
}

void DrawCheckpoints::keep(std::string_view null, const DrawCounts& counts) {
  if (std::chrono::steady_clock::now() - last_ < every_) return;
  for (const auto& [name, done] : finished_) write(name, done);
  finished_.clear();
  write(null, counts);
  last_ = std::chrono::steady_clock::now();
}

void DrawCheckpoints::finished(std::string_view null, const DrawCounts& counts) {
  finished_.emplace_back(null, counts);
}

// At every moment one of the two folders is whole: `fresh` becomes `a` when `a` has become `b`.
void DrawCheckpoints::write(std::string_view null, const DrawCounts& counts) const {
  const fs::path folder = folder_ / null_prefix(null), fresh = folder / "fresh";
  fs::create_directories(folder);
  fs::remove_all(fresh);
  fs::create_directory(fresh);
  write_draws(fresh, null, counts);
  sync_folder(fresh);
  fs::remove_all(folder / "b");
  if (fs::exists(folder / "a")) fs::rename(folder / "a", folder / "b");
  fs::rename(fresh, folder / "a");
  sync_folder(folder);
}

KeptCounts kept_in(DrawCheckpoints& checkpoint, const fs::path& earlier) {
  KeptCounts kept;
  kept.find = [&checkpoint, earlier](std::string_view null, const CountsWanted& wanted) {
    DrawCounts counts = checkpoint.find(null, wanted);
    if (earlier.empty()) return counts;
    DrawCounts finished = read_draws(earlier / "draws", null, wanted);
    return finished.global_null.size() > counts.global_null.size() ? finished : counts;
  };
  kept.keep = [&checkpoint](std::string_view null, const DrawCounts& counts) {
    checkpoint.keep(null, counts);
  };
  kept.finished = [&checkpoint](std::string_view null, const DrawCounts& counts) {
    checkpoint.finished(null, counts);
  };
  return kept;
}

}  // namespace anbn
