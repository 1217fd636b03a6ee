// SPDX-License-Identifier: Apache-2.0
// How often the test of the stage `atlas` calls a region of maps that have nothing to do with it,
// and how often it finds one that was planted.
//
// usage: places_level MASK MAPS DRAWS SEED LABELS...
//
// One line a kind of map and atlas, of MAPS maps each: share of p <= .05 and of q <= .05 over all
// parts and regions; of planted maps also the share of maps whose region has p <= .05, and q <=
// .05. "shared": of maps by twelve, as early, middle and late layers have four each, the share of
// p <= .05 of shared_regions(), and of the twelves in which any q is at most .05. MASK: a NIfTI
// mask, or "ellipsoid".
#include "anbn/analysis/places.h"
#include "anbn/analysis/shared_places.h"
#include "anbn/brain/places/noise_field.h"
#include "anbn/brain/space/smooth.h"
#include "anbn/core/error.h"
#include "tests/support/small_brain.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace anbn;

class Maker {
 public:
  Maker(const Mask& mask, std::uint64_t seed) : mask_(mask), fields_(mask), seed_(seed) {}

  std::vector<float> smooth(double width, double mirroring, std::uint64_t number) const {
    std::vector<float> white, room, field;
    fields_.white(random_key(seed_, "places/level", number), white);
    fields_.smoothing(width).smooth(white, room);
    fields_.mirror(white, mirroring, width, field);
    return field;
  }

  /// Noise as wide as that of two widths at once.
  std::vector<float> two_scales(std::uint64_t number) const {
    std::vector<float> map = smooth(1.5, 0, 2 * number);
    const std::vector<float> wide = smooth(6, 0, 2 * number + 1);
    for (std::size_t v = 0; v < map.size(); ++v) map[v] += wide[v];
    return map;
  }

  /// With white noise on it.
  std::vector<float> rough(double width, std::uint64_t number) const {
    std::vector<float> map = smooth(width, 0, number), white;
    fields_.white(random_key(seed_, "places/level-white", number), white);
    add_nugget(white, 0.5, map);
    return map;
  }

  /// A few blobs in a background of zeros.
  std::vector<float> sparse(double width, std::uint64_t number) const {
    std::vector<float> map = smooth(width, 0, number);
    for (float& v : map) v = std::max(0.0f, v - 1.5f);
    return map;
  }

  /// Smoothed inside the mask without regard to its edge, where the variance is then larger.
  std::vector<float> uneven(double width, std::uint64_t number) const {
    std::vector<float> map;
    fields_.white(random_key(seed_, "places/level", number), map);
    const std::vector<char> used(mask_.size(), 1);
    Smoothing::Scratch scratch;
    Smoothing(mask_, used, width * fields_.voxel_mm()).apply(map, scratch);
    return map;
  }

  /// Noise with a region added, blurred a little, that is `height` where it is highest: a parcel of
  /// a few voxels would hardly be left of its blur otherwise.
  std::vector<float> planted(const Atlas& atlas, std::size_t region, double height,
                             std::uint64_t number) const {
    std::vector<float> map = smooth(2, 0, number), here(mask_.size());
    for (std::size_t v = 0; v < here.size(); ++v) here[v] = atlas.region_of[v] == region;
    const std::vector<char> used(mask_.size(), 1);
    Smoothing::Scratch scratch;
    Smoothing(mask_, used, 2 * fields_.voxel_mm()).apply(here, scratch);
    const float most = *std::max_element(here.begin(), here.end());
    for (std::size_t v = 0; v < map.size(); ++v)
      map[v] += static_cast<float>(height) * here[v] / most;
    return map;
  }

 private:
  const Mask& mask_;
  NoiseFields fields_;
  std::uint64_t seed_;
};

struct Setting {
  std::size_t maps, draws;
  std::uint64_t seed;
};

Places places_in(const Matrix& maps, const Mask& mask, std::span<const Atlas> atlases,
                 const Setting& setting) {
  Threads threads(1);
  SilentProgress silent;
  return places_of_maps(maps, mask, atlases, {0.3, {setting.draws, setting.seed}}, threads, silent);
}

/// What maps m .. m + 11 have of the regions first .. first + R - 1 of all atlases' columns.
MainShares shares_of_twelve(const Places& found, std::size_t m, const Atlas& atlas, std::size_t a,
                            std::size_t first, std::size_t draws) {
  const std::size_t regions = atlas.regions.size();
  MainShares shares{12, draws, regions, std::vector<float>(12 * regions), {}};
  std::vector<MapSign> main(12, MapSign::positive);
  for (const PlacedPart& part : found.parts)
    if (part.network >= m && part.network < m + 12 && part.share > 0.5)
      main[part.network - m] = part.sign;
  for (const RegionShare& s : found.regions)
    if (s.atlas == a && s.network >= m && s.network < m + 12 && s.sign == main[s.network - m])
      shares.observed[(s.network - m) * regions + s.region] = static_cast<float>(s.share);
  for (std::size_t d = m * draws; d < (m + 12) * draws; ++d) {
    const auto row = found.drawn.row(d).subspan(first, regions);
    shares.drawn.insert(shares.drawn.end(), row.begin(), row.end());
  }
  return shares;
}

