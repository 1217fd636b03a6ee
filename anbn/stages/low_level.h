// SPDX-License-Identifier: Apache-2.0
// The low-level regressors of a story, for the stages that ask what neurons say more.
#pragma once

#include "anbn/core/parallel.h"
#include "anbn/signal/nuisance.h"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace anbn {

/// The haemodynamic response to the columns of low_level_series, words before the first volume used
/// included, whichever of them the study regresses out elsewhere; what `nuisance` (the stage's
/// folder) has from the study's own file, as it is; and the response to surprisal, where the folder
/// of that stage is no empty path. Throws Error unless all have `volumes` volumes and other names.
std::vector<Regressor> low_level_regressors(const std::filesystem::path& tokens,
                                            const std::filesystem::path& nuisance,
                                            const std::filesystem::path& surprisal,
                                            std::size_t volumes, Threads& threads);

}  // namespace anbn
