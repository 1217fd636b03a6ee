// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/map_noise.h"

#include "anbn/brain/places/noise_field.h"
#include "tests/support/small_brain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

namespace anbn {
namespace {

enum class Tails { light, heavy };

class MapNoise : public testing::Test {
 protected:
  /// Noise of a width and a mirroring, to the power of 3 where tails are heavy.
  std::vector<float> noise(double width, double mirroring, std::uint64_t number,
                           Tails tails = Tails::light) const {
    std::vector<float> white, field, room;
    fields_.white({77, number}, white);
    fields_.smoothing(width).smooth(white, room);
    fields_.mirror(white, mirroring, width, field);
    if (tails == Tails::heavy)
      for (float& v : field) v = v * v * v;
    return field;
  }
  Matrix maps(double width, double mirroring, std::size_t count, Tails tails = Tails::light) const {
    Matrix out(count, mask_.size());
    for (std::size_t m = 0; m < count; ++m) {
      const std::vector<float> map = noise(width, mirroring, m, tails);
      std::copy(map.begin(), map.end(), out.row(m).begin());
    }
    return out;
  }
  std::vector<Atlas> atlases() const {
    std::vector<Atlas> all(2);
    for (std::size_t a = 0; a < 2; ++a)
      for (const Point& p : places_of(mask_))
        all[a].region_of.push_back(a == 0 ? p[0] > 0 : (p[1] > 0) + 2 * (p[2] > 0));
    for (std::size_t a = 0; a < 2; ++a) all[a].regions.resize(a == 0 ? 2 : 4);
    return all;
  }

  Mask mask_ = small_brain(8);
  NoiseFields fields_{mask_};
  Threads one_{1}, three_{3};
  SilentProgress silent_;
};

TEST_F(MapNoise, HasUnitVarianceWhereItIsMirroredToo) {
  std::vector<double> power(mask_.size());
  double product = 0;
  std::size_t pairs = 0;
  const std::size_t draws = 300;
  for (std::size_t d = 0; d < draws; ++d) {
    const std::vector<float> field = noise(2.5, 0.6, d);
    for (std::size_t v = 0; v < power.size(); ++v) {
      power[v] += double{field[v]} * field[v] / draws;
      if (std::abs(fields_.places()[v][0]) < 40) continue;
      product += double{field[v]} * field[fields_.images()[v]];
      ++pairs;
    }
  }
  double mean = 0, midline = 0, at_midline = 0;
  for (std::size_t v = 0; v < power.size(); ++v) {
    mean += power[v] / static_cast<double>(power.size());
    if (fields_.images()[v] == v) midline += power[v], ++at_midline;
  }
  EXPECT_NEAR(mean, 1, 0.03);
  ASSERT_GT(at_midline, 50);
  EXPECT_NEAR(midline / at_midline, 1, 0.06);
  EXPECT_NEAR(product / static_cast<double>(pairs), 0.6, 0.05);
}

TEST_F(MapNoise, HasTheShapeAndMirroringOfTheMap) {
  for (const Tails tails : {Tails::light, Tails::heavy})
    for (const double width : {0.0, 2.0, 4.0})
      for (const double mirroring : {0.0, 1.0})
        for (const NoiseKind& kind :
             kinds_of_noise(maps(width, mirroring, 3, tails), mask_, 1, one_)) {
          const NoiseShape& shape = noise_shapes()[kind.shape];
          if (width == 0)  // nearly white is as good
            EXPECT_TRUE(shape.width <= 1 || shape.nugget >= 0.8) << shape.width;
          else
            EXPECT_NEAR(shape.width, width,
                        tails == Tails::light ? 0.3 * width + 1 : 0.6 * width + 1);
          const double found = noise_mirrorings()[kind.mirroring];
          EXPECT_TRUE(mirroring == 1 ? found >= 0.85 : found <= 0.3)
              << width << ", " << mirroring << ": " << found;
        }
}

TEST_F(MapNoise, HasTheNuggetOfTheMap) {
  Matrix rough = maps(4, 0, 8);
  std::vector<float> white;
  for (std::size_t m = 0; m < 8; ++m) {
    fields_.white({78, m}, white);
    add_nugget(white, 0.4, rough.row(m));
  }
  double nugget = 0, plain = 0;
  for (const NoiseKind& kind : kinds_of_noise(rough, mask_, 1, one_))
    nugget += noise_shapes()[kind.shape].nugget / 8;
  for (const NoiseKind& kind : kinds_of_noise(maps(4, 0, 8), mask_, 1, one_))
    plain += noise_shapes()[kind.shape].nugget / 8;
  EXPECT_NEAR(nugget, 0.4, 0.12);
  EXPECT_LT(plain, 0.1);
}

TEST_F(MapNoise, KeepsTheMassOfEveryPartAndIsTheSameForAnyThreads) {
  Matrix some = maps(2, 0, 4);
  const std::vector<float> mirrored = noise(3, 1, 9);
  std::copy(mirrored.begin(), mirrored.end(), some.row(2).begin());
  std::fill(some.row(3).begin(), some.row(3).end(), 0.0f);  // an empty map
  const std::vector<MapParts> parts = parts_of_maps(some, 0.3);
  const std::vector<Atlas> both = atlases();
  const MassPlaces places(parts.size(), both);
  std::vector<std::vector<double>> first_time;
  for (Threads* threads : {&one_, &three_}) {
    const auto kinds = kinds_of_noise(some, mask_, 1, *threads);
    std::vector<std::vector<double>> draws(10);
    std::mutex mutex;
    draw_masses(parts, kinds, mask_, both, {10, 5}, *threads, silent_,
                [&](std::size_t, std::size_t number, std::span<const double> masses) {
                  const std::lock_guard lock(mutex);
                  draws.at(number).assign(masses.begin(), masses.end());
                });
    for (const std::vector<double>& masses : draws)
      for (std::size_t m = 0; m < parts.size(); ++m)
        for (const MapSign sign : kMapSigns)
          for (std::size_t a = 0; a < 2; ++a) {
            const auto first =
                masses.begin() + static_cast<std::ptrdiff_t>(places.begin(m, sign, a));
            EXPECT_NEAR(std::accumulate(first, first + (a == 0 ? 3 : 5), 0.0), parts[m][sign].total,
                        1e-6 * parts[m][sign].total);
          }
    if (threads == &one_)
      first_time = draws;
    else
      EXPECT_EQ(first_time, draws);
    EXPECT_NE(draws[0], draws[1]);
  }
}

TEST_F(MapNoise, OrdersBothEnds) {
  const std::vector<float> field = {0.5f, -2, 3, -0.0f, 0, 1, -7};
  for (const auto& [largest, smallest] :
       std::vector<std::pair<std::size_t, std::size_t>>{{2, 2}, {0, 0}, {7, 0}, {4, 5}, {0, 7}}) {
    std::vector<std::uint64_t> order;
    order_ends(field, largest, smallest, order);
    const std::vector<std::uint32_t> falling = {2, 5, 0}, rising = {6, 1};
    for (std::size_t i = 0; i < std::min(largest, falling.size()); ++i)
      EXPECT_EQ(voxel_at_end(order, MapSign::positive, i), falling[i]);
    for (std::size_t i = 0; i < std::min(smallest, rising.size()); ++i)
      EXPECT_EQ(voxel_at_end(order, MapSign::negative, i), rising[i]);
  }
}

}  // namespace
}  // namespace anbn
