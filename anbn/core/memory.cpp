// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/memory.h"

#include "anbn/core/error.h"
#include "anbn/core/kernel_number.h"
#include "anbn/core/limits.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <string>

namespace anbn {
namespace {

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

std::uint64_t left_of_address_space() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnlimited;
  const auto pages = kernel_number("/proc/self/statm", "").value_or(0);
  const std::uint64_t taken = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return limit.rlim_cur > taken ? limit.rlim_cur - taken : 0;
}

std::string size_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6)
                     : fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace

std::uint64_t available_memory() {
  const auto free_kb = kernel_number("/proc/meminfo", "MemAvailable:");
  return std::min({free_kb ? *free_kb * 1024 : kUnlimited, limits_of_this_process().memory_left,
                   left_of_address_space()});
}

void require_memory(double bytes, std::string_view what, std::uint64_t available) {
  if (bytes > static_cast<double>(available))
    fail(
        "{} needs {} of memory, and {} are available; expected room for it. Free some memory or "
        "ask for less",
        what, size_text(bytes), size_text(static_cast<double>(available)));
}

}  // namespace anbn
