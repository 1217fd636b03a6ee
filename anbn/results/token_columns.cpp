// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/token_columns.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/io/table.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

Table read_table(const fs::path& file, std::size_t tokens) {
  Table table = read_tsv(file);
  if (table.rows.size() != tokens)
    fail("{}: found {} rows; expected {}. Run the stage again", file.string(), table.rows.size(),
         tokens);
  return table;
}

}  // namespace

TokenCategories read_categories(const fs::path& folder, const TokensResults& tokens,
                                const std::string& column) {
  const fs::path file = folder / "tokens.tsv";
  std::vector<std::string> upos, values;
  for (const Token& token : tokens.table.tokens) upos.push_back(token.upos);
  try {
    if (column == TagClasses{}.column) return token_categories(upos);
  } catch (Error& e) {
    e.add_context(file.string());
    throw;
  }
  const Table table = read_table(file, upos.size());
  const std::size_t at = table.column(column);
  for (const auto& row : table.rows) values.push_back(row[at]);
  try {
    return column_categories(column, values, upos);
  } catch (Error& e) {
    e.add_context(file.string());
    throw;
  }
}

std::vector<double> read_token_numbers(const fs::path& folder, const TokensResults& tokens,
                                       const std::string& column) {
  const Table table = read_table(folder / "tokens.tsv", tokens.table.tokens.size());
  const std::size_t at = table.column(column);
  std::vector<double> numbers;
  for (std::size_t t = 0; t < table.rows.size(); ++t) {
    const std::optional<double> value =
        tokens.table.tokens[t].word ? table.optional_number(t, at) : std::nullopt;
    numbers.push_back(value.value_or(kNan));
  }
  return numbers;
}

}  // namespace anbn
