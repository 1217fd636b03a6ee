// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/places.h"

#include "anbn/analysis/place_words.h"
#include "anbn/brain/places/noise_field.h"
#include "anbn/core/nan.h"
#include "tests/support/small_brain.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

class PlacesTest : public testing::Test {
 protected:
  PlacesTest() {
    for (const Point& p : points_) octants_.region_of.push_back(region(p));
    for (std::int64_t r = 0; r < 8; ++r) octants_.regions.push_back({r + 1, names_[r], 0});
    for (const std::uint32_t r : octants_.region_of)
      if (r < 8) ++octants_.regions[r].voxels;
    octants_.title = "octants";
  }

  static std::uint32_t region(const Point& p) {
    const auto label = static_cast<std::uint32_t>(octant(p));
    return label == 0 ? 8 : label - 1;
  }
  Matrix noise(std::size_t count, double width, std::uint64_t seed) const {
    Matrix maps(count, mask_.size());
    std::vector<float> map, room;
    for (std::size_t m = 0; m < count; ++m) {
      fields_.white({seed, m}, map);
      fields_.smoothing(width).smooth(map, room);
      std::copy(map.begin(), map.end(), maps.row(m).begin());
    }
    return maps;
  }
  /// Adds a blob in the middle of a region.
  void plant(Matrix& maps, std::size_t m, std::uint32_t r, float height) const {
    const Point middle = {(r & 1) ? 25. : -25, (r & 2) ? 30. : -30, (r & 4) ? 20. : -20};
    for (std::size_t v = 0; v < mask_.size(); ++v) {
      double squares = 0;
      for (std::size_t a = 0; a < 3; ++a) squares += std::pow(points_[v][a] - middle[a], 2);
      maps(m, v) += height * static_cast<float>(std::exp(-squares / (2 * 14. * 14)));
    }
  }
  Places places(const Matrix& maps, std::size_t draws) {
    return places_of_maps(maps, mask_, std::span<const Atlas>(&octants_, 1), {0.3, {draws, 3}},
                          threads_, silent_);
  }

  static constexpr const char* names_[8] = {"Low_L",  "Low_R",  "Fore_L", "Fore_R",
                                            "High_L", "High_R", "Top_L",  "Top_R"};
  Mask mask_ = small_brain(8);
  std::vector<Point> points_ = places_of(mask_);
  NoiseFields fields_{mask_};
  Atlas octants_;
  Threads threads_{2};
  SilentProgress silent_;
};

TEST_F(PlacesTest, OfNoiseAreCalledAsOftenAsTheLevelSays) {
  const Places found = places(noise(150, 3, 11), 400);
  std::size_t called = 0, named = 0;
  for (const RegionShare& s : found.regions) {
    called += s.p <= 0.05;
    named += s.q <= kNamedUpTo;
  }
  const auto tests = static_cast<double>(found.regions.size());
  EXPECT_EQ(found.regions.size(), 150u * 2 * 8);
  // Of so few maps; tests/study/places.sh has thousands.
  EXPECT_LT(static_cast<double>(called) / tests, 0.075);
  EXPECT_GT(static_cast<double>(called) / tests, 0.03);
  EXPECT_LT(static_cast<double>(named) / tests, 0.01);
}

TEST_F(PlacesTest, ThatWerePlantedAreFoundAndNamed) {
  Matrix maps = noise(4, 2, 5);
  plant(maps, 0, 3, 9);   // front, right
  plant(maps, 1, 4, -9);  // high, left, negative
  const Places found = places(maps, 1000);
  for (const RegionShare& s : found.regions) {
    const bool planted = (s.network == 0 && s.region == 3 && s.sign == MapSign::positive) ||
                         (s.network == 1 && s.region == 4 && s.sign == MapSign::negative);
    EXPECT_EQ(s.q <= kNamedUpTo, planted)
        << s.network << " " << s.region << " " << s.q << " " << s.share;
    if (!planted) continue;
    EXPECT_GT(s.share, 0.6);
    EXPECT_NEAR(s.enrichment, s.share / octants_.base(s.region), 1e-12);
    EXPECT_GT(s.dice, 0.1);
  }
  const auto part = [&](std::size_t network, MapSign sign) {
    for (const PlacedPart& p : found.parts)
      if (p.network == network && p.sign == sign) return p;
    return PlacedPart();
  };
  EXPECT_GT(part(0, MapSign::positive).share, 0.9);
  EXPECT_LT(part(0, MapSign::positive).laterality, -0.5);
  EXPECT_TRUE(part(0, MapSign::positive).words.starts_with("right; "));
  EXPECT_NE(part(0, MapSign::positive).words.find("% Fore (octants)"), std::string::npos);
  EXPECT_TRUE(part(1, MapSign::negative).words.starts_with("left; "));
  EXPECT_NE(part(2, MapSign::positive).words.find("no region of octants more than chance"),
            std::string::npos);
  ASSERT_FALSE(found.peaks.empty());
  EXPECT_EQ(found.peaks[0].regions, std::vector<std::string>{"Fore_R"});
  EXPECT_NEAR(found.peaks[0].x_mm, 25, 9);
}

