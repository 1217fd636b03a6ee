// SPDX-License-Identifier: Apache-2.0
// The method `dbn` from files to files, on small volumes with planted networks.
#include "anbn/brain/dbn/dbn_training.h"

#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "tests/support/error_of.h"
#include "tests/support/two_planted_networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Everything that a run wrote, without its checkpoints.
std::map<std::string, std::string> results_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder);
    if (entry.is_regular_file() && !name.starts_with("checkpoint")) {
      const MappedFile file(entry.path());
      files[name].assign(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    }
  }
  return files;
}

/// Stops a training after some steps, as a power cut would.
class StopsAfter : public SilentProgress {
 public:
  explicit StopsAfter(std::size_t steps) : left_(steps) {}
  void advance(std::size_t) override {
    if (left_-- == 0) fail("stopped");
  }

 private:
  std::size_t left_;
};

class NoteKeeper : public SilentProgress {
 public:
  void begin(std::string_view what, std::size_t) override { begun.emplace_back(what); }
  void note(std::string_view words) override { notes.emplace_back(words); }
  std::vector<std::string> begun, notes;
};

double correlation(std::span<const float> map, std::size_t first) {
  double xy = 0, x = 0, xx = 0, y = 10.0 / kVoxels;
  for (std::size_t v = 0; v < kVoxels; ++v) x += map[v] / static_cast<double>(kVoxels);
  for (std::size_t v = 0; v < kVoxels; ++v) {
    const double in = v >= first && v < first + 10 ? 1 : 0;
    xy += (map[v] - x) * (in - y);
    xx += (map[v] - x) * (map[v] - x);
  }
  return xy / std::sqrt(xx * kVoxels * y * (1 - y) + 1e-30);
}

/// The best |correlation| of a row with the planted network that begins at voxel `first`.
double best_match(const Matrix& maps, std::size_t first) {
  double best = 0;
  for (std::size_t m = 0; m < maps.rows; ++m)
    best = std::max(best, std::abs(correlation(maps.row(m), first)));
  return best;
}

TEST(Dbn, FindsTwoObviousNetworks) {
  TwoPlantedNetworks study;
  study.settings.dbn.units = {8};
  const Networks found = study.find("out");
  EXPECT_GT(best_match(found.maps, 0), 0.9);
  EXPECT_GT(best_match(found.maps, 20), 0.9);
  EXPECT_TRUE(found.warnings.empty()) << found.warnings[0];
  EXPECT_EQ(found.names, (std::vector<std::string>{"BN 1", "BN 2", "BN 3", "BN 4", "BN 5", "BN 6",
                                                   "BN 7", "BN 8"}));
  ASSERT_EQ(found.stories.size(), 2u);
  EXPECT_EQ(found.stories[0].listeners.size(), 5u);
  EXPECT_EQ(found.stories[0].scans[4], "scan_4");
  EXPECT_EQ(found.stories[1].mean.rows, kVolumes);
}

TEST(Dbn, GivesTheSameBytesWithAnyNumberOfThreads) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {2};
  study.find("one", 1);
  study.find("two", 2);
  study.find("four", 4);
  const auto one = results_in(study.scratch / "one");
  EXPECT_EQ(one.size(), 9u);  // 2 layers' weights and biases, maps of the first, health
  EXPECT_TRUE(one == results_in(study.scratch / "two"));
  EXPECT_TRUE(one == results_in(study.scratch / "four"));
}

/// Options under which a checkpoint has the most to hold.
void use_everything(DbnOptions& o) {
  o.epochs = {3};
  o.batch = {50};
  o.momentum = 0.3;
  o.final_momentum = 0.6;
  o.momentum_epochs = 2;
  o.learning_rate_decay = 0.5;
  o.l1_warm_up = 0.5;
  o.sampling = Sampling::persistent;
  o.centering = Centering::both;
  o.batch_normalization = BatchNormalization::hidden;
  o.layer_input = LayerInput::standardized;
  o.visible_noise = 0.1;
  o.first_step = YesNo::yes;
  o.checkpoint_s = 0;
}

