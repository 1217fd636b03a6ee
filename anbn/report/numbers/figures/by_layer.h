// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/numbers/figures/figure.h"

namespace anbn {

/// The mean over each layer's neurons [layers] of `value(correlation)`; constant neurons are left
/// out, and a layer that has no other is NaN.
template <class Value>
std::vector<double> mean_by_layer(const std::vector<int>& neuron_layer, std::size_t layers,
                                  const Anchors& anchors, const Value& value) {
  std::vector<double> sums(layers), counts(layers);
  for (std::size_t i = 0; i < neuron_layer.size(); ++i) {
    const double r = anchors.neuron_correlation[i];
    if (r != r) continue;
    const auto layer = static_cast<std::size_t>(neuron_layer[i] - 1);
    sums[layer] += value(r);
    ++counts[layer];
  }
  for (std::size_t layer = 0; layer < layers; ++layer) sums[layer] /= counts[layer];
  return sums;
}

}  // namespace anbn
