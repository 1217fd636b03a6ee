// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_signs.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr double kCounted = 0.3;  // of the largest magnitude, as in the drawn maps

bool is_more_negative(const Matrix& product, std::size_t m) {
  double largest = 0, sum = 0;
  for (std::size_t v = 0; v < product.rows; ++v)
    largest = std::max(largest, std::abs(static_cast<double>(product(v, m))));
  for (std::size_t v = 0; v < product.rows; ++v)
    if (std::abs(static_cast<double>(product(v, m))) >= kCounted * largest) sum += product(v, m);
  return sum < 0;
}

}  // namespace

std::size_t turn_units(Rbm& top, Matrix& product) {
  std::size_t turned = 0;
  for (std::size_t m = 0; m < product.cols; ++m) {
    if (!is_more_negative(product, m)) continue;
    ++turned;
    for (std::size_t v = 0; v < product.rows; ++v) product(v, m) = -product(v, m);
    for (std::size_t i = 0; i < top.weights.rows; ++i) {
      top.visible_bias[i] += top.weights(i, m);
      top.weights(i, m) = -top.weights(i, m);
    }
    top.hidden_bias[m] = -top.hidden_bias[m];
    if (top.normalization == BatchNormalization::hidden) top.moments(0, m) = -top.moments(0, m);
  }
  return turned;
}

}  // namespace anbn
