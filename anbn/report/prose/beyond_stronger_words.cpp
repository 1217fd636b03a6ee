// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/beyond_stronger_words.h"

#include "anbn/report/numbers/against_noise.h"

#include <fmt/format.h>

namespace anbn {

std::string beyond_stronger_answer(const Session& s) {
  const BeyondStronger beyond = networks_beyond_stronger(s);
  if (beyond.asked < 2) return "";
  const std::size_t named = s.tests.networks.named;
  return fmt::format(
      " {} of the {} named networks keep p \u2264 {} when the neurons of all stronger networks are "
      "regressed out as well. That describes and does not test: these neurons and networks were "
      "chosen by the same data; it would be a test where they were chosen on other stories.",
      beyond.kept,
      beyond.asked == named ? fmt::to_string(named)
                            : fmt::format("{} strongest of the {}", beyond.asked, named),
      kNamedP);
}

std::string beyond_stronger_line(const Session& s) {
  const BeyondStronger beyond = networks_beyond_stronger(s);
  return fmt::format("{} of {}{} keep p <= {}, neurons of stronger ones taken out (no test)",
                     beyond.kept, beyond.asked,
                     beyond.asked == s.tests.networks.named ? "" : " strongest", kNamedP);
}

}  // namespace anbn
