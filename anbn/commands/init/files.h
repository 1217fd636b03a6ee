// SPDX-License-Identifier: Apache-2.0
// What goes with the scans of a task: masks, confounds, words and text.
#pragma once

#include "anbn/commands/init/scans.h"

namespace anbn {

/// Fills in masks of `task`: those given, those of the scans (desc-brain_mask with the scan's
/// entities), else those of the template (tpl-SPACE_..._desc-brain_mask: called after the task by
/// res or task, else on the scans' grid). Of two scans with a mask and one without, the latter is
/// left out.
void find_masks(const InitSource& source, const InitOptions& options, const ScanKind& kind,
                InitTask& task);

/// Fills in confounds and what is regressed out where scans are not cleaned (desc other than
/// clean): six of motion, five aCompCor components and cosines, as far as all tables have them.
void find_confounds(const InitSource& source, const ScanKind& kind, InitTask& task);

/// Fills in words and transcript: those given, or stimuli/gentle/TASK/align.csv and transcript.txt
/// (or stimuli/transcripts/TASK_transcript.txt). A text that does not match the words is left out.
/// @param index  of the task among the options' lists
void find_words(const InitSource& source, const InitOptions& options, std::size_t index,
                InitTask& task);

}  // namespace anbn
