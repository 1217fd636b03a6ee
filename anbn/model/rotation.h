// SPDX-License-Identifier: Apache-2.0
// Rotary positions: dimensions j and j + d/2 of a head are the two coordinates of a point, which is
// turned by an angle that grows with the token's place in the segment.
// Source: Su et al. 2021, arXiv:2104.09864; the scalings of frequencies as transformers has them.
#pragma once

#include "anbn/io/json.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

struct Rotation {
  std::vector<float> frequencies;  // [head_size / 2] radians a token; empty: no rotation
  double scale = 1;                // by which cosines and sines are multiplied
};

/// Cosines and sines [head_size / 2] of the token `position` (from 0), times the scale. Angles are
/// products in float32, as models are trained.
void angles_at(const Rotation& rotation, std::size_t position, std::span<float> cosines,
               std::span<float> sines);

/// The rotation that config.json declares under rope_parameters, or as older files have it under
/// rope_theta and rope_scaling: "default", "linear", "dynamic" (which within
/// max_position_embeddings is the default), "llama3" or "yarn".
/// @param positions  max_position_embeddings
/// Throws Error for another scaling, and for numbers that are none or out of range.
Rotation read_rotation(const JsonScalars& json, std::size_t head_size, std::size_t positions);

}  // namespace anbn
