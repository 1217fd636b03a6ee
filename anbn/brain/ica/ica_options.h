// SPDX-License-Identifier: Apache-2.0
// How independent components are found.
#pragma once

#include "anbn/brain/ica/fast_ica.h"
#include "anbn/core/options.h"

#include <cstdint>

namespace anbn {

struct IcaOptions {
  std::int64_t components = 20;
  std::int64_t scan_components = 0;
  Nonlinearity nonlinearity = Nonlinearity::logcosh;
  std::int64_t restarts = 10;
  std::int64_t iterations = 500;
  double tolerance = 1e-5;

  template <class V>
  void visit(V&& option) {
    option("components", components, "ica: how many networks are found", at_least(1));
    option("scan_components", scan_components,
           "ica: principal components kept of each scan, T - 1 at most",
           at_least(0).meaning(0, "three times as many as networks"));
    option("nonlinearity", nonlinearity,
           "ica: what independence is measured by: logcosh (robust) or cube (kurtosis)");
    option("restarts", restarts, "ica: random starts; the best is kept, the others tell stability",
           at_least(1));
    option("iterations", iterations, "ica: the most that each start may take", at_least(1));
    option("tolerance", tolerance,
           "ica: a start is done when no component turns by more (1 - |cosine| an iteration)",
           more_than(0).less_than(1));
  }
};

}  // namespace anbn
