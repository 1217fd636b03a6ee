// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/surprisal_series.h"

#include "anbn/core/nan.h"

#include <cassert>
#include <cmath>

namespace anbn {

std::vector<double> surprisal_of_words(const TokenTable& table, std::span<const float> nats) {
  assert(nats.size() == table.tokens.size());
  std::vector<double> words(table.word_volumes.size(), kNan);
  for (std::size_t i = 0; i < nats.size(); ++i) {
    if (!table.tokens[i].word || std::isnan(nats[i])) continue;
    double& sum = words[*table.tokens[i].word];
    sum = std::isnan(sum) ? nats[i] : sum + nats[i];
  }
  return words;
}

Matrix surprisal_series(const TokenTable& table, std::span<const double> of_words,
                        std::int64_t first_volume, std::size_t volumes) {
  double sum = 0, known = 0;
  for (const double nats : of_words)
    if (!std::isnan(nats)) sum += nats, ++known;
  const double mean = known == 0 ? 0 : sum / known;
  std::vector<double> rows(volumes);
  for (std::size_t w = 0; w < of_words.size(); ++w) {
    const std::int64_t row = table.word_volumes[w] - first_volume;
    if (row >= 0 && row < static_cast<std::int64_t>(volumes))
      rows[static_cast<std::size_t>(row)] += std::isnan(of_words[w]) ? mean : of_words[w];
  }
  Matrix out(volumes, 1);
  for (std::size_t t = 0; t < volumes; ++t) out(t, 0) = static_cast<float>(rows[t]);
  return out;
}

}  // namespace anbn
