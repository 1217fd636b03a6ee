// SPDX-License-Identifier: Apache-2.0
// What a paper may say of how a study was analysed.
#pragma once

#include "anbn/report/report.h"

#include <string>

namespace anbn {

struct MethodsWords {
  std::string paragraph;  // plain text: what was run, with citations, version and changed options
  std::string bibtex;     // an entry for each citation, in the order of the text
};

/// "word rate, speech and 6 slow cosines": what was regressed out, and what left the set.
std::string nuisance_words(const Session& session);

/// Says of the first variant what was run, and of the untrained one that it was.
MethodsWords methods_words(const Report& report);

}  // namespace anbn
