// SPDX-License-Identifier: Apache-2.0
// What can be known of the scans of a study before they are read: from headers, sidecars, tables
// of confounds and masks.
#pragma once

#include "anbn/commands/check_story.h"
#include "anbn/stages/study.h"

#include <cstddef>

namespace anbn {

/// The scans of one story against its volumes, repetition time and confounds; nothing if it has
/// none. `sizes` tells listeners and networks.
Findings check_scans(const Study& study, const StudyStory& story);

/// The mask of the study.
struct MaskFindings {
  Findings findings;
  std::size_t voxels = 0;  // V; 0 without scans, or if there can be no mask
};
MaskFindings check_mask(const Study& study);

/// Bytes that the z-scored scans of the study take on the disk, and bytes of memory that its
/// largest one takes.
struct ScanNeeds {
  double disk_bytes = 0, memory_bytes = 0;
};
ScanNeeds needs_of_scans(const Study& study, std::size_t voxels);

}  // namespace anbn
