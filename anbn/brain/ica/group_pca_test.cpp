// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/ica/group_pca.h"
#include "anbn/core/random.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// Three patterns of sizes 3, 2 and 1, other courses in every scan, and a little noise.
Matrix scan(std::size_t volumes, std::size_t voxels, std::uint64_t number, double noise) {
  Matrix x(volumes, voxels);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t v = 0; v < voxels; ++v) {
      double sum = noise * normal({number, 9}, t * voxels + v) + static_cast<double>(t);
      for (std::size_t k = 0; k < 3; ++k)
        sum += (3.0 - static_cast<double>(k)) * normal({number, k}, t) * normal({77, k}, v);
      x(t, v) = static_cast<float>(sum);
    }
  return x;
}

double correlation_of_maps(std::span<const float> a, std::span<const float> b) {
  double ab = 0, aa = 0, bb = 0, ma = 0, mb = 0;
  const auto n = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ma += a[i] / n;
    mb += b[i] / n;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}

class GroupPcaTest : public testing::Test {
 protected:
  WhiteComponents components(const std::vector<Matrix>& scans, std::size_t count, std::size_t kept,
                             int threads_count = 1) {
    OwnMachine machine("cpu", threads_count);
    std::size_t rows = 0;
    for (const Matrix& x : scans) rows += std::min(kept, x.rows - 1);
    GroupPca pca(scans[0].cols, count, kept, rows, machine);
    for (const Matrix& x : scans) pca.add(view_of(x));
    return pca.finish();
  }
};

TEST_F(GroupPcaTest, FindsThePatternsWhateverTheScansOffsets) {
  const std::size_t voxels = 5000;
  const auto out = components({scan(30, voxels, 1, 0.1), scan(25, voxels, 2, 0.1)}, 3, 6);
  EXPECT_EQ(out.independent, 3u);
  std::vector<float> pattern(voxels);
  for (std::size_t v = 0; v < voxels; ++v) pattern[v] = static_cast<float>(normal({77, 0}, v));
  EXPECT_GT(std::abs(correlation_of_maps(out.white.row(0), pattern)), 0.98);
  // Courses have variance 1, so shares are near 9, 4 and 1 of 14.
  EXPECT_NEAR(out.variance[0], 9 / 14., 0.12);
  EXPECT_NEAR(out.variance[0] + out.variance[1] + out.variance[2], 1, 0.01);
}

TEST_F(GroupPcaTest, ComponentsAreWhite) {
  const auto out = components({scan(20, 9000, 1, 0.5), scan(20, 9000, 2, 0.5)}, 4, 8);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double product = 0, sum = 0;
      for (std::size_t v = 0; v < out.white.cols; ++v) {
        product += static_cast<double>(out.white(i, v)) * out.white(j, v);
        sum += out.white(i, v);
      }
      EXPECT_NEAR(product / 9000, i == j ? 1 : 0, 1e-4) << i << j;
      EXPECT_NEAR(sum / 9000, 0, 1e-4);
    }
}

TEST_F(GroupPcaTest, AStackThatOverflowsGivesNearlyTheSame) {
  // 60 scans of 12 components are 720 rows; a stack for 3 components has 512.
  std::vector<Matrix> scans;
  for (std::uint64_t s = 0; s < 60; ++s) scans.push_back(scan(13, 300, s, 1));
  const auto reduced = components(scans, 3, 12);
  Matrix all(60 * 13, 300);  // the same as one scan, for which there is nothing to reduce
  for (std::size_t s = 0; s < 60; ++s)
    std::copy(scans[s].values.begin(), scans[s].values.end(),
              all.values.begin() + static_cast<std::ptrdiff_t>(s * 13 * 300));
  const auto whole = components({all}, 3, 779);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(reduced.variance[i], whole.variance[i], 1e-3 * whole.variance[i]);
    EXPECT_GT(std::abs(correlation_of_maps(reduced.white.row(i), whole.white.row(i))), 0.999);
  }
}

TEST_F(GroupPcaTest, SaysHowManyPatternsThereAre) {
  const auto out = components({scan(10, 400, 1, 0), scan(10, 400, 2, 0)}, 5, 9);
  EXPECT_EQ(out.independent, 3u);
  EXPECT_EQ(out.white(4, 7), 0);
}

TEST(GroupPcaBytes, CoverTheStackAndWhatComesOut) {
  // 24 scans of 60 components: a stack of 512 rows is reduced to 128 and 20 are handed out.
  const double rows_of_voxels = 4.0 * 100'000;
  EXPECT_GT(group_pca_bytes(100'000, 20, 60, 1440, 300), (512 + 128) * rows_of_voxels);
  EXPECT_LT(group_pca_bytes(100'000, 20, 60, 1440, 300), 2 * (512 + 128) * rows_of_voxels);
  EXPECT_GT(group_pca_bytes(100'000, 20, 60, 40, 300), 60 * rows_of_voxels);
}

TEST_F(GroupPcaTest, IsTheSameForAnyNumberOfThreads) {
  const std::vector<Matrix> scans = {scan(12, 9000, 1, 1), scan(15, 9000, 2, 1)};
  const auto one = components(scans, 4, 8, 1), three = components(scans, 4, 8, 3);
  EXPECT_EQ(one.white, three.white);
  EXPECT_EQ(one.variance, three.variance);
}

}  // namespace
}  // namespace anbn
