// SPDX-License-Identifier: Apache-2.0
// The method `dbn` from files to files, on small volumes with planted networks.
#include "anbn/brain/networks/dbn_training.h"

#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kVolumes = 40, kVoxels = 60;

/// Six z-scored scans of two stories in which voxels 0..9 and voxels 20..29 each move together.
class TwoPlantedNetworks {
 public:
  TwoPlantedNetworks() {
    inputs.mask = Mask{{{5, 4, 4}, {{{3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 3, 0}}}}, {}};
    for (std::uint64_t v = 0; v < kVoxels; ++v) inputs.mask->voxels.push_back(v + 3);
    for (std::size_t s = 0; s < 6; ++s) {
      Matrix bold(kVolumes, kVoxels);
      for (std::size_t t = 0; t < kVolumes; ++t)
        for (std::size_t v = 0; v < kVoxels; ++v) {
          const std::size_t network = v < 10 ? 1 : (v >= 20 && v < 30 ? 2 : 0);
          const double signal = network > 0 ? 2 * normal({s, network}, t) : 0;
          bold(t, v) = static_cast<float>(signal + normal({s, 9}, t * kVoxels + v)) /
                       (network > 0 ? std::sqrt(5.0f) : 1.0f);
        }
      const fs::path file = scratch / fmt::format("scan_{}.npy", s);
      write_npy(file, bold);
      if (s % 5 == 0) inputs.stories.push_back({s == 0 ? "pieman" : "shapes", {}, 0, 0, {}});
      inputs.stories.back().bold.push_back({fmt::format("scan_{}", s), file});
    }
    settings.average = ListenerAverage::raw;
    settings.course = NetworkCourse::sigmoid;
    DbnOptions& o = settings.dbn;
    o.units = {8, 4};
    o.epochs = {20};
    o.learning_rate = {0.02};
    o.batch = {16};
    o.l1 = {0.02};
    o.batch_normalization.value = "none";
    o.checkpoint_s = 1e6;
  }

  /// Trains in `folder`, which may hold the checkpoint of an earlier attempt.
  Networks find(const std::string& folder, int thread_count = 1,
                Progress* progress = nullptr) const {
    NetworkSettings completed = settings;
    completed.dbn.complete();
    completed.dbn.check();
    Threads threads(thread_count);
    SilentProgress silent;
    const fs::path out = scratch / folder;
    fs::create_directories(out);
    NetworkWork work{*backend, threads, progress ? *progress : silent, out, out / "checkpoint"};
    return network_method_named("dbn").find(inputs, completed, work);
  }

  ScratchFolder scratch;
  NetworkInputs inputs;
  NetworkSettings settings;
  std::unique_ptr<Backend> backend = make_backend("cpu", "auto");
};

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
  o.chains.value = "persistent";
  o.centering.value = "both";
  o.batch_normalization.value = "hidden";
  o.layer_input.value = "standardized";
  o.visible_noise = 0.1;
  o.first_step.value = "yes";
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

TEST(Dbn, SaysThatALayerHasLearnedNothing) {
  TwoPlantedNetworks study;
  study.settings.dbn.learning_rate = {1e-9, 0.02};
  study.settings.dbn.epochs = {1};
  study.settings.dbn.weights_sd = {1e-4};
  const Networks found = study.find("out");
  ASSERT_FALSE(found.warnings.empty());
  EXPECT_TRUE(found.warnings[0].starts_with("dbn layer 1 learned nothing: ")) << found.warnings[0];
  const std::string json = read_text(study.scratch / "out/health.json");
  EXPECT_NE(json.find(R"({"layer": 1, "units": 8, "learned": false, "verdict": "learned nothing)"),
            std::string::npos)
      << json;
}

TEST(Dbn, SaysSoOfAnUpperLayerWhoseRandomWeightsWereNotTrained) {
  TwoPlantedNetworks study;
  DbnOptions& o = study.settings.dbn;
  o.preset.value = "tuned";
  o.units = {16, 12};
  o.epochs = {6, 1};
  o.batch = {16};
  o.learning_rate = {0.03, 1e-12};
  o.learning_rate_decay = -1;
  o.layer_input.value = "standardized";
  o.weights_sd = {0.01, 0.1};
  study.find("out");
  const Table health = read_tsv(study.scratch / "out/health.tsv");
  const double explained = health.number(8, health.column("held_out_explained"));
  ASSERT_GT(explained, 0.01);  // of what chance directions of 16 units hold
  const std::string json = read_text(study.scratch / "out/health.json");
  EXPECT_NE(
      json.find(fmt::format(
          R"("learned": false, "verdict": "learned nothing: it explains {0:.2f} % of the variance )"
          R"(of what layer 1 gives for held-out volumes, and explained {0:.2f} % before training")",
          100 * explained)),
      std::string::npos)
      << json;
}

