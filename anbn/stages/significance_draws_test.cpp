// SPDX-License-Identifier: Apache-2.0
// Draws that were made before, by an earlier result or a run that was stopped, are gone on from.
#include "tests/support/significance_stage.h"

#include <map>

namespace anbn {
namespace {

/// All files of a result but its checkpoint, by name.
std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (const std::string name = entry.path().lexically_relative(folder);
        entry.is_regular_file() && name.find("checkpoint") == std::string::npos)
      files[name] = read_text(entry.path());
  return files;
}

TEST_F(SignificanceStage, MorePermutationsAreAddedToThoseOfAnEarlierResult) {
  namespace fs = std::filesystem;
  run(R"("permutations": 700)");
  const auto whole = files_of(story.folder / "significance");
  run(R"("permutations": 100)");
  const fs::path earlier = story.folder / "earlier";
  fs::rename(story.folder / "significance", earlier);
  fs::create_directory(story.folder / "significance");
  workshop.context.earlier = earlier;
  run(R"("permutations": 700)");
  EXPECT_EQ(files_of(story.folder / "significance"), whole);
  // That the earlier counts were used shows where they are wrong, ...
  NpyIntegers counts = read_npy_int32(earlier / "draws/phase_counts.npy");
  for (auto& count : counts.values) count = 100;
  write_npy_int32(earlier / "draws/phase_counts.npy", counts.values, counts.rows, counts.cols);
  run(R"("permutations": 700)");
  EXPECT_EQ(number(table("neurons.tsv"), 4, "phase_max_p"), 101 / 701.0);
  // ... unless no run can have left them, or they are more than are wanted now.
  counts.values[0] = 101;
  write_npy_int32(earlier / "draws/phase_counts.npy", counts.values, counts.rows, counts.cols);
  run(R"("permutations": 700)");
  EXPECT_EQ(files_of(story.folder / "significance"), whole);
  run(R"("permutations": 99)");
  EXPECT_EQ(summary()["permutations"], 99);
  // Without the means of all its draws an earlier result is made again.
  for (auto& count : counts.values) count = 100;
  write_npy_int32(earlier / "draws/phase_counts.npy", counts.values, counts.rows, counts.cols);
  Matrix means = read_npy_matrix(earlier / "draws/phase_means.npy");
  ASSERT_EQ(means.rows, 100u);
  means.rows = 99, means.values.resize(99 * means.cols);
  write_npy(earlier / "draws/phase_means.npy", means);
  run(R"("permutations": 700)");
  EXPECT_EQ(files_of(story.folder / "significance"), whole);
}

/// Stops a run when it has been told `notes` times how it goes.
class Impatient : public SilentProgress {
 public:
  explicit Impatient(int notes) : left_(notes) {}
  void note(std::string_view) override {
    if (--left_ == 0) throw Error("stopped");
  }

 private:
  int left_;
};

TEST_F(SignificanceStage, ARunThatWasStoppedGoesOnFromItsCounts) {
  const std::string options = R"("permutations": 40000, "noise_draws": 0, "checkpoint_s": 0)";
  run(options);
  const auto whole = files_of(story.folder / "significance");
  for (int notes : {2, 5}) {
    std::filesystem::remove_all(story.folder / "significance");
    std::filesystem::create_directory(story.folder / "significance");
    Impatient progress(notes);
    RunContext context{{*workshop.backend, workshop.threads, progress}, workshop.notes};
    const std::string all =
        story.options({"timecourses", "tokens", "networks", "coupling", "nuisance"}, options);
    EXPECT_THROW(kSignificanceStage.run(all, story.folder / "significance", context), Error);
    EXPECT_TRUE(std::filesystem::exists(story.folder / "significance/checkpoint/shuffle/a"));
    Impatient twice(100);
    RunContext again{{*workshop.backend, workshop.threads, twice}, workshop.notes};
    kSignificanceStage.run(all, story.folder / "significance", again);
    EXPECT_EQ(files_of(story.folder / "significance"), whole);
  }
}

}  // namespace
}  // namespace anbn
