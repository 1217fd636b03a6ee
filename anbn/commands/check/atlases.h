// SPDX-License-Identifier: Apache-2.0
// What can be known of the atlases of a study before networks are found.
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/commands/check/story.h"
#include "anbn/study/study.h"

namespace anbn {

/// Each atlas in the mask; nothing where the study asks for none or `mask` is empty.
Findings check_atlases(const Study& study, const Mask& mask);

}  // namespace anbn
