// SPDX-License-Identifier: Apache-2.0
// On what a result was computed, for the record of a run.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct Processor {
  std::string model;                // "AMD EPYC (AuthenticAMD, family 25, model 1, stepping 1)"
  std::vector<std::string> caches;  // of the first core: "L1 data 32K", "L2 512K", "L3 32768K"

  template <class V>
  void fields(V&& field) {
    field("model", model);
    field("caches", caches);
  }
  bool operator==(const Processor&) const = default;
};

/// The processor of this machine; empty where the system does not tell.
Processor this_processor();

/// The model by the text of /proc/cpuinfo: of its first processor.
std::string processor_model(std::string_view cpuinfo);

/// The caches by a folder as /sys/devices/system/cpu/cpu0/cache, by level.
std::vector<std::string> processor_caches(const std::filesystem::path& folder);

}  // namespace anbn
