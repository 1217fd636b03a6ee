// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/network_settings.h"
#include "anbn/core/random.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/signal/standardize.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

Mask mask_of(std::size_t voxels) {
  Mask mask;
  mask.grid.size = {voxels, 1, 1};
  for (std::size_t v = 0; v < voxels; ++v) mask.voxels.push_back(v);
  return mask;
}

StoryScans story(const std::string& name) {
  StoryScans out;
  out.story = name;
  return out;
}

double correlation(std::span<const float> a, std::span<const float> b) {
  Matrix pair(a.size(), 2);
  for (std::size_t i = 0; i < a.size(); ++i) {
    pair(i, 0) = a[i];
    pair(i, 1) = b[i];
  }
  const Matrix unit = unit_columns(pair).values;
  double product = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    product += static_cast<double>(unit(i, 0)) * unit(i, 1);
  return product;
}

std::vector<float> column(const Matrix& x, std::size_t j) {
  std::vector<float> out;
  for (std::size_t i = 0; i < x.rows; ++i) out.push_back(x(i, j));
  return out;
}

class IcaNetworks : public testing::Test {
 protected:
  static constexpr std::size_t kVoxels = 1500, kPlanted = 4;

  IcaNetworks() { inputs.mask = mask_of(kVoxels); }

  /// Planted networks [4 x V]: overlapping stretches of voxels with soft edges.
  static Matrix planted() {
    Matrix maps(kPlanted, kVoxels);
    for (std::size_t m = 0; m < kPlanted; ++m)
      for (std::size_t v = 0; v < kVoxels; ++v) {
        const double distance = (static_cast<double>(v) - 300 - 130 * static_cast<double>(m)) / 40;
        maps(m, v) = static_cast<float>(std::exp(-distance * distance));
      }
    return maps;
  }
  /// Their courses in a story, the same for every listener [T x 4].
  static Matrix courses(std::size_t volumes, std::uint64_t story) {
    Matrix x(volumes, kPlanted);
    for (std::size_t i = 0; i < x.values.size(); ++i)
      x.values[i] = static_cast<float>(normal({story, 50}, i));
    return x;
  }
  std::filesystem::path scan(std::size_t volumes, std::uint64_t story, std::uint64_t listener) {
    const Matrix maps = planted(), truth = courses(volumes, story);
    Matrix x(volumes, kVoxels);
    for (std::size_t t = 0; t < volumes; ++t)
      for (std::size_t v = 0; v < kVoxels; ++v) {
        double sum = normal({story, 100 + listener}, t * kVoxels + v);
        for (std::size_t m = 0; m < kPlanted; ++m)
          sum += 1.5 * static_cast<double>(truth(t, m)) * maps(m, v);
        x(t, v) = static_cast<float>(sum);
      }
    const auto file = folder / fmt::format("story_{}_listener_{}.npy", story, listener);
    write_npy(file, zscored_columns(x).values);
    return file;
  }
  void two_stories() {
    inputs.stories = {story("one"), story("two")};
    for (std::uint64_t listener = 0; listener < 3; ++listener) {
      inputs.stories[0].bold.push_back({fmt::format("a{}", listener), scan(40, 1, listener)});
      inputs.stories[1].bold.push_back({fmt::format("b{}", listener), scan(30, 2, listener)});
    }
    settings.ica.components = kPlanted;
  }

  Networks find(int count = 1) {
    Threads threads(count);
    SilentProgress progress;
    NetworkWork work{{*backend, threads, progress}, folder.path(), folder / "checkpoint"};
    return network_method_named("ica").find(inputs, settings, work);
  }
  std::string error() {
    return error_of([&] { find(); });
  }

  ScratchFolder folder;
  NetworkInputs inputs;
  NetworkSettings settings;
  std::unique_ptr<Backend> backend = make_backend("cpu", "auto");
};

