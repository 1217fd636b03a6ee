// SPDX-License-Identifier: Apache-2.0
// How independent components are found.
#pragma once

#include "anbn/core/options.h"

#include <cstdint>

namespace anbn {

struct IcaOptions {
  std::int64_t components = 20;

  template <class V>
  void visit(V&& option) {
    option("components", components, "ica: how many networks are found");
  }

  void check() const {}
};

}  // namespace anbn
