// SPDX-License-Identifier: Apache-2.0
// What a draw is as a whole, where one pair alone need not stand out: means over neurons, over
// networks and over all pairs.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// The means of one draw, as the columns of a matrix with one row a draw: the mean over the neurons
/// of each one's largest correlation, the mean over the networks of each one's largest, the mean
/// over all pairs of r^2; then for each group of neurons (a layer) the first, and for each group
/// the third.
class DrawMeans {
 public:
  static constexpr std::size_t kNeurons = 0, kNetworks = 1, kSquare = 2;

  /// @param groups  [N] of each neuron, 0 .. G-1, none of them empty; [0] where there are no groups
  explicit DrawMeans(std::span<const std::size_t> groups);

  /// How many columns: 3 + 2 G.
  static constexpr std::size_t columns(std::size_t groups) { return 3 + 2 * groups; }
  /// The column of group `g` of `groups`: its neurons' mean largest, its pairs' mean r^2.
  static constexpr std::size_t of_group(std::size_t g) { return 3 + g; }
  static constexpr std::size_t square_of_group(std::size_t g, std::size_t groups) {
    return 3 + groups + g;
  }

  std::size_t groups() const { return sizes_.size(); }

  /// Added up in double, in the order of the neurons: so the same bytes for the same correlations.
  /// @param neurons   [N] the largest of each
  /// @param squares   [N] the sum of r^2 over each one's networks
  /// @param networks  [M] the largest of each
  /// @param out       [3 + 2 G]
  void write(std::span<const float> neurons, std::span<const float> squares,
             std::span<const float> networks, std::span<float> out);

 private:
  std::span<const std::size_t> group_;
  std::vector<double> sizes_;         // [G] neurons
  std::vector<double> sum_, square_;  // [G] room for sums
};

}  // namespace anbn
