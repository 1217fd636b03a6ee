// SPDX-License-Identifier: Apache-2.0
// The two sides of a story, and what is regressed out of both.
#pragma once

#include "anbn/core/matrix_view.h"
#include "anbn/signal/nuisance.h"

#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct StorySeries {
  std::string name;        // keys the draws: a further story changes nothing about those before it
  Matrix neurons;          // [T x N]
  Matrix networks;         // [T x M]
  Nuisance nuisance = {};  // of the T volumes; taken out of both sides and of every draw
};

/// Whether the nuisance set is still in neurons, or was taken out before: doing it once more for
/// each of many tests would take longer than these.
enum class NeuronsAre { raw, clean };

/// The same where somebody else keeps it.
struct StoryView {
  std::string_view name;
  MatrixView neurons;   // [T x N]
  MatrixView networks;  // [T x M]
  const Nuisance& nuisance;
  NeuronsAre neurons_are = NeuronsAre::raw;
};

/// Of the same N neurons and M networks. A correlation over several stories is the mean of each
/// story's, weighted with its length: that of the stories one after the other, each standardized,
/// and cleaned, by itself.
using StoryViews = std::vector<StoryView>;

}  // namespace anbn