TEST(Dbn, HealthKeepsTheLargestL1StepOfEachEpoch) {
  TwoPlantedNetworks study;
  DbnOptions& o = study.settings.dbn;
  o.units = {4};
  o.epochs = {2};
  o.batch = {50};  // 4 steps an epoch
  o.learning_rate = {0.1};
  o.learning_rate_decay = 0;
  o.l1 = {0.01};
  o.l1_warm_up = 0.5;
  study.find("out");
  const Table health = read_tsv(study.scratch / "out/health.tsv");
  const auto l1_step = [&](std::size_t row) {
    return health.number(row, health.column("l1_step"));
  };
  EXPECT_EQ(l1_step(0), 0);
  // The rate falls from 0.1 to 0 over steps 0 to 7, L1 has risen by step 3 or 4.
  EXPECT_NEAR(l1_step(1), 0.1 * (1 - 3.0 / 7) * 0.01 * (3.0 / 3.5), 1e-9);
  EXPECT_NEAR(l1_step(2), 0.1 * (1 - 4.0 / 7) * 0.01, 1e-9);
}

TEST(Dbn, VerdictsNameTheirReason) {
  DbnHealth before, h;
  before.held_out_explained = h.held_out_explained;
  before.l1_step = 1e-6;
  const auto verdict = [&] {
    const DbnHealth lines[] = {before, h};
    return verdict_of(lines);
  };
  h.explained = 0.5;
  h.held_out_explained = -0.02;
  h.mean_weight = 0.1;
  EXPECT_EQ(verdict().words,
            "learned nothing: it explains -2.00 % of the variance of held-out volumes, no more "
            "than the mean image does");
  h.held_out_explained = std::numeric_limits<double>::quiet_NaN();
  before.held_out_explained = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(verdict().words, "explains 50.00 % of the variance of training volumes");
  h.layer = 3;
  EXPECT_EQ(verdict().words,
            "explains 50.00 % of the variance of what layer 2 gives for training volumes");
  before.explained = 0.4995;
  EXPECT_EQ(verdict().words,
            "learned nothing: it explains 50.00 % of the variance of what layer 2 gives for "
            "training volumes, and explained 49.95 % before training");
  before.explained = 0.2;
  EXPECT_EQ(verdict().learned, LayerVerdict::Learned::yes);
  h.l1_step = 0.2;
  EXPECT_EQ(verdict().words,
            "learned nothing: its mean |W| of 0.1 is below its largest L1 step of 0.2");
  h.l1_step = 0;
  before.l1_step = 0.3;  // what it was once is what it had to withstand
  EXPECT_EQ(verdict().words,
            "learned nothing: its mean |W| of 0.1 is below its largest L1 step of 0.3");
  h.dead = 0.75;
  h.saturated = 0.25;
  EXPECT_EQ(verdict().words, "learned nothing: 75 % of its units are dead and 25 % saturated");
}

TEST(Dbn, HealthHasALineALayerAndEpoch) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {2, 3};
  study.find("out");
  const Table health = read_tsv(study.scratch / "out/health.tsv");
  ASSERT_EQ(health.rows.size(), 3u + 4u);
  EXPECT_EQ(health.rows[6][0], "2");
  EXPECT_EQ(health.rows[6][1], "3");
  EXPECT_LT(health.number(2, 2), health.number(0, 2));  // the error falls
  const std::string json = read_text(study.scratch / "out/health.json");
  EXPECT_NE(json.find("\"held_out\": [\"scan_"), std::string::npos) << json;
}

TEST(Dbn, HoldsOutOneOfFiveScansAndNoneOfOne) {
  TwoPlantedNetworks study;
  const DbnScans scans = open_scans(study.inputs, -1, 1);
  EXPECT_EQ(scans.count(ScanRole::held_out), 1u);
  EXPECT_EQ(scans.scans[5].role, ScanRole::training);
  EXPECT_EQ(rows_of(scans, ScanRole::training).size(), 5 * kVolumes);
  EXPECT_EQ(open_scans(study.inputs, 0, 1).count(ScanRole::held_out), 0u);
  EXPECT_EQ(error_of([&] { open_scans(study.inputs, 1, 1); }),
            "--held-out is 1; story shapes has 1 scans, and at least one must be left to train on");
}

