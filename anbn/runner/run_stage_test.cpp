// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error_kinds.h"
#include "anbn/io/file.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/stage.h"
#include "anbn/runner/work_folder.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_stages.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct GrowOptions {
  std::int64_t steps = 1, seed = 1;
  std::string fail;

  static constexpr std::string_view kExtended[] = {"steps", "fail"};

  template <class V>
  void visit(V&& option) {
    option("steps", steps, "how many");
    option("seed", seed, "of what");
    option("fail", fail, "whether to fail");
  }
};

void run_grow(const GrowOptions& o, const fs::path& out, RunContext& context) {
  const fs::path before = context.earlier.empty() ? "" : context.earlier / "steps.txt";
  write_file(out / "before.txt", before.empty() ? "none" : read_text(before));
  write_file(out / "steps.txt", std::to_string(o.steps));
  if (!o.fail.empty()) fail("{}", o.fail);
}

constexpr Stage kGrowStage = make_stage<GrowOptions, run_grow>("grow", "grows", "", 1);

struct RunStage : testing::Test {
  ScratchFolder folder;
  TinyWorkshop workshop{folder / "hashes.tsv"};
  fs::path words = folder / "words.txt", out = folder / "count";

  RunStage() { write_file(words, "one two\n"); }
  Ran count(const std::string& options, const fs::path& where) {
    return run_stage(kCountStage, options, where, workshop.hashes, workshop.context);
  }
  std::string options(std::string_view more = "") {
    return fmt::format(R"({{"words": "{}"{}}})", words.string(), more);
  }
};

TEST_F(RunStage, ComputesOnceForTheSameOptionsAndContents) {
  EXPECT_EQ(count(options(), out), Ran::yes);
  EXPECT_EQ(read_text(out / "count.txt"), "2\n");
  EXPECT_EQ(count(options(), out), Ran::already_done);
  EXPECT_EQ(count(options(R"(, "factor": 3)"), out), Ran::yes);
  EXPECT_EQ(read_text(out / "count.txt"), "6\n");
  write_file(words, "one two three\n");
  EXPECT_EQ(count(options(R"(, "factor": 3)"), out), Ran::yes);
  EXPECT_EQ(read_text(out / "count.txt"), "9\n");
  EXPECT_FALSE(fs::exists(folder / "count.partial"));
}

TEST_F(RunStage, KnowsBeforehandWhatItWouldNotCompute) {
  const auto is_done = [&](std::string_view more = "") {
    return is_up_to_date(kCountStage, options(more), out, workshop.hashes,
                         workshop.context.machine.backend);
  };
  EXPECT_FALSE(is_done());
  count(options(), out);
  EXPECT_TRUE(is_done());
  EXPECT_FALSE(is_done(R"(, "factor": 3)"));
  write_file(words, "one two three\n");
  EXPECT_FALSE(is_done());
  fs::remove(words);
  EXPECT_FALSE(is_done());
}

TEST_F(RunStage, DoesNotMindThatAnInputHasMoved) {
  count(options(), out);
  fs::rename(words, folder / "elsewhere.txt");
  words = folder / "elsewhere.txt";
  EXPECT_EQ(count(options(), out), Ran::already_done);
}

TEST_F(RunStage, TakesBothFilesOfAPairForTheInput) {
  words = folder / "p.hdr";
  write_file(words, "one two\n");
  write_file(folder / "p.img", "some voxels");
  EXPECT_EQ(count(options(), out), Ran::yes);
  EXPECT_EQ(count(options(), out), Ran::already_done);
  write_file(folder / "p.img", "other voxels");
  EXPECT_EQ(count(options(), out), Ran::yes);
  write_file(words, "one\n");
  words = folder / "p.img";
  EXPECT_EQ(count(options(), out), Ran::yes);
}

TEST_F(RunStage, DoesNotMindAnOptionThatChangesNothing) {
  count(options(), out);
  EXPECT_EQ(count(options(R"(, "patience_s": 2)"), out), Ran::already_done);
}

