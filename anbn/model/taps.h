// SPDX-License-Identifier: Apache-2.0
// What can be seen of the inside of a layer while it is computed.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/names.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>

namespace anbn {

/// Values of a layer over the n tokens of a segment, in the order in which they are computed:
///   query  [n x heads head_size]      what attention begins with: behind biases and norms of
///   key    [n x key_heads head_size]  queries and keys, before any rotation and any 1/sqrt(d)
///   value  [n x key_heads head_size]
///   rotated_query, rotated_key     as query and key, turned by their places; of rotary models
///   head   [n x heads head_size]      what each head gathers, before the heads are mixed
///   ffn    [n x intermediate]         inside the feed-forward block, behind activation and gate
///   hidden [n x hidden]               the layer's output, before any norm behind the last layer
/// Columns of head h (from 0) are h head_size .. (h + 1) head_size - 1. Behind all layers, shown as
/// of layer 1:
///   surprisal [n x 1]  -log p(token | those before it in its segment) in nats; NaN of the first
enum class Tap { query, key, value, rotated_query, rotated_key, head, ffn, hidden, surprisal };
constexpr auto names_of(Tap) {
  return named("query", "key", "value", "rotated_query", "rotated_key", "head", "ffn", "hidden",
               "surprisal");
}

/// Who looks at the taps: layer (1 ..), segment (0 ..), values as above, valid during the call.
using TapObserver =
    std::function<void(std::size_t layer, std::size_t segment, Tap tap, ConstView values)>;

/// The taps that are wanted of one layer and segment.
class Taps {
 public:
  /// Of the last layer nothing is needed behind the last tap that is wanted.
  enum class Layer { inner, last };
  /// Keeps references to `wanted` and `observer`.
  Taps(std::span<const Tap> wanted, std::size_t layer, Layer place, std::size_t segment,
       const TapObserver& observer)
      : wanted_(wanted), layer_(layer), place_(place), segment_(segment), observer_(observer) {}

  /// Shows `values` to the observer if it wants them.
  void show(Tap tap, ConstView values) const {
    if (std::find(wanted_.begin(), wanted_.end(), tap) != wanted_.end())
      observer_(layer_, segment_, tap, values);
  }

  /// Whether the layer may stop here, `tap` having been shown.
  bool end_with(Tap tap) const {
    return place_ == Layer::last &&
           std::all_of(wanted_.begin(), wanted_.end(), [&](Tap w) { return w <= tap; });
  }

 private:
  std::span<const Tap> wanted_;
  std::size_t layer_;
  Layer place_;
  std::size_t segment_;
  const TapObserver& observer_;
};

}  // namespace anbn