TEST(Dbn, AStoppedRunGoesOnToTheSameBytes) {
  TwoPlantedNetworks study;
  use_everything(study.settings.dbn);
  study.settings.dbn.checkpoint_s = 1e6;
  const Networks whole = study.find("whole");
  study.settings.dbn.checkpoint_s = 0;
  const auto expected = results_in(study.scratch / "whole");
  for (std::size_t steps : {0u, 4u, 12u, 17u}) {  // 4 an epoch, 12 a layer
    const std::string folder = fmt::format("stopped_{}", steps);
    StopsAfter stop(steps);
    ASSERT_EQ(error_of([&] { study.find(folder, 1, &stop); }), "stopped");
    study.settings.dbn.checkpoint_s = 1e6;
    const Networks resumed = study.find(folder, 2);
    study.settings.dbn.checkpoint_s = 0;
    EXPECT_EQ(resumed.maps, whole.maps) << steps;
    EXPECT_EQ(resumed.stories[1].mean, whole.stories[1].mean) << steps;
    EXPECT_TRUE(results_in(study.scratch / folder) == expected) << steps;
    EXPECT_TRUE(resumed.warnings == whole.warnings);
    EXPECT_NE(resumed.facts, whole.facts);  // tells that and where it went on
  }
}

TEST(Dbn, ADamagedLastCheckpointIsPassedOverForTheOneBefore) {
  TwoPlantedNetworks study;
  use_everything(study.settings.dbn);
  study.settings.dbn.units = {8};
  study.find("whole");
  StopsAfter stop(7);
  EXPECT_EQ(error_of([&] { study.find("damaged", 1, &stop); }), "stopped");
  const fs::path last = study.scratch / "damaged/checkpoint/layer_01_step_000000000008.checkpoint";
  const MappedFile sound(last);
  write_file(study.scratch / "half", sound.bytes().first(sound.bytes().size() / 2));
  fs::rename(study.scratch / "half", last);
  const Networks resumed = study.find("damaged");
  EXPECT_TRUE(results_in(study.scratch / "damaged") == results_in(study.scratch / "whole"));
  ASSERT_FALSE(resumed.warnings.empty());
  EXPECT_NE(resumed.warnings[0].find("passed over"), std::string::npos);
  EXPECT_EQ(resumed.facts[0].second, "layer 1, step 7");
}

TEST(Dbn, TellsHowItGoes) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {2};
  NoteKeeper progress;
  study.find("out", 1, &progress);
  EXPECT_EQ(progress.begun, (std::vector<std::string>{"dbn layer 1 of 2", "dbn layer 2 of 2",
                                                      "scans (time courses)"}));
  ASSERT_EQ(progress.notes.size(), 6u);
  EXPECT_TRUE(progress.notes[2].starts_with("epoch 2 of 2, error ")) << progress.notes[2];
  EXPECT_NE(progress.notes[2].find(" samples/s"), std::string::npos);
}

TEST(Dbn, SaysWhenWeightsGrowBeyondBounds) {
  TwoPlantedNetworks study;
  study.settings.dbn.learning_rate = {1000};
  const std::string error = error_of([&] { study.find("out"); });
  EXPECT_TRUE(error.starts_with("dbn: the weights of layer 1 grew beyond all bounds")) << error;
}

TEST(Dbn, SaysHowMuchMemoryIsMissing) {
  TwoPlantedNetworks study;
  study.settings.dbn.units = {1'000'000, 1'000'000};
  const std::string error = error_of([&] { study.find("out"); });
  EXPECT_TRUE(error.starts_with("a dbn of 60 voxels and 1000000 units needs ")) << error;
}

