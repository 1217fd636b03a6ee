// SPDX-License-Identifier: Apache-2.0
// What a control group or a scheduler lets this process take of its machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

namespace anbn {

/// The largest numbers where there is no limit.
struct Limits {
  double processors = std::numeric_limits<double>::infinity();
  std::uint64_t memory_left = std::numeric_limits<std::uint64_t>::max();  // bytes
};

/// The stricter of both, number by number.
Limits stricter(const Limits& a, const Limits& b);

/// By the control groups (version 1 or 2) that this process is in, and all above them.
/// @param membership  a text as /proc/self/cgroup
/// @param root  a folder as /sys/fs/cgroup
Limits limits_of_control_groups(std::string_view membership, const std::filesystem::path& root);

/// By the variables that Slurm sets in a job: SLURM_CPUS_PER_TASK, and SLURM_MEM_PER_NODE or
/// SLURM_MEM_PER_CPU, where they are set.
/// @param variable  the value of an environment variable; nullptr where it is not set
/// @param taken  bytes that this process holds already
Limits limits_of_slurm(const std::function<const char*(const char* name)>& variable,
                       std::uint64_t taken);

/// Those of this process.
Limits limits_of_this_process();

}  // namespace anbn
