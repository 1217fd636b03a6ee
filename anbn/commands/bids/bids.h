// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/study/study.h"

#include <filesystem>

namespace anbn {

/// Makes OUT/bids, a BIDS derivative dataset, of the results of a study that has run to its end
/// (docs/formats.md, section 2); an earlier one stays until the new one is whole. Throws Error if
/// something else lies there, a result cannot be read or the disk is full, LockedError as
/// WorkFolder does.
void write_bids(const Study& study, Locking locking);

/// OUT/bids.
std::filesystem::path bids_folder(const Study& study);

}  // namespace anbn