void shared_level(const char* kind, const Places& found, std::span<const Atlas> atlases,
                  const Setting& setting) {
  const std::vector<std::vector<std::size_t>> thirds = {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}};
  std::size_t first = 0;
  for (std::size_t a = 0; a < atlases.size(); ++a) {
    std::vector<double> bases;
    for (std::size_t r = 0; r < atlases[a].regions.size(); ++r) bases.push_back(atlases[a].base(r));
    double tests = 0, called = 0, twelves = 0, any = 0;
    for (std::size_t m = 0; m + 12 <= setting.maps; m += 12, ++twelves) {
      const MainShares shares =
          shares_of_twelve(found, m, atlases[a], a, first, found.drawn.rows / setting.maps);
      bool is_named = false;
      for (const SharedRegion& row : shared_regions(shares, thirds, 0, bases)) {
        ++tests;
        called += row.p <= 0.05;
        is_named |= row.q <= kNamedUpTo;
      }
      any += is_named;
    }
    std::printf("shared\t%s\t%s\t%.0f\t%.4f\t%.5f\tn/a\tn/a\n", kind, atlases[a].title.c_str(),
                tests, called / tests, any / twelves);
    first += atlases[a].regions.size();
  }
}

void level(const char* kind, const Mask& mask, std::span<const Atlas> atlases,
           const Setting& setting, const std::function<std::vector<float>(std::uint64_t)>& make) {
  Matrix maps(setting.maps, mask.size());
  for (std::size_t m = 0; m < maps.rows; ++m) {
    const std::vector<float> map = make(m);
    std::copy(map.begin(), map.end(), maps.row(m).begin());
  }
  const Places found = places_in(maps, mask, atlases, setting);
  for (std::size_t a = 0; a < atlases.size(); ++a) {
    double tests = 0, called = 0, named = 0;
    for (const RegionShare& s : found.regions) {
      if (s.atlas != a) continue;
      ++tests;
      called += s.p <= 0.05;
      named += s.q <= 0.05;
    }
    std::printf("level\t%s\t%s\t%.0f\t%.4f\t%.5f\tn/a\tn/a\n", kind, atlases[a].title.c_str(),
                tests, called / tests, named / tests);
  }
  shared_level(kind, found, atlases, setting);
  std::fflush(stdout);
}

void power(double height, const Mask& mask, const Atlas& atlas, const Setting& setting,
           const Maker& maker) {
  Matrix maps(setting.maps, mask.size());
  std::vector<std::size_t> region(maps.rows);
  for (std::size_t m = 0; m < maps.rows; ++m) {
    region[m] = m % atlas.regions.size();
    const std::vector<float> map = maker.planted(atlas, region[m], height, m);
    std::copy(map.begin(), map.end(), maps.row(m).begin());
  }
  const Places found = places_in(maps, mask, std::span(&atlas, 1), setting);
  double tests = 0, called = 0, named = 0, right = 0, right_named = 0;
  for (const RegionShare& s : found.regions) {
    ++tests;
    called += s.p <= 0.05;
    named += s.q <= 0.05;
    if (s.region != region[s.network] || s.sign != MapSign::positive) continue;
    right += s.p <= 0.05;
    right_named += s.q <= 0.05;
  }
  std::printf("power\theight %g\t%s\t%.0f\t%.4f\t%.5f\t%.4f\t%.4f\n", height, atlas.title.c_str(),
              tests, called / tests, named / tests, right / static_cast<double>(maps.rows),
              right_named / static_cast<double>(maps.rows));
  std::fflush(stdout);
}

void run(int argc, char** argv) {
  const Mask mask = std::string(argv[1]) == "ellipsoid" ? small_brain(6) : read_mask(argv[1]);
  const Setting setting{std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10),
                        std::strtoull(argv[4], nullptr, 10)};
  std::vector<Atlas> atlases;
  for (int i = 5; i < argc; ++i) atlases.push_back(read_atlas({argv[i], "", ""}, mask));
  const Maker maker(mask, setting.seed);
  std::printf("of\tmaps\tatlas\ttests\tp_05\tq_05\tfound_p\tfound_q\n");
  for (const double width : {1.5, 3.0, 6.0})
    level(fmt::format("width {}", width).c_str(), mask, atlases, setting,
          [&](std::uint64_t m) { return maker.smooth(width, 0, m); });
  level("width 3, mirrored", mask, atlases, setting,
        [&](std::uint64_t m) { return maker.smooth(3, 1, m); });
  level("two widths", mask, atlases, setting, [&](std::uint64_t m) { return maker.two_scales(m); });
  level("width 4 and white", mask, atlases, setting,
        [&](std::uint64_t m) { return maker.rough(4, m); });
  level("sparse", mask, atlases, setting, [&](std::uint64_t m) { return maker.sparse(3, m); });
  level("uneven variance", mask, atlases, setting,
        [&](std::uint64_t m) { return maker.uneven(3, m); });
  for (const Atlas& atlas : atlases)
    for (const double height : {1.0, 2.0, 4.0}) power(height, mask, atlas, setting, maker);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "usage: places_level MASK MAPS DRAWS SEED LABELS...\n");
    return 2;
  }
  try {
    run(argc, argv);
  } catch (const anbn::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
