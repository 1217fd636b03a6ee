// SPDX-License-Identifier: Apache-2.0
// The words of a story as a picture of its own: behind each word an upper half in red for its
// weight as query and a lower half in blue for its weight as key, so that both show where they
// meet, in grey and to those who tell no red from blue as well.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/text/text_units.h"

#include <span>
#include <string>
#include <vector>

namespace anbn {

/// Weights below it are not drawn.
inline constexpr double kFaintWeight = 0.02;
/// Opacity of the band behind a word of weight 1; in between it follows the weight evenly.
inline constexpr double kFullOpacity = 0.75;

struct HeatMap {
  std::string title, subtitle;
  std::vector<std::string> notes;   // sentences below the text
  std::span<const TextUnit> units;  // of the story
  Matrix weight;                    // [2 x units] as query, as key, 0 to 1
};

/// An SVG of 880 px by as many as the text needs, white behind it. Texts are escaped.
std::string heat_map_svg(const HeatMap& map);

}  // namespace anbn