TEST_F(PlacesTest, AskForAsManyDrawsAsTheLargestAtlasNeeds) {
  std::vector<Atlas> atlases(2);
  atlases[0].regions.resize(7);
  EXPECT_EQ(draws_asked_for(atlases), 1000u);
  atlases[1].regions.resize(200);
  EXPECT_EQ(draws_asked_for(atlases), 8000u);
  atlases[1].regions.resize(1000);
  EXPECT_EQ(draws_asked_for(atlases), 10000u);
}

TEST_F(PlacesTest, OfAnEmptyMapAreNone) {
  Matrix maps = noise(2, 2, 5);
  std::fill(maps.row(0).begin(), maps.row(0).end(), 0.0f);
  const Places found = places(maps, 20);
  for (const RegionShare& s : found.regions) EXPECT_EQ(s.network, 1u);
  for (const PlacedPart& p : found.parts) EXPECT_EQ(p.network, 1u);
}

TEST_F(PlacesTest, KeepWhereTheMainPartsOfTheFirstRandomMapsLie) {
  Matrix maps = noise(3, 2, 5);
  plant(maps, 1, 4, -9);
  std::fill(maps.row(2).begin(), maps.row(2).end(), 0.0f);
  const Places few = places(maps, 30), many = places(maps, kKeptDraws + 5);
  ASSERT_EQ(few.drawn.rows, 3u * 30);
  ASSERT_EQ(many.drawn.rows, 3u * kKeptDraws);
  ASSERT_EQ(few.drawn.cols, 8u);
  for (std::size_t d = 0; d < 30; ++d)
    for (std::size_t m = 0; m < 3; ++m) {
      double sum = 0;
      for (std::size_t r = 0; r < 8; ++r) {
        EXPECT_EQ(few.drawn(m * 30 + d, r), many.drawn(m * kKeptDraws + d, r));
        sum += few.drawn(m * 30 + d, r);
      }
      EXPECT_LE(sum, 1 + 1e-6);
      EXPECT_EQ(sum > 0.5, m < 2) << m;  // the octants cover nearly all of the brain
    }
  // p of the main part counts these very draws.
  for (const RegionShare& s : few.regions) {
    if (s.network != 1 || s.sign != MapSign::negative) continue;
    std::size_t reached = 0;
    for (std::size_t d = 0; d < 30; ++d)
      reached += few.drawn(30 + d, s.region) >= (1 - 1e-6) * s.share;
    EXPECT_DOUBLE_EQ(s.p, static_cast<double>(reached + 1) / 31) << s.region;
  }
}

TEST_F(PlacesTest, InWordsPutRegionsOfOneNameTogether) {
  PlacedPart part;
  part.laterality = 0.1;
  Atlas atlas;
  atlas.title = "Schaefer";
  for (const char* name : {"7Networks_LH_Default_PFC_1", "7Networks_RH_Default_PFC_1",
                           "7Networks_LH_Vis_1", "7Networks_LH_Limbic_1"})
    atlas.regions.push_back({0, name, 1});
  std::vector<RegionShare> shares;
  for (std::size_t r = 0; r < 4; ++r) {
    RegionShare& s = shares.emplace_back();
    s.region = r;
    s.share = 0.2;
    s.q = r == 3 ? 0.2 : 0.01;
  }
  const std::span<const Atlas> atlases(&atlas, 1);
  EXPECT_EQ(place_words(part, shares, atlases), "both sides; 60 % Default and Vis (Schaefer)");
  part.laterality = kNan;
  EXPECT_EQ(place_words(part, {}, atlases), "midline; no region of Schaefer more than chance");
}

}  // namespace
}  // namespace anbn
