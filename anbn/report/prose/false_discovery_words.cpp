// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/false_discovery_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

namespace anbn {

std::string threshold_words(const Session& s) {
  const std::string r = s.input.pcc == kAbsolutePcc ? "|r|" : "r";
  return s.input.partial ? "partial " + r : r;
}

std::string false_discovery_words(const std::vector<PassedThreshold>& thresholds,
                                  std::size_t tested, std::string_view what, std::string_view r) {
  const PassedThreshold* row = rarely_passed(thresholds, tested);
  if (row == nullptr) return "";
  const std::string facts = fmt::format(
      "{} of {} reach{} {} {} of {:g}; of noise {:.2g} do on average, and at most {} in "
      "95 % of its draws",
      row->found, counted(tested, what), row->found == 1 ? "es" : "",
      r.starts_with("p") ? "a" : "an", r, row->threshold, row->expected, row->upper_95);
  if (row->found <= row->upper_95) return facts + ": no more than noise may give.";
  return facts + fmt::format(
                     ": about {} of those found are what noise explains; which of them is "
                     "not told. The draws alone chose this threshold.",
                     percent_text(row->share()));
}

}  // namespace anbn
