// SPDX-License-Identifier: Apache-2.0
// What a finished stage folder tells about itself.
#pragma once

#include "anbn/stages/stage.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// Whether `folder` is a whole result: it has its manifest and is not work in progress.
bool is_finished(const std::filesystem::path& folder);

/// The text of the manifest (stage.json) in `folder`.
/// Throws Error if `folder` is not a finished result of the stage `stage_name`.
std::string finished_manifest(const std::filesystem::path& folder, std::string_view stage_name);

/// What the stage had to say when it ran (from run.json); nothing where that cannot be read.
Notes finished_notes(const std::filesystem::path& folder);

}  // namespace anbn
