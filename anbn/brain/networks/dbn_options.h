// SPDX-License-Identifier: Apache-2.0
// How the deep belief network is trained. Each difference between the presets is an option.
#pragma once

#include "anbn/core/options.h"

#include <cstdint>
#include <vector>

namespace anbn {

/// Empty lists and negative numbers stand for the preset's value until complete() fills them in.
struct DbnOptions {
  Choice preset{{"paper", "vsdbn"}, "paper"};
  std::vector<std::int64_t> units;  // hidden units of each layer; the last are the networks

  template <class V>
  void visit(V&& option) {
    option("preset", preset, "dbn: where options that are not given come from");
    option("units", units, "dbn: hidden units of each layer; those of the last are the networks");
  }

  void complete() {}
  void check() const {}
};

}  // namespace anbn