TEST_F(IcaNetworks, FindPlantedOnesWithTheirCourses) {
  two_stories();
  const Networks n = find();
  const Matrix maps = planted();
  ASSERT_EQ(n.maps.rows, kPlanted);
  std::vector<std::size_t> matches;
  for (std::size_t m = 0; m < kPlanted; ++m) {
    std::size_t match = 0;
    for (std::size_t j = 1; j < kPlanted; ++j)
      if (correlation(n.maps.row(j), maps.row(m)) > correlation(n.maps.row(match), maps.row(m)))
        match = j;
    // Sign included: a network's larger tail is positive.
    EXPECT_GT(correlation(n.maps.row(match), maps.row(m)), 0.9) << m;
    EXPECT_GT(correlation(column(n.stories[0].mean, match), column(courses(40, 1), m)), 0.9) << m;
    EXPECT_GT(correlation(column(n.stories[1].mean, match), column(courses(30, 2), m)), 0.9) << m;
    matches.push_back(match);
  }
  std::sort(matches.begin(), matches.end());
  EXPECT_EQ(matches, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(n.names.back(), "BN 4");
  EXPECT_EQ(n.stories[1].scans, (std::vector<std::string>{"b0", "b1", "b2"}));
  EXPECT_EQ(n.stories[1].listeners[2].rows, 30u);
  EXPECT_TRUE(n.warnings.empty());
}

TEST_F(IcaNetworks, AreZScoredAndOrderedByVariance) {
  two_stories();
  const Networks n = find();
  const Table table = read_tsv(folder / "stability.tsv");
  ASSERT_EQ(table.rows.size(), kPlanted);
  double before = 1, total = 0;
  for (std::size_t j = 0; j < kPlanted; ++j) {
    EXPECT_EQ(table.integer(j, table.column("network")), static_cast<std::int64_t>(j + 1));
    EXPECT_GT(table.number(j, table.column("stability")), 0.99);
    const double variance = table.number(j, table.column("variance"));
    EXPECT_LE(variance, before);
    before = variance;
    total += variance;
    double sum = 0, squares = 0;
    for (float v : n.maps.row(j)) {
      sum += v;
      squares += static_cast<double>(v) * v;
    }
    EXPECT_NEAR(sum / kVoxels, 0, 1e-6);
    EXPECT_NEAR(squares / kVoxels, 1, 1e-5);
  }
  EXPECT_GT(total, 0.1);
  EXPECT_LT(total, 0.5);
}

TEST_F(IcaNetworks, AreTheSameTwiceAndForAnyNumberOfThreads) {
  two_stories();
  settings.ica.restarts = 2;
  const Networks one = find(1), again = find(1), three = find(3);
  EXPECT_EQ(one.maps, again.maps);
  EXPECT_EQ(one.maps, three.maps);
  EXPECT_EQ(one.stories[0].mean, three.stories[0].mean);
}

TEST_F(IcaNetworks, ASingleStartSaysNothingOfStability) {
  two_stories();
  settings.ica.restarts = 1;
  find();
  const Table table = read_tsv(folder / "stability.tsv");
  EXPECT_EQ(table.optional_number(0, table.column("stability")), std::nullopt);
}

TEST_F(IcaNetworks, StartsThatDoNotConvergeAreAWarningWithNumbers) {
  two_stories();
  settings.ica.iterations = 1;
  const Networks n = find();
  ASSERT_FALSE(n.warnings.empty());
  EXPECT_NE(n.warnings[0].find("10 of 10 starts of ICA did not converge in 1 iterations"),
            std::string::npos)
      << n.warnings[0];
}

TEST_F(IcaNetworks, WrongInputsAreErrors) {
  EXPECT_NE(error().find("no scans"), std::string::npos);
  inputs.stories = {story("one")};
  EXPECT_NE(error().find("one: no scans"), std::string::npos);
  inputs.stories[0].bold = {{"a", scan(12, 1, 1)}};
  settings.ica.components = 12;
  EXPECT_NE(error().find("--components is 12; 12 volumes of 1500 voxels"), std::string::npos)
      << error();
  settings.ica.components = 3;
  settings.course = NetworkCourse::sigmoid;
  EXPECT_NE(error().find("--time-course dual"), std::string::npos);
  settings.course = NetworkCourse::dual;
  inputs.stories[0].bold.push_back({"b", scan(13, 1, 2)});
  EXPECT_NE(error().find("13 volumes; "), std::string::npos) << error();
  inputs.stories[0].bold.pop_back();
  inputs.mask = mask_of(9);
  EXPECT_NE(error().find("1500 voxels; the mask has 9"), std::string::npos) << error();
  settings.ica.restarts = 0;
  EXPECT_NE(error().find("--restarts is 0"), std::string::npos);
}

TEST_F(IcaNetworks, ScansWithFewerPatternsThanComponentsAreAnError) {
  Matrix x(10, kVoxels);  // two patterns in ten volumes
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t v = 0; v < x.cols; ++v)
      x(t, v) = static_cast<float>(normal({1, 1}, t) * normal({1, 2}, v) +
                                   normal({1, 3}, t) * normal({1, 4}, v));
  write_npy(folder / "x.npy", x);
  inputs.stories = {story("one")};
  inputs.stories[0].bold = {{"x", folder / "x.npy"}};
  settings.ica.components = 4;
  EXPECT_NE(error().find("2 independent patterns"), std::string::npos) << error();
  std::fill(x.values.begin(), x.values.end(), 0.0f);
  write_npy(folder / "x.npy", x);
  EXPECT_NE(error().find("0 independent patterns"), std::string::npos) << error();
}

