// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/null_sources.h"

#include "anbn/runner/stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/coupling_inputs.h"

namespace anbn {

NullSources null_sources(const StoryFolders& folders, double min_shift_s) {
  NullSources sources;
  sources.tr_s = tr_of_tokens(folders.tokens);
  sources.min_shift_s = min_shift_s;
  sources.hrf = [timecourses = folders.timecourses, tr_s = sources.tr_s] {
    return option_of_stage(timecourses, "timecourses", "hrf") == "\"spm\"" ? double_gamma_hrf(tr_s)
                                                                           : std::vector<double>{1};
  };
  sources.other_stories = [networks = folders.networks, story = folders.story] {
    return networks_of_other_stories(networks, story);
  };
  return sources;
}

}  // namespace anbn
