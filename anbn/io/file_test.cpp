// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/file.h"

#include "anbn/core/error.h"
#include "anbn/io/mapped_files.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

void expect_part(const std::string& message, const std::string& part) {
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

TEST(MappedFile, HoldsTheBytesOfTheFile) {
  const ScratchFolder folder;
  write_file(folder / "x", "abc");
  MappedFile file(folder / "x");
  EXPECT_EQ(file.bytes().size(), 3u);
  EXPECT_EQ(std::to_integer<char>(file.bytes()[2]), 'c');
  const MappedFile moved = std::move(file);
  EXPECT_EQ(moved.bytes().size(), 3u);
}

TEST(MappedFile, MayBeEmpty) {
  const ScratchFolder folder;
  write_file(folder / "x", "");
  EXPECT_TRUE(MappedFile(folder / "x").bytes().empty());
}

TEST(MappedFile, RefusesWhatIsNoFile) {
  const ScratchFolder folder;
  const auto refusal = [&](const char* name) {
    return error_of([&] { MappedFile file(folder / name); });
  };
  expect_part(refusal("absent"), "no such file");
  expect_part(refusal("."), "is a folder");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_part(refusal("pipe"), "is no regular file");
}

TEST(MappedFile, RecognizesDataThatACloneHasNotFetched) {
  const ScratchFolder folder;
  const auto refusal = [&](const char* name) {
    return error_of([&] { MappedFile file(folder / name); });
  };
  write_file(folder / "lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
  expect_part(refusal("lfs"), "git lfs pull");
  write_file(folder / "annex", "/annex/objects/MD5E-s5--0.nii.gz\n");
  expect_part(refusal("annex"), "git annex get");
  write_file(folder / "target", "../../.git/annex/objects/fW/6x/MD5E-s5--0/MD5E-s5--0.nii.gz");
  expect_part(refusal("target"), "git annex get");
  fs::create_symlink(".git/annex/objects/x", folder / "link");
  expect_part(refusal("link"), "is a link to a file that is not here");
}

TEST(ReadText, RefusesMoreThanItMayRead) {
  const ScratchFolder folder;
  write_file(folder / "x", "abcd");
  EXPECT_EQ(read_text(folder / "x", 4), "abcd");
  expect_part(error_of([&] { read_text(folder / "x", 3); }), "has 4 bytes; expected at most 3");
}

TEST(FileWriter, WritesPiecesOfAnySizeInOrder) {
  const ScratchFolder folder;
  FileWriter file(folder / "x");
  std::string expected;
  for (const std::size_t size : {1u, 100000u, 300000u, 7u, 262144u, 0u, 200000u}) {
    const std::string piece(size, static_cast<char>('a' + expected.size() % 26));
    file.write(piece);
    expected += piece;
  }
  file.finish();
  EXPECT_EQ(read_text(folder / "x"), expected);
}

TEST(FileWriter, ReplacesALongerFile) {
  const ScratchFolder folder;
  write_file(folder / "x", "a longer text");
  write_file(folder / "x", "short");
  EXPECT_EQ(read_text(folder / "x"), "short");
}

TEST(FileWriter, SaysThatTheDiskIsFull) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "/dev/full is not here";
  const std::string message = error_of([] { write_file("/dev/full", "abc"); });
  EXPECT_TRUE(message.starts_with("no space left on /dev")) << message;
  expect_part(message, "free space or choose another --out");
  EXPECT_EQ(message.find('\n'), std::string::npos);
  expect_part(error_of([] {
                FileWriter file("/dev/full");
                file.write(std::string(1 << 20, 'x'));  // more than is buffered
              }),
              "no space left");
}

TEST(FileWriter, SaysThatAFolderIsMissing) {
  expect_part(error_of([] { write_file("/nowhere/x", "abc"); }), "/nowhere/x: cannot be written");
}

TEST(SyncFolder, NeedsAFolder) {
  const ScratchFolder folder;
  sync_folder(folder.path());
  write_file(folder / "x", "");
  expect_part(error_of([&] { sync_folder(folder / "x"); }), "expected a folder");
}

TEST(MappedFile, IsKnownByItsAddresses) {
  const ScratchFolder folder;
  write_file(folder / "a.txt", "some words");
  const std::byte* start = nullptr;
  {
    const MappedFile first(folder / "a.txt");
    const MappedFile second(folder / "a.txt");
    start = second.bytes().data();
    ASSERT_NE(mapped_file_at(start + 9), nullptr);
    EXPECT_EQ(std::string(mapped_file_at(start + 9)), (folder / "a.txt").string());
    EXPECT_EQ(mapped_file_at(start + 10), nullptr);
  }
  EXPECT_EQ(mapped_file_at(start), nullptr);
  EXPECT_EQ(mapped_file_at(nullptr), nullptr);
}

}  // namespace
}  // namespace anbn
