// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/processor.h"

#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace anbn {
namespace {

TEST(Processors, AreNamedAsTheSystemNamesThem) {
  EXPECT_EQ(
      processor_model("processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\n"
                      "model name\t: Intel(R) Xeon(R) @ 2.1: GHz\nstepping\t: 8\n\nprocessor\t: 1\n"
                      "model name\t: another\n"),
      "Intel(R) Xeon(R) @ 2.1: GHz (GenuineIntel, family 6, model 143, stepping 8)");
  EXPECT_EQ(processor_model("model name : X\n"), "X");
  EXPECT_EQ(processor_model("model\t: 5\n: odd\nodd\n"), "model 5");
  EXPECT_EQ(processor_model(""), "");
}

TEST(Processors, TellTheirCachesByLevel) {
  const ScratchFolder folder;
  const auto cache = [&](const char* name, const char* level, const char* type, const char* size) {
    std::filesystem::create_directory(folder / name);
    std::ofstream(folder / name / "level") << level << "\n";
    std::ofstream(folder / name / "type") << type << "\n";
    std::ofstream(folder / name / "size") << size << "\n";
  };
  cache("index0", "2", "Unified", "2048K");
  cache("index1", "1", "Data", "48K");
  cache("index2", "1", "Instruction", "32K");
  std::filesystem::create_directory(folder / "empty");
  EXPECT_EQ(processor_caches(folder.path()),
            (std::vector<std::string>{"L1 data 48K", "L1 instructions 32K", "L2 2048K"}));
  EXPECT_TRUE(processor_caches(folder / "none").empty());
}

TEST(Processors, AreKnownHere) {
  if (!std::filesystem::exists("/proc/cpuinfo")) GTEST_SKIP() << "no /proc/cpuinfo";
  EXPECT_FALSE(this_processor().model.empty());
}

}  // namespace
}  // namespace anbn
