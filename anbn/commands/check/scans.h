// SPDX-License-Identifier: Apache-2.0
// What can be known of the scans of a study before they are read: from headers, sidecars, tables
// of confounds and masks.
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/commands/check/story.h"
#include "anbn/study/study.h"

namespace anbn {

/// The scans of one story against its volumes, repetition time and confounds; nothing if it has
/// none. `sizes` tells listeners and networks.
Findings check_scans(const Study& study, const StudyStory& story);

/// Scans of which two are the same file, or have the same bytes, and would count as two listeners.
Findings check_same_scans(const Study& study);

/// The mask of the study.
struct MaskFindings {
  Findings findings;
  Mask mask;  // empty without scans, or if there can be no mask
};
MaskFindings check_mask(const Study& study);

/// The maps that the study imports, in its mask; nothing where it imports none or `mask` is empty.
Findings check_maps(const Study& study, const Mask& mask, const Machine& machine);

}  // namespace anbn
