// SPDX-License-Identifier: Apache-2.0
// docs/columns.tsv, as it was when this program was built: what the columns of all tables of
// results hold.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// The text of docs/columns.tsv.
std::string_view columns_tsv();

struct ColumnWords {
  std::string is;                                           // what it holds
  std::string unit;                                         // empty where it has none
  std::vector<std::pair<std::string, std::string>> levels;  // the words in it, and what they mean
};

/// What a column holds; `table` is "significance/neurons.tsv": a stage, and a file in its folder.
/// Of the rows of docs/columns.tsv the first counts whose patterns (as of file names in a shell; of
/// tables several, with blanks between them) fit both. Throws Error if there is none.
ColumnWords words_of_column(std::string_view table, std::string_view column);

/// What a table is, and what a row of it. Throws Error as words_of_column does.
std::string words_of_table(std::string_view table);

}  // namespace anbn
