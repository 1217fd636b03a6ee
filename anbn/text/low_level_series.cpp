// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/low_level_series.h"

namespace anbn {

Matrix low_level_series(const TokenTable& table, std::span<const std::size_t> letters,
                        std::int64_t first_volume, std::size_t volumes) {
  constexpr std::size_t kChange = kSpeechSeries.size(), kLetters = kChange + 1;
  // One volume more, of which only the words are asked.
  const Matrix speech = speech_series(table, first_volume - 1, volumes + 1);
  Matrix out(volumes, kLowLevelSeries.size());
  for (std::size_t t = 0; t < volumes; ++t) {
    for (std::size_t k = 0; k < kSpeechSeries.size(); ++k) out(t, k) = speech(t + 1, k);
    out(t, kChange) = speech(t + 1, 0) - speech(t, 0);
  }
  for (std::size_t w = 0; w < letters.size(); ++w) {
    const std::int64_t row = table.word_volumes[w] - first_volume;
    if (row >= 0 && row < static_cast<std::int64_t>(volumes))
      out(static_cast<std::size_t>(row), kLetters) += static_cast<float>(letters[w]);
  }
  return out;
}

}  // namespace anbn
