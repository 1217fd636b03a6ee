// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/brain.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr double kVoxel_mm = 7;
constexpr std::array<std::size_t, 3> kSize = {21, 27, 22};
constexpr Millimetres kFirst = {70, -108, -66};  // the centre of voxel (0, 0, 0)

/// How far `p` is from `centre`, where 1 is the surface of the ellipsoid with half axes `radius`.
double ellipsoid(const Millimetres& p, const Millimetres& centre, const Millimetres& radius) {
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) sum += std::pow((p[a] - centre[a]) / radius[a], 2);
  return std::sqrt(sum);
}

/// The same on both sides of the body.
double pair(const Millimetres& p, const Millimetres& centre, const Millimetres& radius) {
  return ellipsoid({std::abs(p[0]), p[1], p[2]}, centre, radius);
}

/// From 0 in the middle of the cerebrum to 1 on its surface: an egg with a flat base, narrow in
/// front.
double cerebrum(const Millimetres& p) {
  const double y = (p[1] + 17) / 87;
  const double half_width = 67 - 12 * std::pow(std::max(0.0, y), 2);
  const double half_height = p[2] > 8 ? 67 : 46;
  return std::pow(std::pow(std::abs(p[0]) / half_width, 2.2) + std::pow(std::abs(y), 2.2) +
                      std::pow(std::abs(p[2] - 8) / half_height, 2.2),
                  1 / 2.2);
}

double cerebellum(const Millimetres& p) { return ellipsoid(p, {0, -62, -38}, {50, 35, 24}); }

bool in_fissure(const Millimetres& p) {
  return std::abs(p[0]) < kVoxel_mm / 2 && p[2] > -10 && cerebrum(p) > 0.66;
}

bool in_ventricle(const Millimetres& p) { return pair(p, {13, -12, 18}, {8, 30, 9}) < 1; }

bool in_brain(const Millimetres& p) {
  const bool stem = ellipsoid(p, {0, -30, -40}, {13, 13, 26}) < 1;
  return (cerebrum(p) < 1 || cerebellum(p) < 1 || stem) && !in_fissure(p) && !in_ventricle(p);
}

/// From 0 below `low` to 1 above `high`.
double step(double low, double high, double v) {
  const double t = std::clamp((v - low) / (high - low), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

/// What a scan shows: grey matter is brighter than white; the cortex is folded; the field of the
/// coil is uneven, and the air above the nose takes signal away.
double brightness(const Millimetres& p) {
  const double cortex = step(0.62, 0.8, std::min(cerebrum(p), cerebellum(p)));
  const double folds =
      0.09 * std::sin(p[0] / 6.5) * std::sin(p[1] / 7.5 + 1) * std::cos(p[2] / 7 + 0.5);
  const double nuclei = std::max(1 - step(0.8, 1.1, pair(p, {12, -20, 6}, {10, 15, 10})),
                                 1 - step(0.8, 1.1, pair(p, {26, 2, 1}, {9, 18, 12})));
  const double tissue = std::max(0.84 + (0.22 + folds) * cortex, 0.84 + 0.16 * nuclei);
  const double coil = 1 + 0.1 * (p[1] + 17) / 87 - 0.06 * p[2] / 70;
  const double lost = 0.55 * std::exp(-std::pow(ellipsoid(p, {0, 42, -24}, {22, 20, 16}), 2));
  return 1000 * tissue * coil * (1 - lost);
}

}  // namespace

SimulatedBrain simulated_brain() {
  SimulatedBrain brain;
  Grid& grid = brain.mask.grid;
  grid.size = kSize;
  grid.affine = {
      {{-kVoxel_mm, 0, 0, kFirst[0]}, {0, kVoxel_mm, 0, kFirst[1]}, {0, 0, kVoxel_mm, kFirst[2]}}};
  for (std::size_t v = 0; v < grid.voxels(); ++v) {
    const std::array<std::size_t, 3> at = {v % kSize[0], v / kSize[0] % kSize[1],
                                           v / kSize[0] / kSize[1]};
    Millimetres p;
    for (std::size_t a = 0; a < 3; ++a)
      p[a] = kFirst[a] + grid.affine[a][a] * static_cast<double>(at[a]);
    if (!in_brain(p)) continue;
    brain.mask.voxels.push_back(v);
    brain.places.push_back(p);
    brain.mean.push_back(static_cast<float>(brightness(p)));
  }
  return brain;
}

}  // namespace anbn
