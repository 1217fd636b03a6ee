// SPDX-License-Identifier: Apache-2.0
// Where maps would lie by chance: white noise smoothed inside the mask until it is as smooth as
// the map, with a share of unsmoothed noise, mirrored as far as the map is, and with the map's own
// values in the order of the noise.
// Source: the idea of Burt, Helmer, Shinn, Anticevic, Murray (2020), NeuroImage 220: surrogate maps
// of the same values and variogram.
#pragma once

#include "anbn/brain/places/atlas.h"
#include "anbn/brain/places/map_parts.h"
#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"
#include "anbn/core/progress.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace anbn {

/// How smooth noise is.
struct NoiseShape {
  double width = 0;   // full width at half maximum, in voxels (the geometric mean of their edges)
  double nugget = 0;  // share of the variance that is white
};

/// What noise is like a map, by its number in the lists of shapes and of mirrorings: maps that have
/// both in common share their noise, so that hundreds of maps take little more time than a few.
struct NoiseKind {
  std::size_t shape = 0, mirroring = 0;

  friend bool operator==(const NoiseKind&, const NoiseKind&) = default;
};

/// Shapes that noise may have, by width and nugget.
std::span<const NoiseShape> noise_shapes();
/// Correlations of the smooth noise with its own mirror image.
std::span<const double> noise_mirrorings();

double fwhm_mm(const NoiseKind& kind, const Mask& mask);

/// The kind of noise for each map [M x V], least squares over what noise with the map's values
/// gives: first the shape by the variogram of 1 to 6 voxels along each axis, then the mirroring by
/// the correlation of the map with its mirror image (x to -x), midline left out.
std::vector<NoiseKind> kinds_of_noise(const Matrix& maps, const Mask& mask, std::uint64_t seed,
                                      Threads& threads);

/// Where the masses of a draw stand in one list: of each map, sign and atlas as mass_in_regions
/// gives them.
class MassPlaces {
 public:
  MassPlaces(std::size_t maps, std::span<const Atlas> atlases);

  std::size_t size() const { return maps_ * 2 * of_part_; }
  /// Where those of one part in one atlas begin.
  std::size_t begin(std::size_t map, MapSign sign, std::size_t atlas) const {
    return (2 * map + static_cast<std::size_t>(sign)) * of_part_ + begins_[atlas];
  }

 private:
  std::size_t maps_, of_part_ = 0;
  std::vector<std::size_t> begins_;
};

struct MapDraws {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
};

/// Of an observed mass: what a surrogate must have to reach it. Sums in another order differ in
/// their last digits, and what is equal reaches.
inline constexpr double kReaches = 1 - 1e-9;

/// Calls take(worker, number, masses) once a draw with the masses of all maps' surrogates, which
/// are made from the same white noise; concurrent calls have different workers, and in which order
/// draws come depends on the threads.
void draw_masses(std::span<const MapParts> maps, std::span<const NoiseKind> kinds, const Mask& mask,
                 std::span<const Atlas> atlases, const MapDraws& plan, Threads& threads,
                 Progress& progress,
                 const std::function<void(std::size_t worker, std::size_t number,
                                          std::span<const double> masses)>& take);

}  // namespace anbn
