// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/map_noise.h"

#include "anbn/brain/places/noise_field.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace anbn {
namespace {

constexpr std::size_t kDrawsABlock = 4;

/// Maps whose noise is smoothed, mirrored, and mixed with white noise alike.
using MapsByNugget = std::map<double, std::vector<std::size_t>>;
using MapsByMirroring = std::map<std::size_t, MapsByNugget>;
using MapsByWidth = std::map<double, MapsByMirroring>;

MapsByWidth by_kind(std::span<const MapParts> maps, std::span<const NoiseKind> kinds) {
  MapsByWidth noises;
  for (std::size_t m = 0; m < maps.size(); ++m)
    if (maps[m].largest > 0) {
      const NoiseShape& shape = noise_shapes()[kinds[m].shape];
      noises[shape.width][kinds[m].mirroring][shape.nugget].push_back(m);
    }
  return noises;
}

/// Surrogates of all maps, one draw after another.
class Surrogates {
 public:
  Surrogates(std::span<const MapParts> maps, std::span<const NoiseKind> kinds, const Mask& mask,
             std::span<const Atlas> atlases, const MapDraws& plan)
      : maps_(maps),
        atlases_(atlases),
        plan_(plan),
        fields_(mask),
        noise_(by_kind(maps, kinds)),
        places_(maps.size(), atlases) {
    for (const auto& [width, mirrored] : noise_) smooth_.emplace(width, fields_.smoothing(width));
  }

  struct Room {
    std::vector<double> masses;
    std::vector<float> white, nugget, smooth, mirrored, field, volume;
    std::vector<std::uint64_t> order;
  };

  void draw(std::size_t number, Room& room) const {
    room.masses.assign(places_.size(), 0.0);
    fields_.white(random_key(plan_.seed, "places", number), room.white);
    fields_.white(random_key(plan_.seed, "places/nugget", number), room.nugget);
    for (const auto& [width, mirrorings] : noise_) {
      room.smooth = room.white;
      smooth_.at(width).smooth(room.smooth, room.volume);
      for (const auto& [mirroring, nuggets] : mirrorings) {
        fields_.mirror(room.smooth, noise_mirrorings()[mirroring], width, room.mirrored);
        for (const auto& [nugget, maps] : nuggets) {
          room.field = room.mirrored;
          add_nugget(room.nugget, nugget, room.field);
          place(maps, room);
        }
      }
    }
  }

 private:
  /// The largest values of each map where the field is largest, the smallest where it is smallest.
  void place(const std::vector<std::size_t>& maps, Room& room) const {
    std::size_t most_positive = 0, most_negative = 0;
    for (const std::size_t m : maps) {
      most_positive = std::max(most_positive, maps_[m][MapSign::positive].voxels.size());
      most_negative = std::max(most_negative, maps_[m][MapSign::negative].voxels.size());
    }
    order_ends(room.field, most_positive, most_negative, room.order);
    for (const std::size_t m : maps)
      for (const MapSign sign : kMapSigns) {
        const std::vector<float>& mass = maps_[m][sign].mass;
        for (std::size_t a = 0; a < atlases_.size(); ++a) {
          double* masses = room.masses.data() + places_.begin(m, sign, a);
          const std::uint32_t* region_of = atlases_[a].region_of.data();
          for (std::size_t i = 0; i < mass.size(); ++i)
            masses[region_of[voxel_at_end(room.order, sign, i)]] += mass[i];
        }
      }
  }

  std::span<const MapParts> maps_;
  std::span<const Atlas> atlases_;
  MapDraws plan_;
  NoiseFields fields_;
  MapsByWidth noise_;
  MassPlaces places_;
  std::map<double, SmoothNoise> smooth_;
};

}  // namespace

MassPlaces::MassPlaces(std::size_t maps, std::span<const Atlas> atlases) : maps_(maps) {
  for (const Atlas& atlas : atlases) {
    begins_.push_back(of_part_);
    of_part_ += atlas.regions.size() + 1;
  }
}

void draw_masses(std::span<const MapParts> maps, std::span<const NoiseKind> kinds, const Mask& mask,
                 std::span<const Atlas> atlases, const MapDraws& plan, Threads& threads,
                 Progress& progress,
                 const std::function<void(std::size_t worker, std::size_t number,
                                          std::span<const double> masses)>& take) {
  const Surrogates surrogates(maps, kinds, mask, atlases, plan);
  std::vector<Surrogates::Room> rooms(static_cast<std::size_t>(threads.count()));
  progress.begin("random places", plan.draws);
  std::mutex mutex;
  std::size_t done = 0;
  threads.for_each_block((plan.draws + kDrawsABlock - 1) / kDrawsABlock,
                         [&](std::size_t block, std::size_t worker) {
                           const std::size_t first = block * kDrawsABlock,
                                             end = std::min(first + kDrawsABlock, plan.draws);
                           for (std::size_t number = first; number < end; ++number) {
                             surrogates.draw(number, rooms[worker]);
                             take(worker, number, rooms[worker].masses);
                           }
                           const std::lock_guard lock(mutex);
                           progress.advance(done += end - first);
                         });
}

}  // namespace anbn
