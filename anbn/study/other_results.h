// SPDX-License-Identifier: Apache-2.0
// Two studies must not write into one folder: each would replace the other's results.
#pragma once

#include "anbn/study/study.h"

namespace anbn {

/// Throws Error if the folder of the study's results holds those of another study, by its
/// study.json: one that has no story in common with this one, or both another name and other
/// stories. So a study may be renamed, and may get more stories or fewer, but not both at once.
void refuse_results_of_another(const Study& study);

}  // namespace anbn
