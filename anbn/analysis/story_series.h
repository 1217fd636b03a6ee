// SPDX-License-Identifier: Apache-2.0
// The two sides of a story, and what is regressed out of both.
#pragma once

#include "anbn/core/matrix_view.h"
#include "anbn/core/names.h"
#include "anbn/signal/nuisance.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct StorySeries {
  std::string name;        // keys the draws: a further story changes nothing about those before it
  Matrix neurons;          // [T x N]
  Matrix networks;         // [T x M]
  Nuisance nuisance = {};  // of the T volumes; taken out of both sides and of every draw
  std::optional<double> reliability = {};  // of its scans: what its length is multiplied with
};

/// What a story counts with in a mean over several: its length, or that times the reliability of
/// its scans.
enum class StoryWeights { length, reliability };
constexpr auto names_of(StoryWeights) { return named("length", "reliability"); }

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
  std::optional<double> reliability = {};
};

/// Of the same N neurons and M networks. A correlation over several stories is the mean of each
/// story's, weighted with its length, or with that times its reliability (all have one, or none).
/// With lengths it is that of the stories one after the other, each standardized, and cleaned, by
/// itself.
using StoryViews = std::vector<StoryView>;

}  // namespace anbn
