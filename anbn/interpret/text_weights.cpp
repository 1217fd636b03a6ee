// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/text_weights.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace anbn {
namespace {

/// `sums` [2 x columns] over their largest, which is returned.
double scale(const std::vector<double>& sums, Matrix& weight) {
  const double largest = sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
  if (largest > 0)
    for (std::size_t i = 0; i < sums.size(); ++i)
      weight.values[i] = static_cast<float>(sums[i] / largest);
  return largest;
}

}  // namespace

TextWeights text_weights(const PairsOfNeuron& pairs, std::size_t tokens) {
  TextWeights out;
  out.weight = Matrix(2, tokens);
  std::vector<double> sums(2 * tokens);
  for (std::size_t i = 0; i < pairs.query.size(); ++i) {
    if (pairs.query[i] == 0) continue;
    const auto query = static_cast<std::size_t>(pairs.query[i] - 1),
               key = static_cast<std::size_t>(pairs.key[i] - 1);
    assert(query < tokens && key < tokens);
    ++out.pairs;
    const double product = pairs.product[i];
    if (!(product > 0) || std::isinf(product)) {
      ++out.left_out;
      continue;
    }
    sums[query] += product;
    sums[tokens + key] += product;
  }
  out.largest = scale(sums, out.weight);
  return out;
}

Matrix unit_weights(const Matrix& token_weight, std::span<const TextUnit> units) {
  Matrix weight(2, units.size());
  std::vector<double> sums;
  for (std::size_t role = 0; role < 2; ++role)
    for (const TextUnit& unit : units) {
      double sum = 0;
      for (std::size_t i = 0; i < unit.tokens; ++i) sum += token_weight(role, unit.first + i);
      sums.push_back(sum);
    }
  scale(sums, weight);
  return weight;
}

}  // namespace anbn
