// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/memory.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace anbn {
namespace {

/// The number at the beginning of a file; none for "max", or if there is no such file.
std::optional<double> number_in(const std::string& file) {
  std::ifstream in(file);
  double number = 0;
  if (!(in >> number)) return {};
  return number;
}

std::optional<double> kernel_estimate() {
  std::ifstream in("/proc/meminfo");
  std::string name, unit;
  for (double kilobytes = 0; in >> name >> kilobytes; std::getline(in, unit))
    if (name == "MemAvailable:") return 1024 * kilobytes;
  return {};
}

/// The limit of the control group (version 2) that this process is in, or of one around it.
std::optional<double> group_limit() {
  std::optional<double> least;
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("0::/")) continue;
    for (std::string group = line.substr(3); !group.empty();
         group.resize(std::min(group.size() - 1, group.rfind('/')))) {
      const auto limit = number_in("/sys/fs/cgroup" + group + "/memory.max");
      if (limit) least = std::min(*limit, least.value_or(*limit));
    }
  }
  // What a container sees of its own group: version 2, then version 1.
  for (const char* file :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"})
    if (const auto limit = number_in(file)) least = std::min(*limit, least.value_or(*limit));
  return least;
}

std::string in_units(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", bytes / 1e6)
                     : fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace

std::optional<double> available_memory() {
  const auto kernel = kernel_estimate(), group = group_limit();
  if (kernel && group) return std::min(*kernel, *group);
  return kernel ? kernel : group;
}

void check_memory(std::string_view what, double bytes, std::optional<double> available,
                  std::string_view advice) {
  if (available && bytes > *available)
    fail("{} needs {} of memory; {} are available. {}", what, in_units(bytes), in_units(*available),
         advice);
}

}  // namespace anbn
