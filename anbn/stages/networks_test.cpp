// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/options_json.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_scan.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

namespace anbn {

extern const Stage kNetworksStage;

namespace {

class NetworksStage : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder / "out");
    write_npy(folder / "two.npy", NpyArray{{2, 3, 2}, {9, 9, 1, 2, 3, 4, 9, 9, 5, 6, 5, 8}});
    write_npy(folder / "one.npy", NpyArray{{2, 2}, {1, 0, 2, 1}});
  }
  std::string file(const std::string& name) const { return "\"" + (folder / name).string() + "\""; }
  void run(const std::string& options) {
    kNetworksStage.run(options, folder / "out", workshop.context);
  }
  Matrix result(const std::string& name) const { return read_npy_matrix(folder / "out" / name); }

  ScratchFolder folder;
  TinyWorkshop workshop{folder / "hashes.tsv"};
};

TEST_F(NetworksStage, WritesMeansListenersAndNames) {
  run(R"({"files": [)" + file("two.npy") + "," + file("one.npy") + R"(],
          "stories": ["pieman", "shapes"], "first_volumes": [1, 0], "volumes": [2, 2],
          "average": "raw"})");
  EXPECT_EQ(result("pieman.npy").values, (std::vector<float>{3, 4, 4, 6}));
  EXPECT_EQ(result("pieman/listener_02.npy").values, (std::vector<float>{5, 6, 5, 8}));
  EXPECT_EQ(result("shapes/listener_01.npy").values, (std::vector<float>{1, 0, 2, 1}));
  const Table names = read_tsv(folder / "out/networks.tsv");
  EXPECT_EQ(names.rows[1], (std::vector<std::string>{"2", "BN 2"}));
}

TEST_F(NetworksStage, TheSameStoryAgainMeansFurtherListeners) {
  run(R"({"files": [)" + file("two.npy") + "," + file("one.npy") + R"(],
          "stories": ["pieman", "pieman"], "first_volumes": [0], "volumes": [2],
          "average": "raw"})");
  EXPECT_TRUE(std::filesystem::exists(folder / "out/pieman/listener_03.npy"));
  EXPECT_EQ(workshop.notes.facts[0].second, "3");
}

TEST_F(NetworksStage, ListsMayHaveOneValueAFile) {
  const std::string files = R"({"files": [)" + file("one.npy") + "," + file("one.npy") + "," +
                            file("two.npy") + R"(], "stories": ["a", "a", "b"], )";
  run(files + R"("first_volumes": [0, 0, 1], "volumes": [2, 2, 2]})");
  EXPECT_EQ(result("b.npy").rows, 2u);
  const std::string error =
      error_of([&] { run(files + R"("first_volumes": [0, 1, 1], "volumes": [2, 1, 1]})"); });
  EXPECT_NE(error.find("the files of story a use 2 volumes from 0 and 1 from 1"), std::string::npos)
      << error;
}

TEST_F(NetworksStage, StandardizesByDefaultAndCountsConstantSeries) {
  run(R"({"files": )" + file("two.npy") + R"(, "stories": ["pieman"], "first_volumes": [1]})");
  EXPECT_EQ(result("pieman/listener_01.npy").values, (std::vector<float>{-1, -1, 1, 1}));
  EXPECT_EQ(result("pieman.npy").values, (std::vector<float>{-0.5, -1, 0.5, 1}));
  ASSERT_EQ(workshop.notes.warnings.size(), 1u);
  EXPECT_NE(workshop.notes.warnings[0].find("1 of 4 series"), std::string::npos);
}

TEST_F(NetworksStage, ListsThatDoNotFitAreErrors) {
  const std::string files = R"({"files": )" + file("one.npy") + ", ";
  EXPECT_NE(error_of([&] { run(files + R"("stories": ["a", "b"]})"); }).find("1 files"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run(files + R"("stories": ["../a"]})"); }).find("story '../a'"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              run(files + R"("stories": ["a"], "volumes": [1, 2]})");
            }).find("--volumes has 2 values"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run(files + R"("first_volumes": [-1]})"); }).find("-1"),
            std::string::npos);
}

