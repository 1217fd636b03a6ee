// SPDX-License-Identifier: Apache-2.0
// The answer of all stories together, read back for the report.
#pragma once

#include "anbn/report/report.h"
#include "anbn/stages/report_session.h"

#include <filesystem>
#include <optional>
#include <span>

namespace anbn {

/// What the stage `pooled` left of the variant of `stories`, its sessions in `out`; nothing where
/// it has not run (one story, or results of an earlier anbn). Throws Error as read_session does.
std::optional<Session> read_pooled_session(const std::filesystem::path& out,
                                           std::span<const Session> stories, Reading reading);

/// Fills `training` of a session of all stories of its variant, if the stage has run over these.
void read_training_of(const std::filesystem::path& out, Session& session);

}  // namespace anbn
