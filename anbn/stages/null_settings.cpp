// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/null_settings.h"

#include "anbn/runner/stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/coupling_inputs.h"

#include <algorithm>
#include <cmath>

namespace anbn {

NullSettings null_settings(std::span<const std::string> nulls, const NullSources& sources,
                           double min_shift_s) {
  NullSettings settings;
  const double tr_s = tr_of_tokens(sources.tokens);
  settings.min_shift =
      std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(min_shift_s / tr_s - 1e-9)));
  const auto is_asked = [&](std::string_view name) {
    return std::find(nulls.begin(), nulls.end(), name) != nulls.end();
  };
  if (is_asked("shuffle-before-hrf") &&
      option_of_stage(sources.timecourses, "timecourses", "hrf") == "\"spm\"")
    settings.hrf = double_gamma_hrf(tr_s);
  if (is_asked("wrong-story"))
    settings.other_stories = networks_of_other_stories(sources.networks, sources.story);
  return settings;
}

}  // namespace anbn
