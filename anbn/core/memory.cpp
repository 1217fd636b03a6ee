// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/memory.h"

#include "anbn/core/error.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace anbn {
namespace {

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

/// The number that follows `key` in a file of the kernel ("" for the first word); nothing where
/// file or key are absent or the word is "max".
std::optional<std::uint64_t> kernel_number(const char* file, std::string_view key) {
  std::ifstream in(file);
  std::string word;
  if (!key.empty())
    while (in >> word && word != key) continue;
  std::uint64_t number = 0;
  if (in >> number) return number;
  return std::nullopt;
}

std::uint64_t difference(std::uint64_t limit, std::uint64_t taken) {
  return limit > taken ? limit - taken : 0;
}

std::uint64_t left_of_control_group(const char* limit, const char* usage, const char* statistics,
                                    const char* reclaimable) {
  const auto most = kernel_number(limit, ""), taken = kernel_number(usage, "");
  if (!most || !taken) return kUnlimited;
  // Cached files count as taken and are given back when memory is wanted.
  return difference(*most, difference(*taken, kernel_number(statistics, reclaimable).value_or(0)));
}

std::uint64_t left_of_address_space() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnlimited;
  const auto pages = kernel_number("/proc/self/statm", "").value_or(0);
  return difference(limit.rlim_cur, pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
}

std::string size_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6)
                     : fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace

std::uint64_t available_memory() {
  const auto free_kb = kernel_number("/proc/meminfo", "MemAvailable:");
  return std::min(
      {free_kb ? *free_kb * 1024 : kUnlimited,
       left_of_control_group("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current",
                             "/sys/fs/cgroup/memory.stat", "inactive_file"),
       left_of_control_group("/sys/fs/cgroup/memory/memory.limit_in_bytes",
                             "/sys/fs/cgroup/memory/memory.usage_in_bytes",
                             "/sys/fs/cgroup/memory/memory.stat", "total_inactive_file"),
       left_of_address_space()});
}

void require_memory(double bytes, std::string_view what, std::uint64_t available) {
  if (bytes > static_cast<double>(available))
    fail(
        "{} needs {} of memory, and {} are available; expected room for it. Free some memory or "
        "ask for less",
        what, size_text(bytes), size_text(static_cast<double>(available)));
}

void use_huge_pages(std::vector<float>& values) {
  constexpr std::size_t kHugePage = 2 << 20;
  if (values.size() * sizeof(float) < 4 * kHugePage) return;
  std::vector<float> moved;
  moved.reserve(values.size());
  const auto begin = reinterpret_cast<std::uintptr_t>(moved.data());
  const std::uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const std::uintptr_t end = (begin + values.size() * sizeof(float)) / kHugePage * kHugePage;
  // Advice: where it is not taken nothing is lost.
  (void)madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
  moved.assign(values.begin(), values.end());
  values.swap(moved);
}

}  // namespace anbn
