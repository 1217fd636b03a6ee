// SPDX-License-Identifier: Apache-2.0
// The forward pass of a transformer in float32, one unpadded segment at a time, for the sake of
// what its layers compute inside.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/model/config.h"
#include "anbn/model/taps.h"
#include "anbn/model/weights.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace anbn {

/// Token ids of one segment, specials included.
using Segment = std::vector<std::int32_t>;

/// Throws Error if a segment is empty, longer than the model's positions or holds an id outside of
/// its vocabulary.
void check_segments(const ModelConfig& config, std::span<const Segment> segments);

/// The weights of a model's folder: its own, or untrained ones of `seed`. Throws Error as
/// Weights::pretrained() does.
Weights weights_of(const ModelConfig& config, WeightSource source,
                   const std::filesystem::path& folder, std::uint64_t seed);

/// Bytes of memory that encode() takes at most for segments of so many tokens, beside weights that
/// lie in a mapped file; a layer's are counted, as they may have to be made or converted.
double encoder_bytes(const ModelConfig& config, std::span<const Segment> segments);

/// Shows the `taps` of all layers and segments: layer 1 of every segment in order, then layer 2,
/// ..., so that only one layer's weights and one hidden state a segment are held. What lies behind
/// the last tap of the last layer is not computed. The surprisal, if it is among them, comes last.
/// Throws Error as check_segments() does, or if the weights lack a tensor; for the surprisal, as
/// LanguageHead does, before anything is computed.
void encode(const ModelConfig& config, const Weights& weights, std::span<const Segment> segments,
            std::span<const Tap> taps, const Machine& machine, const TapObserver& observer);

}  // namespace anbn
