// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/analysis/omnibus.h"
#include "anbn/core/nan.h"

namespace anbn {

/// Numbers that no short decimal stands for, and one that is absent.
inline OmnibusTests example_omnibus() {
  const auto figure = [](double observed) {
    return OmnibusFigure{observed, {0.1 + 0.2, kNan, 1e-9, 1 / 3.}, observed / 7, -observed / 3};
  };
  OmnibusTests x;
  x.largest = figure(0.7), x.neurons = figure(0.6), x.networks = figure(0.5);
  x.square = figure(1 / 3.);
  x.layers = {{1, figure(0.4), figure(0.3)}, {4, figure(0.2), figure(0.9)}};
  return x;
}

}  // namespace anbn
