// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/agreement_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {

std::string agreement_words(const ModelPair& pair) {
  const AgreementFigure& f = pair.agreement.largest;
  if (std::isnan(f.observed)) return "";
  const std::string who = fmt::format("{} and {}", pair.first->variant, pair.second->variant);
  const std::string named = fmt::format("named are {} and {}, {} in both",
                                        counted(pair.first->networks_named.size(), "network"),
                                        pair.second->networks_named.size(), pair.named_in_both);
  if (std::isnan(f.noise.mean))
    return fmt::format("{}: profiles over the networks correlate at {} (no draws); {}", who,
                       r_text(f.observed), named);
  return fmt::format(
      "{}: profiles over the networks correlate at {} (noise that both hear: {} to {}; p = {}), "
      "{}; "
      "{}",
      who, r_text(f.observed), r_text(f.noise.low), r_text(f.noise.high), p_text(f.noise.p),
      f.noise.p <= 0.05 ? "more than noise makes them" : "no more than noise may make them", named);
}

}  // namespace anbn
