// SPDX-License-Identifier: Apache-2.0
// Tables of numbers that people bring: time courses, confounds, regressors. One rule for all of
// them.
#pragma once

#include "anbn/io/table.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// The table in a file (may be packed by gzip), a row a line. With a first line of names, columns
/// are parted by tabs, commas or blanks, whichever that line has; cells may stand in quotes where
/// there are tabs or commas. Where the first line holds numbers alone there is no header (.1D,
/// .par, rp_*.txt, what numpy.savetxt writes; but "0 1 2 ..." are names, as pandas gives them):
/// columns, parted by commas or by blanks and tabs, are called "column_1", ..., and '#' begins a
/// comment. Throws Error naming the line if rows differ in length, a cell is empty, the text is not
/// UTF-8, columns are parted by semicolons (whose numbers may have decimal commas), commas may be
/// decimal ones, or the first row may be names that are numbers ("3 7 12").
Table read_number_table(const std::filesystem::path& path);
/// The same from text; `name` is the file in errors.
Table parse_number_table(std::string_view text, const std::string& name);

/// Whether the columns have names of their own.
bool has_header(const Table& table);

}  // namespace anbn
