// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/limits.h"

#include "anbn/core/kernel_number.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBytesOfMegabyte = 1 << 20;  // Slurm's

struct MemoryFiles {
  const char *limit, *usage, *statistics, *reclaimable;
};
constexpr MemoryFiles kMemory1 = {"memory.limit_in_bytes", "memory.usage_in_bytes", "memory.stat",
                                  "total_inactive_file"};
constexpr MemoryFiles kMemory2 = {"memory.max", "memory.current", "memory.stat", "inactive_file"};

std::uint64_t difference(std::uint64_t limit, std::uint64_t taken) {
  return limit > taken ? limit - taken : 0;
}

std::uint64_t memory_left_in(const fs::path& group, const MemoryFiles& files) {
  const auto most = kernel_number(group / files.limit, "");
  const auto taken = kernel_number(group / files.usage, "");
  if (!most || !taken) return Limits{}.memory_left;
  // Cached files count as taken and are given back when memory is wanted.
  const auto cached = kernel_number(group / files.statistics, files.reclaimable);
  return difference(*most, difference(*taken, cached.value_or(0)));
}

double shares_of(std::optional<std::uint64_t> time, std::optional<std::uint64_t> period) {
  return time && period && *period > 0 ? static_cast<double>(*time) / static_cast<double>(*period)
                                       : Limits{}.processors;
}

Limits limits_in(const fs::path& group) {
  std::ifstream cpu(group / "cpu.max");  // "200000 100000", or "max 100000"
  std::uint64_t time = 0, period = 0;
  const bool has_quota = static_cast<bool>(cpu >> time >> period);
  const double processors = has_quota ? shares_of(time, period) : Limits{}.processors;
  return {std::min(processors, shares_of(kernel_number(group / "cpu.cfs_quota_us", ""),
                                         kernel_number(group / "cpu.cfs_period_us", ""))),
          std::min(memory_left_in(group, kMemory2), memory_left_in(group, kMemory1))};
}

/// The number that a variable holds; nothing where it is not set, is no number, or is 0 (all).
std::optional<std::uint64_t> number_in(const char* text) {
  if (text == nullptr) return std::nullopt;
  const std::string_view words = text;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
  if (error != std::errc() || end != words.data() + words.size() || number == 0)
    return std::nullopt;
  return number;
}

}  // namespace

Limits stricter(const Limits& a, const Limits& b) {
  return {std::min(a.processors, b.processors), std::min(a.memory_left, b.memory_left)};
}

Limits limits_of_control_groups(std::string_view membership, const fs::path& root) {
  Limits limits;
  std::istringstream lines{std::string(membership)};
  for (std::string line; std::getline(lines, line);) {  // "0::/a/b", or "4:cpu,cpuacct:/a/b"
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const fs::path tree = root / line.substr(first + 1, second - first - 1);
    fs::path group = fs::path(line.substr(second + 1)).relative_path();
    // A process in a container may be told of groups that it does not see: their root it does.
    for (; !group.empty(); group = group.parent_path())
      limits = stricter(limits, limits_in(tree / group));
    limits = stricter(limits, limits_in(tree));
  }
  return limits;
}

Limits limits_of_slurm(const std::function<const char*(const char* name)>& variable,
                       std::uint64_t taken) {
  Limits limits;
  const auto cpus = number_in(variable("SLURM_CPUS_PER_TASK"));
  if (cpus) limits.processors = static_cast<double>(*cpus);
  std::optional<std::uint64_t> megabytes = number_in(variable("SLURM_MEM_PER_NODE"));
  if (const auto of_cpu = number_in(variable("SLURM_MEM_PER_CPU")); !megabytes && of_cpu)
    megabytes = *of_cpu * cpus.value_or(number_in(variable("SLURM_CPUS_ON_NODE")).value_or(1));
  if (megabytes) limits.memory_left = difference(*megabytes * kBytesOfMegabyte, taken);
  return limits;
}

Limits limits_of_this_process() {
  std::ifstream in("/proc/self/cgroup");
  std::stringstream membership;
  membership << in.rdbuf();
  const std::uint64_t resident = 1024 * kernel_number("/proc/self/status", "VmRSS:").value_or(0);
  return stricter(limits_of_control_groups(membership.str(), "/sys/fs/cgroup"),
                  limits_of_slurm(&std::getenv, resident));
}

}  // namespace anbn
