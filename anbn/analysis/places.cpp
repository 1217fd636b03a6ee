// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/places.h"

#include "anbn/analysis/place_words.h"
#include "anbn/stats/corrections.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr double kFewestDraws = 1000, kMostDraws = 10000;

/// The shares of the maps' main parts in one draw, as Places::drawn has them.
void keep_shares(std::span<const MapParts> maps, std::span<const Atlas> atlases,
                 const MassPlaces& places, std::span<const double> masses, std::size_t number,
                 Matrix& drawn) {
  const std::size_t draws = drawn.rows / maps.size();
  for (std::size_t m = 0; m < maps.size(); ++m) {
    const MapSign sign = maps[m].main_sign();
    const std::span<float> row = drawn.row(m * draws + number);
    std::size_t column = 0;
    for (std::size_t a = 0; a < atlases.size() && maps[m].largest > 0; ++a)
      for (std::size_t r = 0; r < atlases[a].regions.size(); ++r)
        row[column++] =
            static_cast<float>(masses[places.begin(m, sign, a) + r] / maps[m][sign].total);
  }
}

/// How often each mass of the surrogates reached that of the maps; keeps the shares of the first.
std::vector<std::size_t> times_reached(std::span<const MapParts> maps,
                                       std::span<const NoiseKind> kinds, const Mask& mask,
                                       std::span<const Atlas> atlases, const MapDraws& plan,
                                       Threads& threads, Progress& progress, Matrix& drawn) {
  std::size_t regions = 0;
  for (const Atlas& atlas : atlases) regions += atlas.regions.size();
  const std::size_t kept = std::min(plan.draws, kKeptDraws);
  drawn = Matrix(maps.size() * kept, regions);
  const MassPlaces places(maps.size(), atlases);
  std::vector<double> observed(places.size());
  for (std::size_t m = 0; m < maps.size(); ++m)
    for (const MapSign sign : kMapSigns)
      for (std::size_t a = 0; a < atlases.size(); ++a) {
        const std::vector<double> mass = mass_in_regions(maps[m][sign], atlases[a]);
        for (std::size_t r = 0; r < mass.size(); ++r)
          observed[places.begin(m, sign, a) + r] = mass[r] * kReaches;
      }
  std::vector<std::vector<std::uint32_t>> counts(static_cast<std::size_t>(threads.count()));
  draw_masses(maps, kinds, mask, atlases, plan, threads, progress,
              [&](std::size_t worker, std::size_t number, std::span<const double> masses) {
                if (number < kept) keep_shares(maps, atlases, places, masses, number, drawn);
                counts[worker].resize(masses.size());
                for (std::size_t i = 0; i < masses.size(); ++i)
                  counts[worker][i] += masses[i] >= observed[i];
              });
  std::vector<std::size_t> reached(places.size());
  for (const auto& of_worker : counts)
    for (std::size_t i = 0; i < of_worker.size(); ++i) reached[i] += of_worker[i];
  return reached;
}

std::vector<RegionShare> region_shares(std::span<const MapParts> maps,
                                       std::span<const Atlas> atlases,
                                       const std::vector<std::size_t>& reached, std::size_t draws) {
  const MassPlaces places(maps.size(), atlases);
  std::vector<RegionShare> shares;
  for (std::size_t a = 0; a < atlases.size(); ++a) {
    const std::size_t first = shares.size();
    for (std::size_t m = 0; m < maps.size(); ++m)
      for (const MapSign sign : kMapSigns) {
        const MapPart& part = maps[m][sign];
        if (part.voxels.empty()) continue;
        const std::vector<double> mass = mass_in_regions(part, atlases[a]);
        const std::vector<double> dice = dice_of_regions(part, atlases[a]);
        for (std::size_t r = 0; r < dice.size(); ++r) {
          const double share = mass[r] / part.total;
          shares.push_back({a, m, r, sign, share, share / atlases[a].base(r), dice[r],
                            permutation_p(reached[places.begin(m, sign, a) + r], draws), 0});
        }
      }
    std::vector<double> p;
    for (std::size_t i = first; i < shares.size(); ++i) p.push_back(shares[i].p);
    const std::vector<double> q = benjamini_hochberg(p);
    for (std::size_t i = first; i < shares.size(); ++i) shares[i].q = q[i - first];
  }
  return shares;
}

/// Adds the part and its peaks.
void add_part(const PlacedPart& known, const MapPart& part, const Mask& mask,
              std::span<const Point> voxels, std::span<const Atlas> atlases, Places& out) {
  PlacedPart placed = known;
  const std::vector<Cluster> clusters = clusters_of(mask, part, placed.sign);
  const std::array<double, 3> edges = voxel_sizes(mask.grid);
  placed.voxels = part.voxels.size();
  placed.clusters = clusters.size();
  placed.laterality = laterality(mask, voxels, part);
  std::vector<RegionShare> own;
  for (const RegionShare& s : out.regions)
    if (s.network == placed.network && s.sign == placed.sign) own.push_back(s);
  placed.words = place_words(placed, own, atlases);
  for (std::size_t c = 0; c < std::min(kMostPeaks, clusters.size()); ++c) {
    const Point& at = voxels[clusters[c].peak];
    PlacedPeak peak{placed.network,
                    placed.sign,
                    c,
                    clusters[c].voxels,
                    static_cast<double>(clusters[c].voxels) * edges[0] * edges[1] * edges[2],
                    at[0],
                    at[1],
                    at[2],
                    clusters[c].value,
                    {}};
    for (const Atlas& atlas : atlases) {
      const std::size_t region = atlas.region_of[clusters[c].peak];
      peak.regions.push_back(region < atlas.regions.size() ? atlas.regions[region].name : "");
    }
    out.peaks.push_back(std::move(peak));
  }
  out.parts.push_back(std::move(placed));
}

}  // namespace

std::size_t draws_asked_for(std::span<const Atlas> atlases) {
  double most = kFewestDraws;
  for (const Atlas& atlas : atlases)
    most = std::max(most, 2 * static_cast<double>(atlas.regions.size()) / kNamedUpTo);
  return static_cast<std::size_t>(std::min(std::ceil(most), kMostDraws));
}

Places places_of_maps(const Matrix& maps, const Mask& mask, std::span<const Atlas> atlases,
                      const PlacesPlan& plan, Threads& threads, Progress& progress) {
  assert(maps.cols == mask.size());
  const std::vector<MapParts> parts = parts_of_maps(maps, plan.threshold);
  const auto kinds = kinds_of_noise(maps, mask, plan.draws.seed, threads);
  Places out;
  const auto reached =
      times_reached(parts, kinds, mask, atlases, plan.draws, threads, progress, out.drawn);
  const std::vector<Point> voxels = places_of(mask);
  out.regions = region_shares(parts, atlases, reached, plan.draws.draws);
  for (std::size_t m = 0; m < parts.size(); ++m)
    for (const MapSign sign : kMapSigns) {
      const MapPart& part = parts[m][sign];
      if (part.voxels.empty()) continue;
      PlacedPart placed;
      placed.network = m;
      placed.sign = sign;
      placed.share = part.total / (parts[m].parts[0].total + parts[m].parts[1].total);
      placed.fwhm_mm = fwhm_mm(kinds[m], mask);
      placed.nugget = noise_shapes()[kinds[m].shape].nugget;
      placed.mirroring = noise_mirrorings()[kinds[m].mirroring];
      add_part(placed, part, mask, voxels, atlases, out);
    }
  return out;
}

}  // namespace anbn