/// The time courses of a trained network, worked out from its files.
TEST(Dbn, TimeCoursesFollowFromTheWeights) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {2};
  std::map<NetworkCourse, Matrix> courses;
  for (NetworkCourse course : {NetworkCourse::sigmoid, NetworkCourse::linear,
                               NetworkCourse::projection, NetworkCourse::dual}) {
    study.settings.course = course;
    courses[course] =
        study.find(fmt::format("out_{}", static_cast<int>(course))).stories[1].listeners[0];
  }
  const fs::path out = study.scratch / "out_0/weights";
  const Matrix w1 = read_npy_matrix(out / "layer_1_weights.npy"),
               w2 = read_npy_matrix(out / "layer_2_weights.npy"),
               b1 = read_npy_matrix(out / "layer_1_hidden_bias.npy"),
               b2 = read_npy_matrix(out / "layer_2_hidden_bias.npy"),
               x = read_npy_matrix(study.scratch / "scan_5.npy");
  const auto sigmoid_of = [](double z) { return 1 / (1 + std::exp(-z)); };
  for (std::size_t t = 0; t < 5; ++t)
    for (std::size_t m = 0; m < 4; ++m) {
      double chain = b2(0, m), linear = b2(0, m), projected = 0;
      for (std::size_t j = 0; j < 8; ++j) {
        double z = b1(0, j), plain = 0;
        for (std::size_t v = 0; v < kVoxels; ++v) plain += x(t, v) * w1(v, j);
        z += plain;
        chain += sigmoid_of(z) * w2(j, m);
        linear += z * w2(j, m);
        projected += plain * w2(j, m);
      }
      EXPECT_NEAR(courses[NetworkCourse::sigmoid](t, m), sigmoid_of(chain), 1e-6);
      EXPECT_NEAR(courses[NetworkCourse::linear](t, m), linear, 1e-6);
      EXPECT_NEAR(courses[NetworkCourse::projection](t, m), projected, 1e-6);
    }
  EXPECT_EQ(courses[NetworkCourse::dual].cols, 4u);
}

TEST(Dbn, FirstStepsCanBeLookedAt) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {1};
  study.settings.dbn.first_step = YesNo::yes;
  study.find("out");
  const fs::path folder = study.scratch / "out/first_step";
  const Matrix visible = read_npy_matrix(folder / "layer_1_visible.npy"),
               hidden = read_npy_matrix(folder / "layer_1_hidden.npy"),
               before = read_npy_matrix(folder / "layer_1_weights_before.npy"),
               after = read_npy_matrix(folder / "layer_1_weights_after.npy");
  ASSERT_EQ(visible.rows, 16u);
  // One entry of the step, by hand; all biases are 0.
  double made = 0, mixed = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    double v1_0 = 0, z = 0;
    for (std::size_t v = 0; v < kVoxels; ++v) {
      double v1 = 0;
      for (std::size_t j = 0; j < 8; ++j) v1 += hidden(i, j) * before(v, j);
      if (v == 0) v1_0 = v1;
      z += v1 * before(v, 2);
    }
    made += v1_0 / (1 + std::exp(-z)) / 16;
    mixed += visible(i, 0) * hidden(i, 2) / 16;
  }
  const double sign = before(0, 2) > 0 ? 1 : -1;
  EXPECT_NEAR(after(0, 2) - before(0, 2), 0.02 * (mixed - made - 0.02 * sign), 1e-7);
}

TEST(RuleAt, FollowsTheSchedules) {
  DbnOptions o;
  o.units = {4};
  o.learning_rate = {0.1};
  o.learning_rate_decay = 0.5;
  o.l1 = {0.2};
  o.l1_warm_up = 0.5;
  o.momentum = 0.5;
  o.final_momentum = 0.9;
  o.momentum_epochs = 4;
  o.complete();
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 0, 101, 0).learning_rate, 0.1);
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 50, 101, 0).learning_rate, 0.075);
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 100, 101, 0).learning_rate, 0.05);
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 25, 101, 0).l1, 0.1);
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 80, 101, 0).l1, 0.2);
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 0, 101, 1).momentum, 0.6);
  EXPECT_DOUBLE_EQ(rule_at(o, 0, 0, 101, 9).momentum, 0.9);
}

}  // namespace
}  // namespace anbn
