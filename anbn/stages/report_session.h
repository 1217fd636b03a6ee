// SPDX-License-Identifier: Apache-2.0
// The results of a study, read back from its folders for the report.
#pragma once

#include "anbn/report/report.h"

#include <filesystem>
#include <map>
#include <string>

namespace anbn {

/// Who a session is: the names of its folders and the title of its story.
struct SessionName {
  std::string variant, story, title;
  std::string networks = {};  // the story whose networks these are, where it is another one
  // Where a control's stages lie in `out`; those that are not its own are another session's.
  std::map<std::string, std::filesystem::path, std::less<>> stages = {};
};

/// How much of a session is read: a control needs no table of pairs, and of controls the untrained
/// model alone is told above its own noise.
enum class Reading { whole, untrained, control };

/// One variant and one story from the results in `out`.
/// Throws Error if a file is missing or two of them disagree about what there is.
Session read_session(const std::filesystem::path& out, const SessionName& name, Reading reading);

struct TestedFolders {
  std::filesystem::path anchors, tests;  // of the stages `coupling` and `significance`, or alike
  bool absolute = false;
};

/// Adds anchors, tests, noise and pairs to a session whose names are known. Throws Error as
/// read_session does.
void read_tests(const TestedFolders& tested, Reading reading, Session& session);

}  // namespace anbn
