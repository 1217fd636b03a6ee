// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/number_table.h"
#include "anbn/io/table.h"

#include <cstdlib>

namespace {

/// What every table promises, and every cell read as a number.
void use(const anbn::Table& table) {
  if (table.lines.size() != table.rows.size()) std::abort();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row].size() != table.columns.size()) std::abort();
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      try {
        static_cast<void>(table.optional_number(row, column));
        static_cast<void>(table.integer(row, column));
      } catch (const anbn::Error&) {
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    use(anbn::parse_tsv(text, "fuzz.tsv"));
  } catch (const anbn::Error&) {
  }
  for (const auto header : {anbn::CsvHeader::none, anbn::CsvHeader::first}) {
    try {
      use(anbn::parse_csv(text, "fuzz.csv", header));
    } catch (const anbn::Error&) {
    }
  }
  try {
    use(anbn::parse_number_table(text, "fuzz.txt"));
  } catch (const anbn::Error&) {
  }
  return 0;
}