std::string refused(const std::string& options) {
  return error_of([&] { kNetworksStage.resolve(options); });
}

TEST(NetworksOptions, WithoutEffectAreRefused) {
  const std::string files = R"({"files": ["a.npy"], "stories": ["a"])";
  const std::string bold = R"({"bold": ["a"], "stories": ["a"], "mask": "m", "method": )";
  EXPECT_EQ(refused(files + "}"), "");
  EXPECT_EQ(refused(bold + R"("ica", "components": 3})"), "");
  EXPECT_EQ(refused(bold + R"("dbn", "preset": "tuned"})"), "");
  EXPECT_EQ(refused(files + R"(, "components": 3})"),
            "--components is an option of method ica, and the method is import; leave it out, or "
            "take --method ica");
  const auto names = [](const std::string& error, const std::string& option) {
    EXPECT_TRUE(error.starts_with(option + " ")) << error;
  };
  names(refused(files + R"(, "preset": "tuned"})"), "--preset");
  names(refused(files + R"(, "time_course": "dual"})"), "--time-course");
  names(refused(files + R"(, "dual_ridge": 0.1})"), "--dual-ridge");
  names(refused(files + R"(, "mask": "m"})"), "--mask");
  names(refused(bold + R"("ica", "momentum": 0.5})"), "--momentum");
  names(refused(bold + R"("dbn", "components": 5})"), "--components");
  names(refused(bold + R"("ica", "first_volumes": [1]})"), "--first-volumes");
  names(refused(bold + R"("ica", "volumes": [1]})"), "--volumes");
  names(refused(bold + R"("ica", "dual_ridge": -0.5})"), "--dual-ridge");
  names(refused(bold + R"("dbn", "dual_ridge": 0.5, "time_course": "linear"})"), "--dual-ridge");
}

TEST(NetworksOptions, AreTheSameReadAgain) {
  for (const char* method : {R"("ica")", R"("dbn")", R"("dbn", "preset": "tuned")"}) {
    const std::string once = kNetworksStage.resolve(
        R"({"bold": ["a"], "stories": ["a"], "mask": "m", "method": )" + std::string(method) + "}");
    EXPECT_EQ(kNetworksStage.resolve(once), once);
  }
  const std::string once = kNetworksStage.resolve(R"({"files": ["a.npy"], "stories": ["a"]})");
  EXPECT_EQ(kNetworksStage.resolve(once), once);
}

TEST(NetworksOptions, TellWhereDefaultsComeFrom) {
  for (const OptionInfo& option : kNetworksStage.options()) {
    const bool preset = option.name == "momentum" || option.name == "epochs";
    if (preset) {
      EXPECT_EQ(option.default_value, "by preset") << option.name;
    }
    if (option.name == "dual_ridge") {
      EXPECT_EQ(option.default_value, "by method");
    }
    if (option.name == "held_out") {
      EXPECT_EQ(option.default_value, "-1");
    }
    EXPECT_EQ(option.is_compared, option.name != "checkpoint_s");
  }
}

