// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/unique_variance_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {

std::string unique_variance_words(const UniqueVarianceResults& results) {
  const EncodingSummary& summary = results.encoding.summary;
  const AgainstDraws& global = summary.global;
  if (std::isnan(global.p)) return "nothing could be tested";
  const std::string largest =
      fmt::format("largest gain in held-out R\u00b2 {:.4f}, p = {}; noise {:.4f}, 5 % above {:.4f}",
                  global.observed, p_text(global.p), global.null_mean, global.null_95);
  if (summary.networks.significant_fwe_05 == 0)
    return fmt::format("that neurons add to rhythm is not shown in any of {} networks; {}",
                       summary.networks.tested, largest);
  return fmt::format("neurons add to rhythm in {} of {} networks (family-wise p <= 0.05); {}",
                     summary.networks.significant_fwe_05, summary.networks.tested, largest);
}

}  // namespace anbn
