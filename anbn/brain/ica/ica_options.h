// SPDX-License-Identifier: Apache-2.0
// How independent components are found.
#pragma once

#include "anbn/core/error.h"
#include "anbn/core/options.h"

#include <cstdint>

namespace anbn {

struct IcaOptions {
  std::int64_t components = 20;
  std::int64_t scan_components = 0;
  Choice nonlinearity{{"logcosh", "cube"}, "logcosh"};
  std::int64_t restarts = 10;
  std::int64_t iterations = 500;
  double tolerance = 1e-5;

  template <class V>
  void visit(V&& option) {
    option("components", components, "ica: how many networks are found");
    option("scan_components", scan_components,
           "ica: principal components kept of each scan, T - 1 at most (0: three times as many as "
           "networks)");
    option("nonlinearity", nonlinearity,
           "ica: what independence is measured by: logcosh (robust) or cube (kurtosis)");
    option("restarts", restarts, "ica: random starts; the best is kept, the others tell stability");
    option("iterations", iterations, "ica: the most that each start may take");
    option("tolerance", tolerance,
           "ica: a start is done when no component turns by more (1 - |cosine| an iteration)");
  }

  /// Throws Error if a value is out of range.
  void check() const {
    const auto at_least = [](const char* name, std::int64_t value, std::int64_t least) {
      if (value < least) fail("--{} is {}; expected {} or more", name, value, least);
    };
    at_least("components", components, 1);
    at_least("scan-components", scan_components, 0);
    at_least("restarts", restarts, 1);
    at_least("iterations", iterations, 1);
    if (!(tolerance > 0 && tolerance < 1))
      fail("--tolerance is {}; expected a number between 0 and 1", tolerance);
  }
};

}  // namespace anbn
