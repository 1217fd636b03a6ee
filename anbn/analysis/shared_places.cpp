// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/places.h"
#include "anbn/stats/corrections.h"

#include <algorithm>

namespace anbn {
namespace {

using Groups = std::span<const std::vector<std::size_t>>;

/// Maps of groups with their main parts, those that are empty left out.
class GroupedMaps {
 public:
  GroupedMaps(const std::vector<MapParts>& maps, Groups groups, const Atlas& atlas)
      : maps_(maps), groups_(groups.begin(), groups.end()), atlas_(atlas) {
    for (std::vector<std::size_t>& group : groups_)
      std::erase_if(group, [&](std::size_t m) { return maps_[m].largest == 0; });
  }

  std::vector<std::vector<SharedRegion>> observed() const {
    std::vector<std::vector<SharedRegion>> all;
    for (const std::vector<std::size_t>& group : groups_) {
      std::vector<SharedRegion>& shared = all.emplace_back(atlas_.regions.size());
      for (std::size_t r = 0; r < shared.size(); ++r) {
        shared[r].region = r;
        shared[r].least_share = group.empty() ? 0 : 1;
      }
      for (const std::size_t m : group) {
        const MapPart& part = maps_[m][maps_[m].main_sign()];
        const std::vector<double> mass = mass_in_regions(part, atlas_);
        for (std::size_t r = 0; r < shared.size(); ++r) {
          const double share = mass[r] / part.total;
          shared[r].mean_share += share / static_cast<double>(group.size());
          shared[r].least_share = std::min(shared[r].least_share, share);
        }
      }
      for (SharedRegion& region : shared)
        region.enrichment = region.mean_share / atlas_.base(region.region);
    }
    return all;
  }

  /// The mean share of each region in a group's surrogates.
  std::vector<double> mean_shares(std::size_t group, const MassPlaces& places,
                                  std::span<const double> masses) const {
    std::vector<double> mean(atlas_.regions.size());
    for (const std::size_t m : groups_[group]) {
      const MapSign sign = maps_[m].main_sign();
      const double weight = 1 / (maps_[m][sign].total * static_cast<double>(groups_[group].size()));
      for (std::size_t r = 0; r < mean.size(); ++r)
        mean[r] += weight * masses[places.begin(m, sign, 0) + r];
    }
    return mean;
  }

 private:
  const std::vector<MapParts>& maps_;
  std::vector<std::vector<std::size_t>> groups_;
  const Atlas& atlas_;
};

}  // namespace

std::vector<std::vector<SharedRegion>> shared_regions(const Matrix& maps, const Mask& mask,
                                                      const Atlas& atlas, Groups groups,
                                                      const PlacesPlan& plan, Threads& threads,
                                                      Progress& progress) {
  const std::vector<MapParts> parts = parts_of_maps(maps, plan.threshold);
  const auto kinds = kinds_of_noise(maps, mask, plan.draws.seed, threads);
  const std::span<const Atlas> atlases(&atlas, 1);
  const MassPlaces places(maps.rows, atlases);
  const GroupedMaps grouped(parts, groups, atlas);
  std::vector<std::vector<SharedRegion>> shared = grouped.observed();
  const std::size_t regions = atlas.regions.size();
  std::vector<std::vector<std::uint32_t>> counts(
      static_cast<std::size_t>(threads.count()),
      std::vector<std::uint32_t>(groups.size() * regions));
  draw_masses(parts, kinds, mask, atlases, plan.draws, WhiteNoise::own, threads, progress,
              [&](std::size_t worker, std::span<const double> masses) {
                for (std::size_t g = 0; g < groups.size(); ++g) {
                  const std::vector<double> mean = grouped.mean_shares(g, places, masses);
                  for (std::size_t r = 0; r < regions; ++r)
                    counts[worker][g * regions + r] +=
                        mean[r] >= kReaches * shared[g][r].mean_share;
                }
              });
  std::vector<double> p;
  for (std::size_t i = 0; i < groups.size() * regions; ++i) {
    std::size_t reached = 0;
    for (const auto& of_worker : counts) reached += of_worker[i];
    p.push_back(permutation_p(reached, plan.draws.draws));
  }
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    shared[i / regions][i % regions].p = p[i];
    shared[i / regions][i % regions].q = q[i];
  }
  return shared;
}

}  // namespace anbn