class IcaGolden : public IcaNetworks, public testing::WithParamInterface<const char*> {
 protected:
  std::filesystem::path golden(const std::string& name) const {
    return source_dir() / "tests/golden/ica" / name;
  }
  Table golden_table(const std::string& name) const {
    return read_tsv(golden(fmt::format("{}_{}.tsv", name, GetParam())));
  }
};

TEST_P(IcaGolden, MapsVarianceAndCoursesAreThoseOfScikitLearn) {
  const Matrix bold = read_npy_matrix(golden("bold.npy"));
  const std::size_t half = bold.values.size() / 2;
  inputs.mask = mask_of(bold.cols);
  inputs.stories = {story("one")};
  for (std::size_t s = 0; s < 2; ++s) {
    Matrix scan(bold.rows / 2, bold.cols);
    std::copy_n(bold.values.begin() + static_cast<std::ptrdiff_t>(s * half), half,
                scan.values.begin());
    const auto file = folder / fmt::format("{}.npy", s);
    write_npy(file, scan);
    inputs.stories[0].bold.push_back({"", file});
  }
  settings.average = ListenerAverage::raw;
  settings.ica.components = 3;
  settings.ica.scan_components = 11;  // all that there are: nothing is lost
  settings.ica.nonlinearity = value_named<Nonlinearity>(GetParam(), "contrast");
  settings.ica.tolerance = 1e-10;
  const Networks n = find();

  const Table maps = golden_table("maps"), variance = golden_table("variance"),
              courses = golden_table("courses"), found = read_tsv(folder / "stability.tsv");
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(found.number(j, 2), variance.number(j, 1), 1e-4);
    for (std::size_t v = 0; v < bold.cols; ++v)
      ASSERT_NEAR(n.maps(j, v), maps.number(v, j), 1e-3) << j << ' ' << v;
    for (std::size_t t = 0; t < bold.rows; ++t)
      ASSERT_NEAR(n.stories[0].listeners[t / 12](t % 12, j), courses.number(t, j), 1e-3);
  }
}

INSTANTIATE_TEST_SUITE_P(Contrasts, IcaGolden, testing::Values("logcosh", "cube"));

}  // namespace
}  // namespace anbn
