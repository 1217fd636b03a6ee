// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/shared_region_words.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

RegionOfThird row(const char* atlas, const char* region, LayerThird layers, double q) {
  RegionOfThird out{atlas, 1, region, layers, 0.1, {}};
  out.shared.q = q;
  return out;
}

TEST(SharedRegionWords, NameThoseOfEachThirdOfTheLayers) {
  EXPECT_EQ(shared_region_words({}), "");
  const std::vector<RegionOfThird> rows = {
      row("Yeo-7", "Default", LayerThird::early, 0.01),
      row("Yeo-7", "Limbic", LayerThird::early, 0.05),
      row("Yeo-7", "Visual", LayerThird::early, 0.06),
      row("Yeo-7", "Visual", LayerThird::late, 0.002),
      row("AAL", "Insula_L", LayerThird::middle, 0.3),
  };
  EXPECT_EQ(shared_region_words(rows),
            "in Yeo-7 early layers share Default and Limbic, late layers Visual; in AAL no layers "
            "share a region more than chance");
}

TEST(SharedRegionWords, ListThreeWithCommas) {
  EXPECT_EQ(
      shared_region_words({row("A", "x", LayerThird::late, 0), row("A", "y", LayerThird::late, 0),
                           row("A", "z", LayerThird::late, 0)}),
      "in A late layers share x, y and z");
}

}  // namespace
}  // namespace anbn
