// SPDX-License-Identifier: Apache-2.0
// What networks are trained on, read from the disk when it is wanted: memory does not grow with
// the number of scans.
#pragma once

#include "anbn/brain/rbm/rbm.h"
#include "anbn/core/matrix.h"
#include "anbn/io/npy.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace anbn {

/// At most this many samples are taken at a time by those who need all of them one after another; a
/// multiple of the rows that products are cut into, so that results do not depend on it.
inline constexpr std::size_t kSamplesAtOnce = 512;

/// Rows of V numbers in one file or several, numbered through: the volumes of scans, or what a
/// layer makes of them. A copy reads the same files.
class Samples {
 public:
  /// Appends the rows of a file, which must have as many columns as those before it.
  void append(const std::filesystem::path& file);

  std::size_t count() const { return ends_.empty() ? 0 : ends_.back(); }
  std::size_t cols() const { return files_.empty() ? 0 : files_[0]->cols(); }

  /// Fills `out` [V] with sample `i`. Several threads may read at once. Throws Error if its file
  /// cannot be read any more.
  void read(std::size_t i, std::span<float> out) const;
  /// The samples `which` [which.size() x V].
  Matrix read(std::span<const std::size_t> which) const;
  /// The samples first .. first+count-1 [count x V].
  Matrix read(std::size_t first, std::size_t count) const;

 private:
  std::vector<std::shared_ptr<const NpyRowReader>> files_;
  std::vector<std::size_t> ends_;  // of each file: the number after its last row
};

/// Mean and variance [2 x V] over all samples of each column: visible_moments of rows that need not
/// be in memory together.
Matrix moments_of(const Samples& samples);

/// Pointers to the rows of a matrix; valid as long as it.
std::vector<const float*> row_pointers(const Matrix& x);

}  // namespace anbn
