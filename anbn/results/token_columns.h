// SPDX-License-Identifier: Apache-2.0
// Columns of tokens.tsv by their names: what sorts tokens into classes, and numbers of them.
#pragma once

#include "anbn/interpret/pos_profile.h"
#include "anbn/results/tokens.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// The classes of a story's tokens [K] by `column`: parts of speech for "upos", else by
/// column_categories. `folder` is the one that `tokens` were read from. Throws Error naming file
/// and column if it is missing, or its values are no such classes.
TokenCategories read_categories(const std::filesystem::path& folder, const TokensResults& tokens,
                                const std::string& column);

/// The numbers of a story's tokens [K], NaN where there is none and of [CLS] and [SEP]. Throws
/// Error naming file, line and column if the column is missing or something is no finite number.
std::vector<double> read_token_numbers(const std::filesystem::path& folder,
                                       const TokensResults& tokens, const std::string& column);

}  // namespace anbn
