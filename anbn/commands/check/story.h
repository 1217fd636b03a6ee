// SPDX-License-Identifier: Apache-2.0
// What can be known of a study before anything is computed.
#pragma once

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

/// Counts that say how much work a part of a study is.
struct Sizes {
  std::size_t tokens = 0, segments = 0, volumes = 0;                        // K, S, T
  std::size_t listeners = 0, networks = 0;                                  // -, M
  std::size_t layers = 0, heads = 0, hidden = 0, neurons = 0, weights = 0;  // ..., N, bytes
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
