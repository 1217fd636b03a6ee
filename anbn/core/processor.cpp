// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/processor.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// The first value of `key` in lines "key : value"; empty if there is none.
std::string value_in(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::size_t end = line.find_last_not_of(" \t", colon - (colon > 0 ? 1 : 0));
    if (line.substr(0, end + 1) != key) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return std::string(begin == std::string_view::npos ? std::string_view() : line.substr(begin));
  }
  return {};
}

/// A file of one line; empty where there is none.
std::string line_of(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

std::string processor_model(std::string_view cpuinfo) {
  std::string model = value_in(cpuinfo, "model name"), details = value_in(cpuinfo, "vendor_id");
  for (const char* key : {"cpu family", "model", "stepping"})
    if (const std::string number = value_in(cpuinfo, key); !number.empty())
      details += fmt::format("{}{} {}", details.empty() ? "" : ", ",
                             key == std::string_view("cpu family") ? "family" : key, number);
  if (model.empty() || details.empty()) return model + details;
  return fmt::format("{} ({})", model, details);
}

std::vector<std::string> processor_caches(const fs::path& folder) {
  std::vector<std::string> caches;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string level = line_of(entry.path() / "level"),
                      type = line_of(entry.path() / "type"), size = line_of(entry.path() / "size");
    if (level.empty() || size.empty()) continue;
    const char* kind = type == "Data" ? " data" : type == "Instruction" ? " instructions" : "";
    caches.push_back(fmt::format("L{}{} {}", level, kind, size));
  }
  std::sort(caches.begin(), caches.end());
  return caches;
}

Processor this_processor() {
  std::ifstream in("/proc/cpuinfo");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return {processor_model(text), processor_caches("/sys/devices/system/cpu/cpu0/cache")};
}

}  // namespace anbn
