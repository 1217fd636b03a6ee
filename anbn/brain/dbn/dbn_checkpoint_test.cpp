// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_checkpoint.h"

#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>

namespace anbn {
namespace {

namespace fs = std::filesystem;

class Checkpoints : public testing::Test {
 protected:
  void save(std::uint64_t layer, std::uint64_t step) {
    const std::vector<float> weights = {1, 2, static_cast<float>(step)}, bias = {};
    const std::vector<std::span<const float>> arrays = {weights, bias};
    DbnHealth health;
    health.epoch = static_cast<double>(step);
    checkpoints.save(layer, step, {&health, 1}, arrays);
  }
  std::string file_of(std::uint64_t step) const {
    return fmt::format("layer_01_step_{:012}.checkpoint", step);
  }
  void damage(const std::string& name) const {
    const fs::path file = checkpoints.folder() / name;
    std::string text = read_text(file);
    text.back() ^= 1;
    write_file(file, text);
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(checkpoints.folder()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  ScratchFolder scratch;
  DbnCheckpoints checkpoints{scratch / "checkpoint"};
  std::vector<std::string> warnings;
};

TEST_F(Checkpoints, KeepTheLastTwo) {
  for (std::uint64_t step : {9, 10, 11}) save(0, step);
  EXPECT_EQ(files(), (std::vector<std::string>{file_of(10), file_of(11)}));
}

TEST_F(Checkpoints, GiveBackWhatTheyWereGiven) {
  save(0, 10);
  const auto found = checkpoints.newest(warnings);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->current.layer, 0u);
  EXPECT_EQ(found->current.step, 10u);
  EXPECT_EQ(found->current.arrays, (std::vector<std::vector<float>>{{1, 2, 10}, {}}));
  ASSERT_EQ(found->current.health.size(), 1u);
  EXPECT_EQ(found->current.health[0].epoch, 10);
  EXPECT_TRUE(warnings.empty());
}

TEST_F(Checkpoints, NothingIsFoundInAnEmptyFolder) {
  EXPECT_FALSE(checkpoints.newest(warnings));
  EXPECT_TRUE(warnings.empty());
}

TEST_F(Checkpoints, ADamagedOneIsPassedOverAndTold) {
  save(0, 10);
  save(0, 11);
  damage(file_of(11));
  const auto found = checkpoints.newest(warnings);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->current.step, 10u);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("its contents and their hash differ"), std::string::npos);
}

TEST_F(Checkpoints, OnesPassedOverMakeRoomForNewOnes) {
  for (std::uint64_t step : {10, 11}) {
    save(0, step);
    damage(file_of(step));
  }
  EXPECT_FALSE(checkpoints.newest(warnings));
  EXPECT_EQ(warnings.size(), 3u);
  EXPECT_TRUE(files().empty());
  for (std::uint64_t step : {2, 3}) save(0, step);
  EXPECT_EQ(files(), (std::vector<std::string>{file_of(2), file_of(3)}));
  EXPECT_EQ(checkpoints.newest(warnings)->current.step, 3u);
}

TEST_F(Checkpoints, TheOneBeforeADamagedOneIsKeptBesideTheNext) {
  for (std::uint64_t step : {10, 20}) save(0, step);
  damage(file_of(20));
  EXPECT_EQ(checkpoints.newest(warnings)->current.step, 10u);
  save(0, 15);
  EXPECT_EQ(files(), (std::vector<std::string>{file_of(10), file_of(15)}));
}

TEST_F(Checkpoints, OneJustWrittenStaysWhateverElseIsThere) {
  for (std::uint64_t step : {10, 11}) save(0, step);
  for (std::uint64_t step : {4, 5}) save(0, step);
  EXPECT_EQ(files(), (std::vector<std::string>{file_of(4), file_of(5)}));
}

TEST_F(Checkpoints, OneOfALaterLayerNeedsTheFinishedOnes) {
  save(0, 10);
  save(1, 3);
  EXPECT_EQ(checkpoints.newest(warnings)->current.layer, 0u);
  EXPECT_EQ(warnings.size(), 1u);
  const std::vector<float> weights = {5};
  const std::vector<std::span<const float>> arrays = {weights};
  checkpoints.save_finished(0, arrays);
  save(1, 3);
  warnings.clear();
  const auto found = checkpoints.newest(warnings);
  ASSERT_EQ(found->current.layer, 1u);
  ASSERT_EQ(found->finished.size(), 1u);
  EXPECT_EQ(found->finished[0].arrays, (std::vector<std::vector<float>>{{5}}));
}

TEST_F(Checkpoints, OneThatCannotBeWrittenLeavesTheOneBefore) {
  save(0, 10);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 50;  // bytes
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const std::string error = error_of([&] { save(0, 11); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(error.find("cannot be written"), std::string::npos) << error;
  EXPECT_EQ(files(), (std::vector<std::string>{file_of(10)}));
  EXPECT_EQ(checkpoints.newest(warnings)->current.step, 10u);
}

TEST_F(Checkpoints, EveryCutAndEveryFlippedBitIsNoticed) {
  save(0, 10);
  const std::string text = read_text(checkpoints.folder() / file_of(10));
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_NE(error_of([&] { parse_dbn_checkpoint(as_bytes(text.substr(0, size)), "x"); }), "");
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] ^= 4;
    EXPECT_NE(error_of([&] { parse_dbn_checkpoint(as_bytes(damaged), "x"); }), "") << i;
  }
}

}  // namespace
}  // namespace anbn
