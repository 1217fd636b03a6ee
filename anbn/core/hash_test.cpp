// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/hash.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>

namespace anbn {
namespace {

namespace fs = std::filesystem;

void put(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

/// Writes a file and makes it look `seconds` old.
void put_old(const fs::path& file, const std::string& text, int seconds) {
  put(file, text);
  fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::seconds(seconds));
}

TEST(ContentHash, IsXxh3Of128Bits) {
  EXPECT_EQ(content_hash(""), "99aa06d3014798d86001c324468d497f");  // xxHash's own test vector
  EXPECT_NE(content_hash("a"), content_hash("b"));
}

TEST(FileHash, IsTheHashOfTheContents) {
  const ScratchFolder folder;
  std::string text;
  for (int i = 0; i < 400000; ++i) text += std::to_string(i);  // more than one piece
  put(folder / "x", text);
  EXPECT_EQ(file_hash(folder / "x"), content_hash(text));
  put(folder / "x", "");
  EXPECT_EQ(file_hash(folder / "x"), content_hash(""));
  EXPECT_NE(error_of([&] { file_hash(folder / "absent"); }).find("cannot be opened"),
            std::string::npos);
}

TEST(HashMemory, RemembersAFileByItsTimeAndSize) {
  const ScratchFolder folder;
  put_old(folder / "x", "one", 60);
  const auto time = fs::last_write_time(folder / "x");
  {
    HashMemory memory(folder / "deep/store.tsv", HashTrust::remembered);
    EXPECT_EQ(memory.hash(folder / "x"), content_hash("one"));
    memory.save();
  }
  // The same size and time: only somebody who reads the file again can see the difference.
  put(folder / "x", "two");
  fs::last_write_time(folder / "x", time);
  EXPECT_EQ(HashMemory(folder / "deep/store.tsv", HashTrust::remembered).hash(folder / "x"),
            content_hash("one"));
  EXPECT_EQ(HashMemory(folder / "deep/store.tsv", HashTrust::recompute).hash(folder / "x"),
            content_hash("two"));
  fs::last_write_time(folder / "x", time + std::chrono::nanoseconds(1000));
  EXPECT_EQ(HashMemory(folder / "deep/store.tsv", HashTrust::remembered).hash(folder / "x"),
            content_hash("two"));
}

TEST(HashMemory, DoesNotTrustAFileThatIsStillBeingChanged) {
  const ScratchFolder folder;
  put(folder / "x", "one");
  const auto time = fs::last_write_time(folder / "x");
  HashMemory memory(folder / "store.tsv", HashTrust::remembered);
  EXPECT_EQ(memory.hash(folder / "x"), content_hash("one"));
  put(folder / "x", "two");
  fs::last_write_time(folder / "x", time);
  EXPECT_EQ(memory.hash(folder / "x"), content_hash("two"));
}

TEST(HashMemory, ForgetsADamagedStore) {
  const ScratchFolder folder;
  put(folder / "store.tsv", "rubbish\n\t\n" + std::string(100, '\t'));
  put_old(folder / "x", "one", 60);
  HashMemory memory(folder / "store.tsv", HashTrust::remembered);
  EXPECT_EQ(memory.hash(folder / "x"), content_hash("one"));
}

TEST(HashMemory, DoesWithoutAStoreThatCannotBeWritten) {
  const ScratchFolder folder;
  put_old(folder / "x", "one", 60);
  put(folder / "file", "");
  HashMemory memory(folder / "file/store.tsv", HashTrust::remembered);
  EXPECT_EQ(memory.hash(folder / "x"), content_hash("one"));
  EXPECT_NO_THROW(memory.save());
}

TEST(HashMemory, RefusesWhatIsNoFile) {
  const ScratchFolder folder;
  HashMemory memory(folder / "store.tsv", HashTrust::remembered);
  EXPECT_NE(error_of([&] { memory.hash(folder / "absent"); }).find("no such file"),
            std::string::npos);
  EXPECT_NE(error_of([&] { memory.hash(folder.path()); }).find("not a regular file"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