TEST_F(RunStage, WritesDefaultsAndHashesIntoTheManifest) {
  count(options(), out);
  EXPECT_EQ(option_of_stage(out, "count", "factor"), "1");
  EXPECT_EQ(read_text(out / "stage.json"), R"({
  "inputs": {
    "words": ")" + file_hash(words) + R"("
  },
  "isa": "reference generic",
  "options": {
    "factor": 1,
    "keep": ""
  },
  "stage": "count",
  "version": 1
}
)");
}

TEST_F(RunStage, KeepsTheEarlierResultWhenItFails) {
  count(options(), out);
  write_file(words, "fail\n");
  EXPECT_EQ(error_of([&] { count(options(), out); }), "count: found the word fail");
  EXPECT_EQ(read_text(out / "count.txt"), "2\n");
  EXPECT_FALSE(fs::exists(folder / "count.partial"));
}

TEST_F(RunStage, GoesOnFromACheckpointOfTheSameWorkOnly) {
  const std::string keep = R"(, "keep": "half-way")";
  write_file(words, "fail\n");
  EXPECT_NE(error_of([&] { count(options(keep), out); }), "");
  const fs::path checkpoint = folder / "count.partial/checkpoint/state.txt";
  EXPECT_EQ(read_text(checkpoint), "half-way");
  EXPECT_NE(error_of([&] { count(options(keep), out); }), "");
  EXPECT_EQ(read_text(checkpoint), "half-way again");
  EXPECT_NE(error_of([&] { count(options(R"(, "keep": "other")"), out); }), "");
  EXPECT_EQ(read_text(checkpoint), "other");
  write_file(words, "one\n");
  count(options(), out);
  EXPECT_FALSE(fs::exists(out / "checkpoint"));
  EXPECT_FALSE(fs::exists(out / "removed"));
  EXPECT_FALSE(fs::exists(folder / "count.partial"));
}

TEST_F(RunStage, OffersAnEarlierResultThatDiffersInExtendedOptionsOnly) {
  const auto grow = [&](const std::string& options) {
    run_stage(kGrowStage, options, folder / "grow", workshop.hashes, workshop.context);
    return read_text(folder / "grow/before.txt");
  };
  EXPECT_EQ(grow(R"({"steps": 5})"), "none");
  EXPECT_EQ(grow(R"({"steps": 7})"), "5");
  EXPECT_NE(error_of([&] { grow(R"({"steps": 9, "fail": "now"})"); }), "");
  EXPECT_EQ(grow(R"({"steps": 9})"), "7");  // what failed took nothing away
  EXPECT_EQ(grow(R"({"steps": 9, "seed": 2})"), "none");
  EXPECT_EQ(grow(R"({"steps": 1, "seed": 2})"), "9");
  EXPECT_TRUE(workshop.context.earlier.empty());
}

TEST_F(RunStage, ReadsWhatAnotherStageFinishedAndNothingElse) {
  const auto twice = [&] {
    run_stage(kTwiceStage, fmt::format(R"({{"count": "{}"}})", out.string()), folder / "twice",
              workshop.hashes, workshop.context);
  };
  EXPECT_EQ(error_of(twice),
            fmt::format("twice: {0}: no finished result here; run `anbn count --out {0}` first",
                        out.string()));
  count(options(), out);
  twice();
  EXPECT_EQ(read_text(folder / "twice/twice.txt"), "4\n");
  out = folder / "twice";
  EXPECT_NE(error_of(twice).find("a result of `anbn twice`; expected one of `anbn count`"),
            std::string::npos);
}

TEST_F(RunStage, NeverReplacesWhatIsNotItsOwn) {
  fs::create_directory(out);
  write_file(out / "thesis.txt", "years of work");
  EXPECT_NE(error_of([&] { count(options(), out); }).find("is not a result of anbn"),
            std::string::npos);
  EXPECT_EQ(read_text(out / "thesis.txt"), "years of work");

  fs::create_directory(folder / "new.partial");
  write_file(folder / "new.partial/thesis.txt", "years of work");
  EXPECT_NE(error_of([&] { count(options(), folder / "new"); }).find("anbn did not make"),
            std::string::npos);
  EXPECT_EQ(read_text(folder / "new.partial/thesis.txt"), "years of work");

  count(options(), folder / "mine");
  EXPECT_NE(error_of([&] {
              run_stage(kTwiceStage,
                        fmt::format(R"({{"count": "{0}"}})", (folder / "mine").string()),
                        folder / "mine", workshop.hashes, workshop.context);
            }).find("holds a result of `anbn count`, not of twice"),
            std::string::npos);
}

