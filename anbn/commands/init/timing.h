// SPDX-License-Identifier: Apache-2.0
// When a story was heard in the scans of a task.
#pragma once

#include "anbn/commands/init/scans.h"

namespace anbn {

/// Fills in tr_s, first_volume, volumes and audio_start_s of `task` from sidecars, headers and
/// events.tsv, or from the options. The story is the row of trial_type o.trial_type (or the only
/// row); its audio begins with the first row that names the same stim_file. Scans whose times
/// differ from most others', and those that end too early, are left out; what nothing tells is put
/// into `to_fill_in`.
/// Throws Error if there are as many scans of one timing as of another.
/// @param index  of the task among the options' lists
void find_timing(const InitSource& source, const InitOptions& options, std::size_t index,
                 InitTask& task);

}  // namespace anbn
