// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_means.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace anbn {

DrawMeans::DrawMeans(std::span<const std::size_t> groups) : group_(groups) {
  for (const std::size_t g : groups) {
    if (g >= sizes_.size()) sizes_.resize(g + 1);
    ++sizes_[g];
  }
  sum_ = square_ = sizes_;
}

void DrawMeans::write(std::span<const float> neurons, std::span<const float> squares,
                      std::span<const float> networks, std::span<float> out) {
  assert(out.size() == columns(groups()) && squares.size() == neurons.size());
  assert(group_.empty() || group_.size() == neurons.size());
  const auto count = static_cast<double>(neurons.size());
  const auto width = static_cast<double>(networks.size());
  const auto sum_of = [](std::span<const float> x) {
    return std::accumulate(x.begin(), x.end(), 0.0);
  };
  out[kNeurons] = static_cast<float>(sum_of(neurons) / count);
  out[kNetworks] = static_cast<float>(sum_of(networks) / width);
  out[kSquare] = static_cast<float>(sum_of(squares) / (count * width));
  std::fill(sum_.begin(), sum_.end(), 0.0);
  std::fill(square_.begin(), square_.end(), 0.0);
  for (std::size_t i = 0; i < group_.size(); ++i) {
    sum_[group_[i]] += neurons[i];
    square_[group_[i]] += squares[i];
  }
  for (std::size_t g = 0; g < groups(); ++g) {
    out[of_group(g)] = static_cast<float>(sum_[g] / sizes_[g]);
    out[square_of_group(g, groups())] = static_cast<float>(square_[g] / (sizes_[g] * width));
  }
}

}  // namespace anbn