TEST_F(RunStage, FollowsNoLinkWhenItRemovesAnOldResult) {
  count(options(), out);
  fs::create_directory(folder / "precious");
  write_file(folder / "precious/thesis.txt", "years of work");
  fs::create_directory_symlink(folder / "precious", out / "link");
  EXPECT_EQ(count(options(R"(, "factor": 2)"), out), Ran::yes);
  EXPECT_FALSE(fs::exists(out / "link"));
  EXPECT_EQ(read_text(folder / "precious/thesis.txt"), "years of work");
}

TEST_F(RunStage, TakesAFolderNameWithASlashAtItsEnd) {
  EXPECT_EQ(count(options(), folder / "count/"), Ran::yes);
  EXPECT_EQ(count(options(), out), Ran::already_done);
}

/// A descriptor that holds the lock of the result in the making.
int lock_of_another(const fs::path& partial) {
  fs::create_directory(partial);
  const int held = ::open((partial / "stage.json").c_str(), O_RDWR | O_CREAT, 0666);
  EXPECT_EQ(::flock(held, LOCK_EX), 0);
  return held;
}

TEST_F(RunStage, LetsOnlyOneProcessIn) {
  const int held = lock_of_another(folder / "count.partial");
  write_file(folder / "count.partial/in-use-by.txt", "process 4711 on node12\n");
  EXPECT_THROW(count(options(), out), LockedError);
  const std::string message = error_of([&] { count(options(), out); });
  EXPECT_NE(message.find("is in use by process 4711 on node12; wait until it has ended"),
            std::string::npos)
      << message;
  ::close(held);
  EXPECT_EQ(count(options(), out), Ran::yes);
  EXPECT_FALSE(fs::exists(out / "in-use-by.txt"));
}

TEST_F(RunStage, WaitsForAnotherProcessAndTakesWhatItMade) {
  const int held = lock_of_another(folder / "count.partial");
  workshop.context.locking = Locking::wait;
  std::atomic<bool> ended = false;
  Ran ran = Ran::yes;
  std::thread waiting([&] {
    ran = count(options(), out);
    ended = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_FALSE(ended);
  // Somewhere else the same is made, and put where it belongs.
  TinyWorkshop another{folder / "other-hashes.tsv"};
  run_stage(kCountStage, options(), folder / "elsewhere", another.hashes, another.context);
  fs::copy(folder / "elsewhere", out);
  ::close(held);
  waiting.join();
  EXPECT_EQ(ran, Ran::already_done);
  EXPECT_FALSE(fs::exists(folder / "count.partial"));
}

TEST_F(RunStage, TakesNoLocksWhereASchedulerKeepsOthersOut) {
  const int held = lock_of_another(folder / "count.partial");
  workshop.context.locking = Locking::none;
  EXPECT_EQ(count(options(), out), Ran::yes);
  ::close(held);
}

TEST_F(RunStage, RemovesWhatADeadProcessLeftBesideAWholeResult) {
  count(options(), out);
  fs::copy(out, folder / "count.partial");
  EXPECT_EQ(count(options(), out), Ran::already_done);
  EXPECT_FALSE(fs::exists(folder / "count.partial"));
}

TEST_F(RunStage, TakesAHalfRemovedResultForNone) {
  count(options(), out);
  fs::resize_file(out / "stage.json", 0);
  EXPECT_FALSE(count(options(), out) == Ran::already_done);
  EXPECT_EQ(read_text(out / "count.txt"), "2\n");
}

}  // namespace
}  // namespace anbn
