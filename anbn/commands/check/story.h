// SPDX-License-Identifier: Apache-2.0
// What can be known of a study before anything is computed.
#pragma once

#include "anbn/runner/cost.h"
#include "anbn/study/study.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace anbn {

enum class Weight { fatal, dubious };  // a fatal problem stops `anbn run`

struct Problem {
  Weight weight;
  std::string text;  // what was found and its fix, in one line
};

struct Findings {
  std::vector<std::pair<std::string, std::string>> lines;  // name and value, for a reader
  std::vector<Problem> problems;
  Sizes sizes;
};

/// Words, scan and networks of one story, as the variant called `variant` sees them.
Findings check_story(const Study& study, const StudyStory& story, const std::string& variant);

/// The model of one variant.
Findings check_model(const Study& study, const StudyVariant& variant);

}  // namespace anbn
