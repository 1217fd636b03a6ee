// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/column_words.h"

#include "anbn/io/table.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(ColumnWords, AreOfTheFirstRowThatFits) {
  EXPECT_EQ(words_of_column("tokens/words.tsv", "onset_s").unit, "s");
  EXPECT_EQ(words_of_column("tokens/words.tsv", "any [of] *").is,
            "carried along from the file of the words");
  EXPECT_EQ(words_of_column("layers/layers.tsv", "tested_network").is,
            words_of_column("pooled-layers/layers.tsv", "tested_network").is);
  EXPECT_NE(words_of_table("encoding/groups.tsv"), words_of_table("pooled-encoding/groups.tsv"));
  const auto levels = words_of_column("layers/shared_regions.tsv", "layers").levels;
  ASSERT_EQ(levels.size(), 3u);
  EXPECT_EQ(levels[2], std::pair(std::string("late"), std::string("the last")));
}

TEST(ColumnWords, AreAskedFor) {
  EXPECT_EQ(error_of([] { words_of_column("coupling/lags.tsv", "weather"); }),
            "docs/columns.tsv says nothing of the column 'weather' of coupling/lags.tsv; expected "
            "a row for it");
}

TEST(ColumnWords, HideNoOtherRow) {
  const Table all = parse_tsv(columns_tsv(), "docs/columns.tsv");
  EXPECT_EQ(all.columns, (std::vector<std::string>{"table", "column", "unit", "levels", "is"}));
  for (const std::vector<std::string>& row : all.rows) {
    EXPECT_FALSE(row[4].empty());
    if ((row[0] + row[1]).find_first_of("*? ") != std::string::npos) continue;
    if (row[1] == "(rows)") {
      EXPECT_EQ(words_of_table(row[0]), row[4]) << row[0];
    } else {
      EXPECT_EQ(words_of_column(row[0], row[1]).is, row[4]) << row[0] << " " << row[1];
    }
  }
}

}  // namespace
}  // namespace anbn
