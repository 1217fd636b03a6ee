// SPDX-License-Identifier: Apache-2.0
// Tables of confounds (motion, tissue signals) as fMRIPrep, AFNI, FSL and SPM write them, and the
// regressors that are asked for.
#pragma once

#include "anbn/io/component_notes.h"
#include "anbn/io/number_table.h"
#include "anbn/signal/nuisance.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// The regressors [one value a row of `table`, mean 0] that the words in `regress` stand for:
///   motion6   trans_x ... rot_z, or the six columns of a file without header
///   motion24  those six, their differences from the volume before (0 in the first), and the
///             squares of these twelve; columns that the table has are taken from it
///   acompcor  every a_comp_cor_* of the mask "combined", by `notes`; all where it says of none
///             ("acompcor:5" the first five, "acompcor:CSF" those of a mask, "acompcor:50%" as many
///             as explain that share, "acompcor:WM:5")
///   cosine    every cosine*
///   outliers  every motion_outlier* and non_steady_state_outlier*, of which there may be none
/// any word with * for the columns that it matches, and any other word for the column of that name.
/// What is asked for twice comes once. Up to three leading n/a of a column are the next value, or 0
/// of a derivative, which has no first value.
/// Throws Error if a column is missing or has other n/a.
/// Source: https://fmriprep.org/en/stable/outputs.html#confounds; Friston et al. 1996 (24 terms)
std::vector<Regressor> confound_regressors(const Table& table,
                                           const std::vector<std::string>& regress,
                                           const ComponentNotes& notes = {});

/// What the sidecar of a table of confounds says: X.json beside X.tsv; nothing where there is none.
ComponentNotes notes_beside(const std::filesystem::path& table);

}  // namespace anbn