/// Four voxels, and folders as `anbn mask` and `anbn bold` leave them.
class NetworksFromScans : public NetworksStage {
 protected:
  void SetUp() override {
    NetworksStage::SetUp();
    write_mask_folder("mask", "here");
    write_mask_folder("rolled", "there");
    write_bold("one", "mask", "scan 1");
    write_bold("two", "mask", "scan 2");
  }
  void write_manifest(const std::filesystem::path& to, const nlohmann::json& manifest) {
    write_file(to / "stage.json", manifest.dump());
    write_file(to / "run.json", std::string_view("{}"));
  }
  void write_mask_folder(const std::string& name, const std::string& masks) {
    std::filesystem::create_directory(folder / name);
    write_mask(folder / name / "mask.nii.gz", {cubes({2, 2, 1}), {0, 1, 2, 3}});
    write_manifest(folder / name, {{"stage", "mask"},
                                   {"version", 1},
                                   {"options", nlohmann::json::object()},
                                   {"inputs", {{"masks", {masks}}}}});
  }
  void write_bold(const std::string& name, const std::string& mask, const std::string& scan,
                  int fwhm_mm = 0) {
    const std::filesystem::path to = folder / name;
    std::filesystem::create_directory(to);
    Matrix bold(8, 4);
    for (std::size_t i = 0; i < bold.values.size(); ++i)
      bold.values[i] = static_cast<float>((i * 37 + scan.back() * i * i) % 11) - 5;
    write_npy(to / "bold.npy", bold);
    write_scan(to / "mean.nii.gz", cubes({2, 2, 1}), {{1, 2, 3, 4}});
    write_manifest(to,
                   {{"stage", "bold"},
                    {"version", 1},
                    {"options", {{"fwhm_mm", fwhm_mm}}},
                    {"inputs", {{"scan", scan}, {"mask", hash_of_stage(folder / mask, "mask")}}}});
  }
  std::string scans(const std::string& first, const std::string& second,
                    const std::string& mask = "mask") {
    return R"({"method": "ica", "components": 2, "mask": )" + file(mask) + R"(, "bold": [)" +
           file(first) + "," + file(second) + "]";
  }
};

TEST_F(NetworksFromScans, AreFound) {
  run(scans("one", "two") + R"(, "stories": ["dog", "dog"]})");
  EXPECT_EQ(result("dog.npy").rows, 8u);
}

TEST_F(NetworksFromScans, SayHowReproducibleTheyAreOverSeeds) {
  const std::string dbn =
      R"({"method": "dbn", "units": [2], "epochs": [2], "held_out": 0, "mask": )" + file("mask") +
      R"(, "bold": [)" + file("one") + "," + file("two") +
      R"(], "stories": ["dog", "dog"], "seeds": 2})";
  run(dbn);
  const Table networks = read_tsv(folder / "out/networks.tsv");
  EXPECT_EQ(networks.columns,
            (std::vector<std::string>{"network", "name", "alike", "reproducibility"}));
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_GE(networks.number(row, 3), 0);
    EXPECT_LE(networks.number(row, 3), 1);
  }
}

TEST_F(NetworksFromScans, AreNamedByTheirFoldersWithASlashAtTheEndOrNot) {
  run(scans("one/", "two") + R"(, "stories": ["dog", "dog"]})");
  const Table scans_of_dog = read_tsv(folder / "out/dog/scans.tsv");
  EXPECT_EQ(scans_of_dog.rows, (std::vector<std::vector<std::string>>{{"1", "one"}, {"2", "two"}}));
}

TEST_F(NetworksFromScans, NeedTheMaskThatTheBoldWasMadeWith) {
  const std::string error =
      error_of([&] { run(scans("one", "two", "rolled") + R"(, "stories": ["dog", "dog"]})"); });
  EXPECT_EQ(error,
            fmt::format("{0}/one: made with another mask than {0}/rolled; expected bold of "
                        "the mask that is given: run `anbn bold` again with --mask {0}/rolled",
                        folder.path().string()));
}

TEST_F(NetworksFromScans, CountNoListenerTwice) {
  const auto error = [&](const std::string& second, const std::string& stories) {
    return error_of([&] { run(scans("one", second) + R"(, "stories": )" + stories + "}"); });
  };
  EXPECT_NE(error("one", R"(["dog", "dog"])").find("one hold the same scan"), std::string::npos);
  write_bold("again", "mask", "scan 1");
  EXPECT_NE(error("again", R"(["dog", "dog"])").find("again hold the same scan"),
            std::string::npos);
  EXPECT_NE(error("again", R"(["dog", "cat"])").find("again hold the same scan"),
            std::string::npos);
  // The same file made otherwise is the same listener of the same story; another story may lie in
  // other volumes of it.
  write_bold("smooth", "mask", "scan 1", 6);
  EXPECT_NE(error("smooth", R"(["dog", "dog"])").find("same scan"), std::string::npos);
  EXPECT_EQ(error("smooth", R"(["dog", "cat"])"), "");
}

}  // namespace
}  // namespace anbn
