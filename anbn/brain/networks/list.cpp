// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/network_method.h"
#include "anbn/core/error.h"
#include "anbn/core/options.h"

namespace anbn {

Networks import_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                         NetworkWork& work);

std::span<const NetworkMethod> network_methods() {
  static const NetworkMethod list[] = {
      {"import", "time courses from files", ListenerAverage::zscore, import_networks},
  };
  return list;
}

const NetworkMethod& network_method_named(std::string_view name) {
  std::vector<std::string> known;
  for (const NetworkMethod& method : network_methods()) {
    if (method.name == name) return method;
    known.emplace_back(method.name);
  }
  fail("no network method named '{}'{}", name, did_you_mean(name, known));
}

}  // namespace anbn