/// Which scans are held out where each story has these.
std::vector<std::string> held_out_of(TwoPlantedNetworks& study,
                                     const std::vector<std::vector<std::string>>& stories,
                                     std::int64_t held_out, std::uint64_t seed,
                                     HeldOutListeners listeners) {
  const fs::path file = study.inputs.stories[0].bold[0].file;
  study.inputs.stories.clear();
  for (const auto& names : stories) {
    study.inputs.stories.push_back({fmt::format("s{}", study.inputs.stories.size()), {}, 0, 0, {}});
    for (const std::string& name : names) study.inputs.stories.back().bold.push_back({name, file});
  }
  const DbnScans scans = open_scans(study.inputs, held_out, seed);
  EXPECT_EQ(word_of(scans.held_out_listeners), word_of(listeners));
  EXPECT_EQ(scans.trained_on.empty(), listeners != HeldOutListeners::trained_on);
  std::vector<std::string> names;
  for (const DbnScan& scan : scans.scans)
    if (scan.role == ScanRole::held_out) names.push_back(scan.name);
  return names;
}

TEST(Dbn, HoldsOutAListenerInAllStories) {
  TwoPlantedNetworks study;
  std::vector<std::vector<std::string>> stories(3);
  for (int listener = 1; listener <= 6; ++listener) {
    stories[0].push_back(fmt::format("sub-{}_task-a_bold", listener));
    stories[1].push_back(fmt::format("sub-{}_task-b_bold", 7 - listener));
    if (listener > 3) stories[2].push_back(fmt::format("sub-{}_task-c_bold", listener));
  }
  std::set<std::string> chosen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // Story c is too small to hold one out by itself, so it is none of its listeners.
    const auto names = held_out_of(study, stories, -1, seed, HeldOutListeners::apart);
    ASSERT_EQ(names.size(), 2u);
    EXPECT_EQ(listener_of(names[0]), listener_of(names[1]));
    chosen.emplace(listener_of(names[0]));
  }
  EXPECT_EQ(chosen, (std::set<std::string>{"sub-1", "sub-2", "sub-3"}));
  const auto names = held_out_of(study, stories, 2, 1, HeldOutListeners::apart);
  ASSERT_EQ(names.size(), 6u);  // now those of all three stories come first
  EXPECT_EQ((std::set{listener_of(names[0]), listener_of(names[1])}),
            (std::set{listener_of(names[4]), listener_of(names[5])}));
}

TEST(Dbn, SaysWhetherThoseHeldOutAreTrainedOn) {
  TwoPlantedNetworks study;
  using L = HeldOutListeners;
  held_out_of(study, {{"sub-1_a", "sub-2_a"}, {"sub-2_b", "sub-3_b"}, {"sub-3_c", "sub-1_c"}}, 1, 1,
              L::trained_on);
  held_out_of(study, {{"sub-1_run-1", "sub-1_run-2"}}, 1, 1, L::trained_on);
  held_out_of(study, {{"sub-1_a", "sub-2_a"}, {"x", "y"}}, 1, 1, L::unknown);
  held_out_of(study, {{"x", "y"}, {"x", "y"}}, 1, 1, L::unknown);
  held_out_of(study, {{"x", "y"}}, 1, 1, L::apart);
  held_out_of(study, {{"x", "y"}, {"x", "y"}}, 0, 1, L::apart);
}

TEST(Dbn, WarnsOfAListenerWhoIsHeldOutAndTrainedOn) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {1};
  study.inputs.stories[0].bold[0].name = study.inputs.stories[0].bold[1].name = "sub-1_x";
  study.inputs.stories[0].bold.resize(2);
  study.inputs.stories.resize(1);
  study.settings.dbn.held_out = 1;
  const Networks found = study.find("out");
  EXPECT_TRUE(std::any_of(found.warnings.begin(), found.warnings.end(), [](const auto& words) {
    return words.starts_with("dbn: sub-1 held out, and trained on in other scans");
  }));
  EXPECT_NE(
      read_text(study.scratch / "out/health.json").find("\"held_out_listeners\": \"trained on\""),
      std::string::npos);
}

TEST(Dbn, TellsHowItGoes) {
  TwoPlantedNetworks study;
  study.settings.dbn.epochs = {2};
  NoteKeeper progress;
  study.find("out", 1, &progress);
  EXPECT_EQ(progress.begun,
            (std::vector<std::string>{"dbn layer 1 of 2", "dbn layer 2 of 2", "time courses"}));
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
  study.settings.dbn.first_step.value = "yes";
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
