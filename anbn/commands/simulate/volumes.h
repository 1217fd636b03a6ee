// SPDX-License-Identifier: Apache-2.0
// Simulated scans: what a listener's brain does while the story is told, and what the scanner
// makes of it.
#pragma once

#include "anbn/commands/simulate/brain.h"
#include "anbn/commands/simulate/maps.h"
#include "anbn/commands/simulate/networks.h"
#include "anbn/core/matrix.h"

#include <filesystem>
#include <span>

namespace anbn {

/// How smooth the noise is: its full width at half maximum, were it a blurred point.
inline constexpr double kNoiseFwhm_mm = 8;

/// What goes on in one listener's networks [volumes x M], of unit variance: the network's own
/// activity (white noise convolved with the HRF, other in each listener and story), and where a
/// network is driven the signal instead of `shared` of its variance.
/// @param signals  as listener_signals() gives them
/// Throws Error if tr_s is out of range.
Matrix listener_activity(const Matrix& signals, const ListenerOptions& options);

/// One listener's scan, volume by volume. A voxel's value is
///   gain mean (1 + (noise + drift + sum_m snr strength_m map_m activity_m) / 100)
/// so that `snr` is the standard deviation of a network's activity in the voxel where its map is 1
/// over that of the noise there, in one listener; the noise is 1 % of the mean.
/// `noise` is AR(1) in time with phi = 0.4 and smooth in space (FWHM 8 mm), of unit variance.
/// `drift` is listener_drift(), one for the whole brain and one along each axis, that reaches its
/// full size, with opposite signs, at both ends of the brain. The listener's networks lie elsewhere
/// by normals with a standard deviation of 2 mm along each axis, and their strengths are
/// exp(0.2 normal), both the same in all stories; `gain`, of the scan, is 0.9 to 1.1.
class ListenerScan {
 public:
  /// The spans' owners must outlive the scan.
  /// @param signals  as listener_signals() gives them
  ListenerScan(const SimulatedBrain& brain, const SmoothNoise& smooth,
               std::span<const PlantedMap> maps, const Matrix& signals,
               const ListenerOptions& options);

  std::size_t volumes() const { return activity_.rows; }

  /// Fills `values` [V] with the next volume; to be called volumes() times.
  void next(std::span<float> values);

 private:
  struct Weight {
    std::size_t voxel;
    float weight;
  };

  const SimulatedBrain& brain_;
  const SmoothNoise& smooth_;
  ListenerOptions options_;
  Matrix activity_;                            // [volumes x M]
  std::vector<std::vector<Weight>> weights_;   // [M], the voxels of each network
  std::array<std::vector<double>, 4> drifts_;  // [volumes]: of the whole brain, along x, y, z
  std::size_t volume_ = 0;
  double gain_ = 1;
  std::vector<float> noise_, fresh_, room_;
};

/// Writes a scan (.nii.gz, int16 in steps of 0.25) and, beside it, its sidecar with
/// RepetitionTime and TaskName. Throws Error if the disk is full or failing, or a value too large.
void write_scan(const std::filesystem::path& file, const SimulatedBrain& brain, ListenerScan& scan,
                const ListenerOptions& options);

}  // namespace anbn
