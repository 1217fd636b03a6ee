// SPDX-License-Identifier: Apache-2.0
// The scans of a study's stories, and their time courses.
#pragma once

#include "anbn/brain/networks/network_method.h"

#include <functional>
#include <vector>

namespace anbn {

/// Throws Error unless there are scans of every story and every scan has a column for each voxel of
/// the mask, at least two volumes, and as many as the story's first. Reads only headers.
void check_scans(const NetworkInputs& inputs);

/// How many scans all stories have together.
std::size_t scan_count(const NetworkInputs& inputs);

/// The time courses of all stories: of every scan `courses_of` [n x V] -> [n x M], which is given
/// some volumes at a time, averaged over listeners.
/// Tells work.machine.progress scan by scan. Expects what check_scans checks.
std::vector<StoryNetworks> scan_courses(const NetworkInputs& inputs,
                                        const std::function<Matrix(ConstView)>& courses_of,
                                        ListenerAverage average, NetworkWork& work);

}  // namespace anbn
