// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/piece_folds.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

std::vector<std::size_t> among(const std::vector<std::size_t>& from,
                               const std::vector<std::size_t>& held_out, std::size_t gap) {
  std::vector<std::size_t> far;
  for (const std::size_t v : from)
    if (std::all_of(held_out.begin(), held_out.end(),
                    [&](std::size_t h) { return (v < h ? h - v : v - h) > gap; }))
      far.push_back(v);
  return far;
}

TEST(PieceFolds, AreTheVolumesThatADefinitionByVolumesGives) {
  for (const std::size_t gap : {0u, 3u, 5u}) {
    const std::vector<std::size_t> blocks = {0, 9, 20, 31, 45, 50};
    const PieceFolds folds = piece_folds(blocks, 3, gap);
    std::size_t covered = 0;
    for (const VolumePiece& piece : folds.pieces) {
      EXPECT_EQ(piece.first, covered);
      covered += piece.count;
    }
    EXPECT_EQ(covered, 50u);
    ASSERT_EQ(folds.folds.size(), 5u);
    for (std::size_t f = 0; f < 5; ++f) {
      const Fold outer = volumes_of(folds.folds[f].outer, folds.pieces);
      std::vector<std::size_t> own;
      for (std::size_t v = blocks[f]; v < blocks[f + 1]; ++v) own.push_back(v);
      EXPECT_EQ(outer.held_out, own);
      EXPECT_EQ(outer.training, among(all_volumes(50), own, gap));
      EXPECT_GE(folds.folds[f].inner.size(), 2u);
      std::vector<std::size_t> inside;
      for (const PieceFold& one : folds.folds[f].inner) {
        const Fold inner = volumes_of(one, folds.pieces);
        EXPECT_EQ(inner.training, among(outer.training, inner.held_out, gap)) << gap;
        inside.insert(inside.end(), inner.held_out.begin(), inner.held_out.end());
      }
      EXPECT_EQ(inside, outer.training);
    }
  }
}

TEST(PieceFolds, FewerBlocksThanInnerFoldsHoldOutOneEach) {
  const PieceFolds folds = piece_folds(std::vector<std::size_t>{0, 10, 20, 30, 40}, 9, 0);
  EXPECT_EQ(folds.pieces.size(), 4u);
  for (const NestedPieceFold& fold : folds.folds) EXPECT_EQ(fold.inner.size(), 3u);
  EXPECT_EQ(folds.folds[1].inner[2].held_out, std::vector<std::size_t>{3});
  EXPECT_EQ(folds.folds[1].inner[2].training, (std::vector<std::size_t>{0, 2}));
}

TEST(PieceFolds, BlocksAreAsEqualAsTheyCanBe) {
  EXPECT_EQ(equal_blocks(11, 4), (std::vector<std::size_t>{0, 2, 5, 8, 11}));
}

TEST(PieceFolds, RefuseWhatCannotBeHeldOut) {
  const auto error = [](std::vector<std::size_t> blocks, std::size_t inner, std::size_t gap) {
    return error_of([&] { piece_folds(blocks, inner, gap); });
  };
  EXPECT_NE(error({0, 10, 20}, 2, 0).find("found 2 folds"), std::string::npos);
  EXPECT_NE(error({0, 10, 20, 30}, 1, 0).find("1 inner ones"), std::string::npos);
  EXPECT_NE(error({0, 10, 20, 30}, 2, 15).find("more than 15 away"), std::string::npos);
}

}  // namespace
}  // namespace anbn
