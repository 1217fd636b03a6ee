// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/file_lock.h"

#include "anbn/io/file.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace anbn {
namespace {

namespace fs = std::filesystem;

TEST(FileLock, TellsTheFileSystemOfAPath) {
  constexpr std::string_view kMounts =
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "40 22 0:40 / /no\\040such rw - tmpfs tmpfs rw\n"
      "41 40 0:41 / /no\\040such/place rw,noatime master:1 - lustre 10.0.0.1@tcp:/x rw\n";
  EXPECT_EQ(file_system_of("/no such/place/results", kMounts), "lustre, mounted at /no such/place");
  EXPECT_EQ(file_system_of("/no such/places", kMounts), "tmpfs, mounted at /no such");
  EXPECT_EQ(file_system_of("/home", kMounts), "ext4, mounted at /");
  EXPECT_EQ(file_system_of("/home", ""), "unknown");
}

TEST(FileLock, ReplacesAFileWholeWhoeverElseDoes) {
  const ScratchFolder folder;
  const fs::path file = folder / "a.json";
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back([&, i] {
      for (int n = 0; n < 10; ++n) {
        replace_file(file, std::string(1000, static_cast<char>('a' + i)), Locking::refuse);
        const std::string seen = read_text(file);
        EXPECT_EQ(seen, std::string(1000, seen.empty() ? '?' : seen[0]));
      }
    });
  for (std::thread& writer : writers) writer.join();
  const std::string text = read_text(file);
  EXPECT_EQ(text, std::string(1000, text[0]));
  EXPECT_FALSE(fs::exists(folder / "a.json.partial"));
  write_file(folder / "a.json.partial", "what a killed process left");
  replace_file(file, text, Locking::none);
  EXPECT_FALSE(fs::exists(folder / "a.json.partial"));
  EXPECT_EQ(read_text(file), text);
}

}  // namespace
}  // namespace anbn
