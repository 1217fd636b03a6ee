// SPDX-License-Identifier: Apache-2.0
// Activity of neurons while a story is heard -> the blood response that each predicts.
#pragma once

#include "anbn/core/progress.h"
#include "anbn/neurons/neurons.h"

#include <functional>
#include <string_view>
#include <vector>

namespace anbn {

/// The layers of a model over the K tokens of a story, and the T volumes in which these are heard.
struct HeardStory {
  std::size_t layers = 0;
  /// A part of a layer (from 1), [K x N / layers]; asked for layer after layer.
  std::function<Matrix(std::size_t layer, std::string_view part)> read;
  std::vector<std::int64_t> volume_of_token;  // [K] 0 .. T-1, or -1
  std::vector<std::size_t> tokens_in;         // [T]
};

struct TimecoursesPlan {
  Aggregate aggregate = Aggregate::mean;
  EmptyVolumes empty = EmptyVolumes::zero;
  std::vector<double> hrf = {1};  // one value a volume
};

/// The predicted time courses [T x N] of all neurons of a kind. The same bytes for any number of
/// threads.
Matrix predicted_timecourses(const NeuronKind& kind, const HeardStory& story,
                             const TimecoursesPlan& plan, Threads& threads, Progress& progress);

}  // namespace anbn
