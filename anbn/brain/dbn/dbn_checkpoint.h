// SPDX-License-Identifier: Apache-2.0
// What a training that was killed goes on from. A checkpoint file:
//
//   "anbn dbn 1" and six NULs, then little-endian numbers of 64 bits: layer, step, sections;
//   for each section: its bytes, and the content hash of them (32 hexadecimal digits);
//   the content hash of all that came so far; the sections, one after another.
//
// The first section is the health so far, the others are float32 arrays.
#pragma once

#include "anbn/brain/dbn/dbn_health.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anbn {

struct DbnCheckpoint {
  std::uint64_t layer = 0, step = 0;  // steps done of this layer, which counts from 0
  std::vector<DbnHealth> health;
  std::vector<std::vector<float>> arrays;
};

/// The checkpoint in the bytes of a file; `name` is the file in errors. Throws Error if a length
/// or hash does not fit; nothing larger than the file is ever allocated.
DbnCheckpoint parse_dbn_checkpoint(std::span<const std::byte> bytes, const std::string& name);

/// The same bytes with the hashes that belong to them, where lengths allow; for tests.
std::vector<std::byte> resealed_dbn_checkpoint(std::span<const std::byte> bytes);

/// The checkpoints of one training in one folder: the last two of the layer in training, and one
/// of each layer that is finished.
class DbnCheckpoints {
 public:
  /// Makes the folder if need be.
  explicit DbnCheckpoints(std::filesystem::path folder);

  /// The newest sound checkpoint; `finished` [layer] are those of the layers before its own. What
  /// is damaged is passed over, told in `warnings` and removed.
  struct Found {
    DbnCheckpoint current;
    std::vector<DbnCheckpoint> finished;
  };
  std::optional<Found> newest(std::vector<std::string>& warnings);

  /// Writes a checkpoint, whole or not at all, and removes all but it and the one before it.
  /// Throws Error if the disk is full or failing; those before it stay.
  void save(std::uint64_t layer, std::uint64_t step, std::span<const DbnHealth> health,
            std::span<const std::span<const float>> arrays);

  /// Keeps the arrays of a layer that is finished.
  void save_finished(std::uint64_t layer, std::span<const std::span<const float>> arrays);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace anbn
