// SPDX-License-Identifier: Apache-2.0
// The nuisance set of a story, for all stages that test or describe a coupling beside noise: the
// result of the stage `nuisance`.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/runner/stage.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stages/coupling_inputs.h"

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

namespace anbn {

/// The set in `nuisance` (the stage's folder) over the story's `volumes`. With Lengths::shorter the
/// first `volumes` of its rows. Throws Error if it has not `volumes` rows (has fewer), or leaves no
/// degree of freedom to a correlation.
Nuisance nuisance_set(const std::filesystem::path& nuisance, std::size_t volumes,
                      Lengths lengths = Lengths::same);

/// The same where `networks` [T x M] are coupled, as they came: a regressor that is itself one of
/// them (made from words, or from the study's own file, and |r| at least 0.99) is what is tested,
/// and so leaves the set; it is named in `tested`.
Nuisance nuisance_set(const std::filesystem::path& nuisance, const Matrix& networks,
                      Lengths lengths = Lengths::same);

/// The set of a wrong pairing, the words of one story beside the networks [T x M] of another: as if
/// it were a story of T volumes, no more of either than both have. What is made from words is that
/// of `words` (the folder of the words' story), cut; drift and the time in the story are of the T
/// volumes; the study's own regressors are those of both stories, since they may be of either side.
/// Throws Error as nuisance_set does.
Nuisance pairing_set(const std::filesystem::path& words, const std::filesystem::path& brain,
                     const Matrix& networks, double tr_s);

/// The set without all that is made from words: for where the words' own trace is looked for, at
/// several lags. Throws Error as nuisance_set does.
Nuisance drift_set(const std::filesystem::path& nuisance, std::size_t volumes,
                   Lengths lengths = Lengths::same);

/// The set without all that is low-level: drift and the time in the story alone, for where what is
/// low-level is modelled beside the neurons. Throws Error as nuisance_set does.
Nuisance slow_set(const std::filesystem::path& nuisance, std::size_t volumes);

/// What of the set is from the study's own file.
std::vector<Regressor> own_regressors_of(const std::filesystem::path& nuisance,
                                         std::size_t volumes);

/// The regressors of the study's own file, one row a volume used. Throws Error if it has another
/// number of rows, a name of the set's own, or cells without a number.
std::vector<Regressor> own_regressors(const std::filesystem::path& file, std::size_t volumes);

/// Whether it is from the study's own file.
bool is_own_regressor(std::string_view name);

/// How many degrees of freedom the set takes, and a warning where little is left or a regressor has
/// left it.
void note(const Nuisance& nuisance, Notes& notes);

}  // namespace anbn
