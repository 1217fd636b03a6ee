// SPDX-License-Identifier: Apache-2.0
// Tables, time courses and words of a study in its BIDS dataset, each with a JSON beside it that
// says what its columns hold.
#pragma once

#include "anbn/commands/bids/names.h"

#include <filesystem>

namespace anbn {

/// The tables of all stages but those of single scans, in ROOT/group.
/// Throws Error if one cannot be read or the disk is full.
void put_tables(const Study& study, const BidsNames& names, const std::filesystem::path& root);

/// The time courses of networks and, as far as they are kept, of neurons, in ROOT/group.
/// Throws Error as put_tables does.
void put_courses(const Study& study, const BidsNames& names, const std::filesystem::path& root);

/// The words of each story with their times in the scan. Throws Error as put_tables does.
void put_words(const Study& study, const BidsNames& names, const std::filesystem::path& root);

}  // namespace anbn
