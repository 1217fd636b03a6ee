// SPDX-License-Identifier: Apache-2.0
// Activity of neurons while a story is heard -> the blood response that each predicts.
#pragma once

#include "anbn/core/progress.h"
#include "anbn/neurons/neurons.h"

#include <functional>
#include <optional>
#include <span>
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
  std::vector<std::size_t> places =
      {};  // [K] how many of those before it its segment or window has
  std::vector<std::size_t> windows = {};  // [layers] most keys of a query, 0: no window
  std::size_t heads = 0;                  // of a layer's neurons, 0: they belong to none
};

struct TimecoursesPlan {
  Aggregate aggregate = Aggregate::mean;
  Pairs pairs = Pairs::all;  // `attended` needs the story's places and windows
  EmptyVolumes empty = EmptyVolumes::zero;
  std::vector<double> hrf = {1};  // one value a volume
};

/// The volumes of a story, in which layers of one model after another are heard.
class HeardVolumes {
 public:
  /// @param story  its layers are not read
  HeardVolumes(const NeuronKind& kind, const HeardStory& story, TimecoursesPlan plan);

  /// The predicted time courses [T x N / layers] of the neurons of one layer.
  /// @param layer  from 1
  /// @param parts  [K x columns] of the layer, in the order of the kind's
  Matrix response(std::size_t layer, std::span<const Matrix> parts, Threads& threads) const;

 private:
  const NeuronKind& kind_;
  TimecoursesPlan plan_;
  std::size_t volumes_;
  std::vector<std::int64_t> spoken_;           // the volumes with tokens, rising
  std::vector<std::int64_t> spoken_at_;        // [K] of each token's volume in spoken_, or -1
  std::vector<std::size_t> places_, windows_;  // of the story
  std::size_t heads_;
};

/// Puts the response [T x N / layers] of layer `layer` (from 1; all come in order) of `layers` to
/// its columns of `timecourses` [T x N], which the first one makes.
void put_layer(const Matrix& response, std::size_t layer, std::size_t layers, Matrix& timecourses);

/// The predicted time courses [T x N] of all neurons of a kind over the used volumes 0 .. T-1.
/// Tokens in volumes before them belong to the response as well: a story cut in its middle has the
/// time courses of the whole one. The same bytes for any number of threads.
Matrix predicted_timecourses(const NeuronKind& kind, const HeardStory& story,
                             const TimecoursesPlan& plan, Threads& threads, Progress& progress);

}  // namespace anbn
