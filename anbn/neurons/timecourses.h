// SPDX-License-Identifier: Apache-2.0
// Activity of neurons while a story is heard -> the blood response that each predicts.
#pragma once

#include "anbn/core/progress.h"
#include "anbn/neurons/neurons.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace anbn {

/// The layers of a model over the K tokens of a story, and the volumes in which these are heard.
struct HeardStory {
  std::size_t layers = 0;
  /// A part of a layer (from 1), [K x N / layers]; asked for layer after layer.
  std::function<Matrix(std::size_t layer, std::string_view part)> read;
  std::vector<std::optional<std::int64_t>> volume_of_token;  // [K] from the first one used
  std::size_t volumes = 0;                                   // T, how many are used
  std::vector<std::size_t> places = {};   // [K] of each token in its segment, from 0
  std::vector<std::size_t> windows = {};  // [layers] most keys of a query, 0: no window
};

struct TimecoursesPlan {
  Aggregate aggregate = Aggregate::mean;
  Pairs pairs = Pairs::all;  // `attended` needs the story's places and windows
  EmptyVolumes empty = EmptyVolumes::zero;
  std::vector<double> hrf = {1};  // one value a volume
};

/// The predicted time courses [T x N] of all neurons of a kind over the used volumes 0 .. T-1.
/// Tokens in volumes before them belong to the response as well: a story cut in its middle has the
/// time courses of the whole one. The same bytes for any number of threads.
Matrix predicted_timecourses(const NeuronKind& kind, const HeardStory& story,
                             const TimecoursesPlan& plan, Threads& threads, Progress& progress);

}  // namespace anbn
