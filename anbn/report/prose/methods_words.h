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

/// Says of the first variant what was run, of others that they were.
MethodsWords methods_words(const Report& report);

}  // namespace anbn
