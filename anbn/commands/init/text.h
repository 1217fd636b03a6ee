// SPDX-License-Identifier: Apache-2.0
// What `anbn init` says and writes.
#pragma once

#include "anbn/commands/init/scans.h"

#include <iosfwd>

namespace anbn {

/// Tells what was found of a task, what was left out and why, and what is still to be filled in.
void tell(const InitTask& task, const InitSource& source, std::ostream& answer);

/// The reason for which most scans of a task without any left were left out, with the command that
/// fetches them where they are not here.
std::string why_none(const InitTask& task, const InitSource& source);

/// Writes the table of stories that the options ask for. Throws Error if a path has the sign in it
/// that stands between files, or the disk is full.
void write_stories(const std::vector<InitTask>& tasks, const InitOptions& options);

/// The study file, commented. Paths are relative to it, unless the dataset was named by an
/// absolute one. What is to be filled in stands there as "FILL IN", which `anbn check` refuses.
std::string study_text(const std::vector<InitTask>& tasks, const InitOptions& options);

}  // namespace anbn
