// SPDX-License-Identifier: Apache-2.0
// All that words are to a brain that understands none of them, as far as a transcript tells: what
// neurons must say more than.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/text/speech_series.h"
#include "anbn/text/token_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace anbn {

/// The columns of low_level_series: those of speech_series and two more.
inline constexpr std::array<std::string_view, kSpeechSeries.size() + 2> kLowLevelSeries = [] {
  std::array<std::string_view, kSpeechSeries.size() + 2> names = {};
  for (std::size_t k = 0; k < kSpeechSeries.size(); ++k) names[k] = kSpeechSeries[k];
  names[kSpeechSeries.size()] = "word_rate_change";
  names[kSpeechSeries.size() + 1] = "letters";
  return names;
}();

/// A row for each of the volumes first_volume .. first_volume + volumes - 1 (they count from the
/// first one used): the columns of speech_series; words in it minus words in the volume before, so
/// that its response is the change of the word rate's; letters and digits of the words whose onset
/// lies in it.
/// @param letters  [W] of each word
Matrix low_level_series(const TokenTable& table, std::span<const std::size_t> letters,
                        std::int64_t first_volume, std::size_t volumes);

}  // namespace anbn
