// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/speech_series.h"

#include <cmath>
#include <optional>
#include <vector>

namespace anbn {

Matrix speech_series(const TokenTable& table, std::int64_t first_volume, std::size_t volumes) {
  const auto row_of = [&](std::int64_t volume) {
    const std::int64_t row = volume - first_volume;
    return row >= 0 && row < static_cast<std::int64_t>(volumes)
               ? std::optional(static_cast<std::size_t>(row))
               : std::nullopt;
  };
  Matrix out(volumes, kSpeechSeries.size());
  const std::vector<std::int64_t> words =
      count_in_volumes(table.word_volumes, first_volume, static_cast<std::int64_t>(volumes));
  for (std::size_t row = 0; row < volumes; ++row) {
    out(row, 0) = static_cast<float>(words[row]);
    out(row, 1) = words[row] > 0 ? 1.0f : 0.0f;
  }
  std::vector<double> places(volumes), tokens(volumes);
  const std::vector<std::size_t> place = places_of(table);
  for (std::size_t i = 0; i < table.tokens.size(); ++i) {
    const Token& token = table.tokens[i];
    if (!token.volume) continue;  // specials are not heard
    if (const auto row = row_of(*token.volume)) {
      places[*row] += static_cast<double>(place[i]);
      tokens[*row] += 1;
    }
  }
  for (std::size_t row = 0; row < volumes; ++row) {
    if (tokens[row] == 0) continue;
    const double p = places[row] / tokens[row] / kPositionLength;
    const double values[] = {p, p * p, std::exp(-20 * p), std::exp(-100 * p)};
    for (std::size_t k = 0; k < 4; ++k) out(row, 2 + k) = static_cast<float>(values[k]);
  }
  return out;
}

}  // namespace anbn
