// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/network_method.h"
#include "anbn/core/kinds.h"

namespace anbn {

extern const NetworkMethod kImportMethod, kIcaMethod, kDbnMethod;

std::span<const NetworkMethod> network_methods() {
  static const NetworkMethod list[] = {kImportMethod, kIcaMethod, kDbnMethod};
  return list;
}

const NetworkMethod& network_method_named(std::string_view name) {
  return kind_named(network_methods(), name, "network method");
}

}  // namespace anbn
