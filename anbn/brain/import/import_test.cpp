// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/network_settings.h"
#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

class ImportedNetworks : public testing::Test {
 protected:
  std::filesystem::path npy(const std::string& name, std::vector<std::size_t> shape,
                            std::vector<float> values) {
    const auto file = folder / name;
    write_npy(file, NpyArray{std::move(shape), std::move(values)});
    return file;
  }
  std::filesystem::path tsv(const std::string& name, const std::string& text) {
    const auto file = folder / name;
    write_file(file, text);
    return file;
  }
  static Networks find(std::vector<StoryScans> stories,
                       ListenerAverage average = ListenerAverage::raw) {
    NetworkInputs inputs;
    inputs.stories = std::move(stories);
    NetworkSettings settings;
    settings.average = average;
    OwnMachine machine("reference", 1);
    NetworkWork work{machine, {}, {}};
    return network_method_named("import").find(inputs, settings, work);
  }

  ScratchFolder folder;
};

TEST_F(ImportedNetworks, AreCutToTheStorysVolumes) {
  const auto file = npy("a.npy", {4, 2}, {9, 9, 1, 2, 3, 4, 9, 9});
  const Networks n = find({{"pieman", {file}, 1, 2}});
  EXPECT_EQ(n.stories[0].mean.values, (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(n.names, (std::vector<std::string>{"BN 1", "BN 2"}));
  EXPECT_EQ(find({{"pieman", {file}, 2, 0}}).stories[0].mean.rows, 2u);  // all that are left
}

TEST_F(ImportedNetworks, AreNoColumnsThatCount) {
  std::string volumes = "volume\tDMN\n", seconds;
  std::vector<float> array;
  for (int t = 0; t < 12; ++t) {
    const int value = t * t % 7;
    volumes += fmt::format("{}\t{}\n", t, value);
    seconds += fmt::format("{} {}\n", value + 0.5, 0.7 * t);
    array.insert(array.end(), {static_cast<float>(value), static_cast<float>(12 - t)});
  }
  const auto message = [&](const std::filesystem::path& file) {
    return error_of([&] { find({{"pieman", {file}, 0, 12}}); });
  };
  EXPECT_NE(
      message(tsv("v.tsv", volumes)).find("column 1 ('volume') goes from 0 to 11 by the same"),
      std::string::npos);
  EXPECT_NE(message(tsv("s.txt", seconds)).find("column 2 goes from 0 to 7.7 by the same step"),
            std::string::npos);
  EXPECT_NE(message(npy("a.npy", {12, 2}, array)).find("column 2 goes from 12 to 1"),
            std::string::npos);
  array[1] = 11.5f;
  EXPECT_EQ(message(npy("b.npy", {12, 2}, array)), "");
}

TEST_F(ImportedNetworks, ListenersComeFromArraysAndFiles) {
  const auto two = npy("two.npy", {2, 2, 1}, {1, 3, 5, 9});
  const auto one = tsv("one.tsv", "DMN\n0\n3\n");
  const Networks n = find({{"pieman", {two, one}, 0, 2}});
  ASSERT_EQ(n.stories[0].listeners.size(), 3u);
  EXPECT_EQ(n.stories[0].listeners[1].values, (std::vector<float>{5, 9}));
  EXPECT_EQ(n.stories[0].mean.values, (std::vector<float>{2, 5}));
  EXPECT_EQ(n.names, std::vector<std::string>{"DMN"});
}

TEST_F(ImportedNetworks, AreStandardizedOverTheUsedVolumes) {
  // The listener with large numbers must not outweigh the other.
  const auto file = npy("a.npy", {2, 3, 1}, {999, 0, 2, 999, 500, 100});
  const Networks n = find({{"pieman", {file}, 1, 2}}, ListenerAverage::zscore);
  EXPECT_EQ(n.stories[0].listeners[0].values, (std::vector<float>{-1, 1}));
  EXPECT_EQ(n.stories[0].mean.values, (std::vector<float>{0, 0}));
}

TEST_F(ImportedNetworks, SeriesThatCannotBeUsedAreZeroAndCounted) {
  const auto file = npy("a.npy", {2, 2, 2}, {7, 1, 7, kFloatNan, 1, 2, 3, 4});
  const Networks z = find({{"pieman", {file}, 0, 2}}, ListenerAverage::zscore);
  EXPECT_EQ(z.stories[0].constant_series, 1u);
  EXPECT_EQ(z.stories[0].not_finite_series, 1u);
  EXPECT_EQ(z.stories[0].listeners[0].values, (std::vector<float>{0, 0, 0, 0}));
  const Networks raw = find({{"pieman", {file}, 0, 2}}, ListenerAverage::raw);
  EXPECT_EQ(raw.stories[0].listeners[0].values, (std::vector<float>{7, 0, 7, 0}));
}

TEST_F(ImportedNetworks, ANanOutsideTheStoryDoesNotMatter) {
  const auto file = npy("a.npy", {3, 1}, {kFloatNan, 1, 2});
  EXPECT_EQ(find({{"pieman", {file}, 1, 2}}).stories[0].not_finite_series, 0u);
}

TEST_F(ImportedNetworks, MoreVolumesThanThereAreIsAnErrorWithBothNumbers) {
  const auto file = npy("a.npy", {4, 1}, {1, 2, 3, 4});
  const std::string error = error_of([&] { find({{"pieman", {file}, 2, 3}}); });
  EXPECT_NE(error.find("a.npy: 4 volumes; pieman asks for 3 from volume 2 on, which needs 5"),
            std::string::npos)
      << error;
  EXPECT_NE(error_of([&] { find({{"pieman", {file}, 4, 0}}); }), "");
  EXPECT_NE(error_of([&] { find({{"pieman", {file}, 1, SIZE_MAX}}); }), "");
}

TEST_F(ImportedNetworks, AnArrayThatMayBeTransposedIsDoubted) {
  const auto wide = npy("wide.npy", {3, 4}, {1, 2, 3, 4, 2, 3, 4, 1, 1, 3, 2, 5});
  const Networks found = find({{"pieman", {wide}, 0, 3}});
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_NE(found.warnings[0].find("wide.npy: 4 networks in 3 volumes"), std::string::npos);
  EXPECT_NE(error_of([&] {
              find({{"pieman", {wide}, 0, 4}});
            }).find("It has 4 networks: is the array transposed?"),
            std::string::npos);
  const auto tall = npy("tall.npy", {3, 2}, {1, 2, 3, 4, 2, 1});
  EXPECT_TRUE(find({{"pieman", {tall}, 0, 3}}).warnings.empty());
  EXPECT_EQ(error_of([&] {
              find({{"pieman", {tall}, 0, 4}});
            }).find("transposed"),
            std::string::npos);
}

TEST_F(ImportedNetworks, SeriesOfWhichNoneVariesAreAnError) {
  const auto still = npy("still.npy", {3, 2}, {0, 5, 0, 5, 0, 5});
  EXPECT_NE(error_of([&] {
              find({{"pieman", {still}, 0, 3}});
            }).find("none of the 2 series varies over the volumes used (2 are constant"),
            std::string::npos);
}

TEST_F(ImportedNetworks, OtherNetworksAreAnErrorWithBothFiles) {
  const auto a = npy("a.npy", {2, 1}, {1, 2}), b = npy("b.npy", {2, 2}, {1, 2, 3, 4});
  const std::string error = error_of([&] { find({{"one", {a}, 0, 2}, {"two", {b}, 0, 2}}); });
  EXPECT_NE(error.find("b.npy: 2 networks; "), std::string::npos) << error;
  EXPECT_NE(error.find("a.npy has 1"), std::string::npos) << error;
  const auto c = tsv("c.tsv", "DMN\tDAN\n1\t2\n3\t4\n"), d = tsv("d.tsv", "DAN\tDMN\n1\t2\n3\t4\n");
  EXPECT_NE(error_of([&] {
              find({{"one", {c, d}, 0, 2}});
            }).find("column 1 is 'DAN'"),
            std::string::npos);
}

TEST_F(ImportedNetworks, OddFilesAreErrors) {
  EXPECT_NE(error_of([&] {
              find({{"one", {folder / "a.mat"}, 0, 2}});
            }).find("as .npy, .tsv, .csv, .txt or .1D"),
            std::string::npos);
  const auto vector = npy("v.npy", {4}, {1, 2, 3, 4}), empty = npy("e.npy", {0, 3, 2}, {});
  EXPECT_NE(error_of([&] { find({{"one", {vector}, 0, 2}}); }).find("rank 1"), std::string::npos);
  EXPECT_NE(error_of([&] {
              find({{"one", {empty}, 0, 2}});
            }).find("no time courses"),
            std::string::npos);
  EXPECT_NE(error_of([&] { find({{"one", {}, 0, 2}}); }), "");
  const auto words = tsv("w.tsv", "DMN\n1\nhigh\n");
  EXPECT_NE(error_of([&] { find({{"one", {words}, 0, 2}}); }).find("w.tsv:3: "), std::string::npos);
}

TEST_F(ImportedNetworks, FilesOfDifferentLengthNeedANumberOfVolumes) {
  const auto a = npy("a.npy", {3, 1}, {1, 2, 3}), b = npy("b.npy", {4, 1}, {1, 2, 3, 5});
  EXPECT_NE(error_of([&] { find({{"one", {a, b}, 0, 0}}); }), "");
  EXPECT_EQ(find({{"one", {a, b}, 0, 3}}).stories[0].mean.rows, 3u);
}

TEST(NetworkMethods, NameTheNearest) {
  EXPECT_NE(error_of([] { network_method_named("imports"); }).find("did you mean 'import'"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
