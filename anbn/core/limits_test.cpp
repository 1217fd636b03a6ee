// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/limits.h"

#include "anbn/core/parallel.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Puts words into a file as the kernel would show it.
void show(const fs::path& file, std::string_view words) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << words << "\n";
}

TEST(Limits, AreTheStrictestOfAllGroupsAbove) {
  const ScratchFolder folder;
  const fs::path job = folder / "system.slice/slurmstepd.scope/job_7";
  show(folder / "system.slice/cpu.max", "800000 100000");
  show(job / "cpu.max", "350000 100000");
  show(job / "step_0/cpu.max", "max 100000");
  show(job / "memory.max", "8000000");
  show(job / "memory.current", "5000000");
  show(job / "memory.stat", "anon 4000000\ninactive_file 1000000");
  show(job / "step_0/memory.max", "max");
  show(job / "step_0/memory.current", "5000000");
  const Limits limits =
      limits_of_control_groups("0::/system.slice/slurmstepd.scope/job_7/step_0\n", folder.path());
  EXPECT_EQ(limits.processors, 3.5);
  EXPECT_EQ(limits.memory_left, 4'000'000u);
}

TEST(Limits, AreReadOfTheFirstVersionToo) {
  const ScratchFolder folder;
  show(folder / "cpu,cpuacct/slurm/job_7/cpu.cfs_quota_us", "200000");
  show(folder / "cpu,cpuacct/slurm/job_7/cpu.cfs_period_us", "100000");
  show(folder / "cpu,cpuacct/cpu.cfs_quota_us", "-1");
  show(folder / "cpu,cpuacct/cpu.cfs_period_us", "100000");
  show(folder / "memory/slurm/memory.limit_in_bytes", "6000000");
  show(folder / "memory/slurm/memory.usage_in_bytes", "2000000");
  show(folder / "memory/slurm/memory.stat", "inactive_file 7\ntotal_inactive_file 500000");
  const Limits limits = limits_of_control_groups(
      "5:memory:/slurm/job_7\n4:cpu,cpuacct:/slurm/job_7\n0::/\n", folder.path());
  EXPECT_EQ(limits.processors, 2);
  EXPECT_EQ(limits.memory_left, 4'500'000u);
}

TEST(Limits, OfNoGroupAreNone) {
  const ScratchFolder folder;
  for (const char* membership : {"", "nonsense", "0::/gone"}) {
    const Limits limits = limits_of_control_groups(membership, folder.path());
    EXPECT_EQ(limits.processors, Limits{}.processors);
    EXPECT_EQ(limits.memory_left, Limits{}.memory_left);
  }
}

TEST(Limits, OfSlurmAreWhatAJobAskedFor) {
  using Variables = std::map<std::string, std::string>;
  const auto limits_by = [](const Variables& set) {
    return limits_of_slurm(
        [&](const char* name) {
          const auto found = set.find(name);
          return found == set.end() ? nullptr : found->second.c_str();
        },
        1 << 20);
  };
  EXPECT_EQ(limits_by({}).processors, Limits{}.processors);
  EXPECT_EQ(limits_by({}).memory_left, Limits{}.memory_left);
  EXPECT_EQ(limits_by({{"SLURM_CPUS_PER_TASK", "4"}}).processors, 4);
  EXPECT_EQ(limits_by({{"SLURM_MEM_PER_NODE", "16"}}).memory_left, 15u << 20);
  EXPECT_EQ(limits_by({{"SLURM_MEM_PER_NODE", "0"}}).memory_left, Limits{}.memory_left);
  EXPECT_EQ(limits_by({{"SLURM_CPUS_PER_TASK", "4"}, {"SLURM_MEM_PER_CPU", "8"}}).memory_left,
            31u << 20);
  EXPECT_EQ(limits_by({{"SLURM_CPUS_ON_NODE", "2"}, {"SLURM_MEM_PER_CPU", "8"}}).memory_left,
            15u << 20);
  EXPECT_EQ(limits_by({{"SLURM_CPUS_PER_TASK", "many"}}).processors, Limits{}.processors);
}

TEST(Limits, HoldTheNumberOfThreads) {
  const int all = available_processors();
  const char* before = std::getenv("SLURM_CPUS_PER_TASK");
  const std::string value = before == nullptr ? "" : before;
  ::setenv("SLURM_CPUS_PER_TASK", "1", 1);
  EXPECT_EQ(available_processors(), 1);
  if (before == nullptr)
    ::unsetenv("SLURM_CPUS_PER_TASK");
  else
    ::setenv("SLURM_CPUS_PER_TASK", value.c_str(), 1);
  EXPECT_EQ(available_processors(), all);
}

}  // namespace
}  // namespace anbn
