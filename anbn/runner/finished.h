// SPDX-License-Identifier: Apache-2.0
// What a finished stage folder tells about itself.
#pragma once

#include "anbn/results/stage_record.h"
#include "anbn/runner/stage.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// Whether `folder` is a whole result: it has its manifest and is not work in progress.
bool is_finished(const std::filesystem::path& folder);

/// The manifest (stage.json) in `folder`.
/// Throws Error if `folder` is not a finished result of the stage `stage_name`.
StageManifest finished_manifest(const std::filesystem::path& folder, std::string_view stage_name);

/// The content hash of that file: what a stage that reads `folder` keeps of it in its own.
/// Throws Error as finished_manifest does.
std::string hash_of_stage(const std::filesystem::path& folder, std::string_view stage_name);

/// The content hash (of a list: the hashes, joined) of an input that the stage in `folder` read;
/// empty if it read none of that name. Throws Error as finished_manifest does.
std::string input_of_stage(const std::filesystem::path& folder, std::string_view stage_name,
                           std::string_view input);

/// Whether `out` holds the result of `stage` for these options and input contents, so that
/// run_stage would compute nothing. False where an input is missing or wrong.
bool is_up_to_date(const Stage& stage, const std::string& options_json,
                   const std::filesystem::path& out, HashMemory& hashes, const Backend& backend);

/// Whether the finished result in `folder` has its arrays, which a study may not keep.
bool has_arrays(const std::filesystem::path& folder);

/// Throws Error saying what to do if the finished result in `folder` is without its arrays.
void require_arrays(const std::filesystem::path& folder);

/// Removes the arrays (*.npy) of the finished result in `folder`, which stays one: its manifest
/// and tables are untouched, and a note tells that arrays are gone. Goes on where an earlier call
/// was interrupted; several processes may do so at once. Throws Error if the folder cannot be
/// written to.
void drop_arrays(const std::filesystem::path& folder, Locking locking);

/// What the stage had to say when it ran (from run.json); nothing where that cannot be read.
Notes finished_notes(const std::filesystem::path& folder);

}  // namespace anbn
