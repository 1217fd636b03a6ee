// SPDX-License-Identifier: Apache-2.0
// Tables of confounds (motion, tissue signals) as fMRIPrep, AFNI, FSL and SPM write them, and the
// regressors that are asked for.
#pragma once

#include "anbn/io/table.h"
#include "anbn/signal/nuisance.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The confounds in a file: a TSV with header, or numbers without header between blanks or tabs
/// (.1D, .par, rp_*.txt; '#' begins a comment), whose columns are called "column_1", ...
/// Throws Error naming the line if rows differ in length or the text is not UTF-8.
Table read_confounds(const std::filesystem::path& path);
/// The same from text; `name` is the file in errors.
Table parse_confounds(std::string_view text, const std::string& name);

/// The regressors [one value a row of `table`, mean 0] that the words in `regress` stand for:
///   motion6   trans_x ... rot_z, or the six columns of a file without header
///   motion24  those six, their differences from the volume before (0 in the first), and the
///             squares of these twelve; columns that the table has are taken from it
///   acompcor  every a_comp_cor_*          cosine    every cosine*
/// and any other word for the column of that name. What is asked for twice comes once. Leading n/a
/// of a column count as 0 (a derivative has no first value).
/// Throws Error if a column is missing or has n/a further down.
/// Source: https://fmriprep.org/en/stable/outputs.html#confounds; Friston et al. 1996 (24 terms)
std::vector<Regressor> confound_regressors(const Table& table,
                                           const std::vector<std::string>& regress);

}  // namespace anbn
