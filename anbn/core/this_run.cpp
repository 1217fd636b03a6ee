// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/this_run.h"

#include "anbn/core/kernel_number.h"

#include <unistd.h>

#include <ctime>
#include <fstream>

namespace anbn {

std::string host_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "an unknown host";
  return name;
}

std::string date_and_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::vector<std::string> command_line() {
  std::ifstream in("/proc/self/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(in, word, '\0');) words.push_back(word);
  return words;
}

void forget_peak_memory() { std::ofstream("/proc/self/clear_refs") << "5"; }

std::uint64_t peak_memory() {
  return 1024 * kernel_number("/proc/self/status", "VmHWM:").value_or(0);
}

}  // namespace anbn
