// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/dbn_data.h"

#include "anbn/brain/networks/scan_courses.h"
#include "anbn/core/error.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// How many of a story's scans are held out.
std::size_t held_out_of(const StoryScans& story, std::int64_t asked) {
  const std::size_t scans = story.bold.size();
  if (asked < 0) return scans >= 5 ? 1 : 0;
  const auto count = static_cast<std::size_t>(asked);
  if (count >= scans)
    fail("--held-out is {}; story {} has {} scans, and at least one must be left to train on",
         asked, story.story, scans);
  return count;
}

}  // namespace

std::size_t DbnScans::count(ScanRole role) const {
  return static_cast<std::size_t>(std::count_if(
      scans.begin(), scans.end(), [role](const DbnScan& scan) { return scan.role == role; }));
}

DbnScans open_scans(const NetworkInputs& inputs, std::int64_t held_out, std::uint64_t seed) {
  check_scans(inputs);
  DbnScans out;
  out.voxels = inputs.mask->size();
  for (std::size_t s = 0; s < inputs.stories.size(); ++s) {
    const StoryScans& story = inputs.stories[s];
    const std::size_t first = out.scans.size();
    for (const BoldScan& scan : story.bold)
      out.scans.push_back({s, scan.name, MappedMatrix(scan.file), ScanRole::training});
    const std::vector<std::size_t> order =
        random_permutation(random_key(seed, "dbn held out", s), story.bold.size());
    for (std::size_t i = 0; i < held_out_of(story, held_out); ++i)
      out.scans[first + order[i]].role = ScanRole::held_out;
  }
  return out;
}

std::vector<const float*> rows_of(const DbnScans& scans, ScanRole role) {
  std::vector<const float*> rows;
  for (const DbnScan& scan : scans.scans)
    if (scan.role == role)
      for (std::size_t t = 0; t < scan.bold.rows(); ++t) rows.push_back(scan.bold.row(t).data());
  return rows;
}

std::vector<std::size_t> health_volumes(std::size_t count, RandomKey key) {
  std::vector<std::size_t> chosen = random_permutation(key, count);
  chosen.resize(std::min(count, kHealthVolumes));
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

Matrix layer_output(const DbnLayer& layer, Rows rows, LayerOutput output, const Backend& backend,
                    Threads& threads) {
  Matrix x = hidden_input(layer.rbm, rows, backend, threads);
  if (output.kind != LayerInput::linear) backend.sigmoid(view_of(x));
  if (output.kind == LayerInput::standardized && !layer.output_moments.values.empty())
    for (std::size_t j = 0; j < x.cols; ++j) {
      const float mean = layer.output_moments(0, j);
      const auto scale =
          static_cast<float>(1 / std::sqrt(layer.output_moments(1, j) + kMomentsEpsilon));
      for (std::size_t i = 0; i < x.rows; ++i) x(i, j) = (x(i, j) - mean) * scale;
    }
  if (output.unit_rows == UnitRows::yes)
    for (std::size_t i = 0; i < x.rows; ++i) {
      double squares = 0;
      for (float v : x.row(i)) squares += static_cast<double>(v) * v;
      if (squares == 0) continue;
      const auto scale = static_cast<float>(1 / std::sqrt(squares));
      for (float& v : x.row(i)) v *= scale;
    }
  return x;
}

std::vector<const float*> row_pointers(const Matrix& x) {
  std::vector<const float*> rows;
  for (std::size_t i = 0; i < x.rows; ++i) rows.push_back(x.row(i).data());
  return rows;
}

}  // namespace anbn
