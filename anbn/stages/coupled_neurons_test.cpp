// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/coupled_neurons.h"

#include "anbn/io/npy.h"
#include "anbn/results/places.h"
#include "tests/support/error_of.h"
#include "tests/support/has.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// Three networks, the third of which is empty; two regions of one atlas and one of another; 19
/// random maps. The larger part of the first network is positive, of the second negative.
PlacesResults three_networks() {
  PlacesResults x;
  x.atlases = {"two", "one"};
  x.networks = {"BN 1", "BN 2", "BN 3"};
  x.list = {{0, {3, "left", 4}, 0.5}, {0, {8, "right", 4}, 0.25}, {1, {1, "all", 8}, 1}};
  x.draws = 19, x.threshold = 0.3;
  x.places.parts = {{0, MapSign::positive, 3, 1, 0.9, 0, 8, 0, 0, ""},
                    {0, MapSign::negative, 1, 1, 0.1, 0, 8, 0, 0, ""},
                    {1, MapSign::positive, 1, 1, 0.4, 0, 8, 0, 0, ""},
                    {1, MapSign::negative, 2, 1, 0.6, 0, 8, 0, 0, ""}};
  for (std::size_t a = 0; a < 2; ++a)
    for (const PlacedPart& part : x.places.parts)
      for (std::size_t r = 0; r < 2 - a; ++r) {
        const bool is_main = part.share > 0.5;
        x.places.regions.push_back({a, part.network, r, part.sign,
                                    is_main && r == part.network ? 0.75 : 0.125, 1, 0.1, 0.5, 1});
      }
  x.places.drawn = Matrix(3 * 19, 3);
  for (std::size_t d = 0; d < 19; ++d)
    for (std::size_t m = 0; m < 2; ++m)
      x.places.drawn(m * 19 + d, 0) = 0.01f * static_cast<float>(d + 1);
  return x;
}

LayersResults layers_of_networks(const std::vector<std::size_t>& networks) {
  LayersResults results;
  for (std::size_t l = 0; l < networks.size(); ++l) {
    BestOfLayer& best = results.layers.emplace_back();
    best.pair.layer = l + 1;
    best.pair.neuron = networks[l] == kNoIndex ? kNoIndex : l;
    best.pair.anchor = {networks[l], 0.5f};
  }
  return results;
}

class SharedByThirds : public testing::Test {
 protected:
  SharedByThirds() { write(three_networks(), folder.path()); }
  LayersResults with(const std::vector<std::size_t>& networks) {
    LayersResults results = layers_of_networks(networks);
    add_shared_regions({InputKind::stage, Presence::optional, folder.path()}, results, notes);
    return results;
  }
  ScratchFolder folder;
  Notes notes;
};

TEST_F(SharedByThirds, AreOfTheMainPartsOfEachThirdsMaps) {
  // Layers 1 and 2 are early, 3 and 4 middle (one without a pair, one with an empty map), 5 and 6
  // late.
  const std::vector<RegionOfThird> rows = with({0, 1, kNoIndex, 2, 1, 1}).shared;
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[0].atlas, "two");
  EXPECT_EQ(rows[0].region, "left");
  EXPECT_EQ(rows[0].label, 3);
  EXPECT_EQ(rows[0].base, 0.5);
  EXPECT_EQ(rows[0].layers, LayerThird::early);
  EXPECT_EQ(rows[0].shared.maps, 2u);
  EXPECT_NEAR(rows[0].shared.mean_share, (0.75 + 0.125) / 2, 1e-7);
  EXPECT_NEAR(rows[0].shared.expected_share, 0.1, 1e-7);
  EXPECT_EQ(rows[0].shared.p, 0.05);
  EXPECT_EQ(rows[1].region, "right");
  EXPECT_EQ(rows[2].layers, LayerThird::late);
  EXPECT_EQ(rows[2].shared.maps, 2u);
  EXPECT_NEAR(rows[3].shared.mean_share, 0.75, 1e-7);
  EXPECT_EQ(rows[4].atlas, "one");
  EXPECT_EQ(rows[4].region, "all");
  EXPECT_EQ(rows[5].layers, LayerThird::late);
  EXPECT_EQ(notes.facts.size(), 2u);
  EXPECT_EQ(notes.facts[0].first, "two: shared by layers");
  EXPECT_TRUE(has(notes.facts[0].second, "of 4 regions of early, middle and late layers"));
}

TEST_F(SharedByThirds, AreNoneWithoutAnAtlasOrWithTwoLayers) {
  EXPECT_TRUE(with({0, 1}).shared.empty());
  LayersResults results = layers_of_networks({0, 1, 0});
  add_shared_regions({InputKind::stage, Presence::optional, {}}, results, notes);
  EXPECT_TRUE(results.shared.empty());
  EXPECT_TRUE(notes.facts.empty());
}

TEST_F(SharedByThirds, OfOtherNetworksAreErrors) {
  EXPECT_TRUE(has(error_of([&] { with({0, 1, 7}); }), "found 3 networks; expected 8 or more"));
  Matrix drawn(5, 3);
  write_npy(folder.path() / "main_parts.npy", drawn);
  EXPECT_TRUE(has(error_of([&] { with({0, 1, 1}); }), "main_parts.npy: found 5 x 3; expected 57"));
}

}  // namespace
}  // namespace anbn
