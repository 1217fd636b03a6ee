// SPDX-License-Identifier: Apache-2.0
// The stories of a study as one table: `stories = "stories.tsv"` in [study].
#pragma once

#include "anbn/runner/options_json.h"
#include "anbn/runner/stage.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// The rows of the TSV `file` as the list of tables that [[story]] in a study file would be:
/// columns are keys of [[story]] ("tr_s"), or of a stage's table in it ("tokens.seed"). A cell that
/// is empty or n/a gives no key; items of a list stand with ';' between them. Adds to `errors`,
/// naming file and line, for each column that is no key, cell that is not of its key's type, and
/// name that comes twice; such cells and rows are left out. Throws Error if the file cannot be read
/// as a table, has no rows, or has no column `name`.
nlohmann::json read_stories_table(const std::filesystem::path& file, std::span<const Stage> stages,
                                  std::vector<std::string>& errors);

}  // namespace anbn
