// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace anbn {

/// Where hashes of files are remembered (HashMemory): anbn/hashes.tsv in $XDG_CACHE_HOME, else in
/// ~/.cache; empty where neither is known.
std::filesystem::path hash_store();

}  // namespace anbn
