// SPDX-License-Identifier: Apache-2.0
// Results that somebody has edited, or that are of another program, are refused where they are
// read.
#include "anbn/io/file.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/significance.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(DamagedResults, PairsWithoutNumbersAreRefused) {
  const ScratchFolder folder;
  write_file(folder / "neurons.tsv",
             "neuron\tlabel\tquery_upos\tkey_upos\tshare\n1\tL1H1D1\tn/a\tn/a\tn/a\n");
  const auto error_with = [&](std::string_view numbers) {
    write_file(folder / "pairs.tsv",
               "neuron\tsegment\trank\tquery_token\tkey_token\tproduct\n" + std::string(numbers));
    return error_of([&] { read_interpretation_tables(folder.path(), example_tokens({0, 0}, 1)); });
  };
  EXPECT_EQ(error_with("1\t1\t1\t2\t1\t0.5\n"), "");
  for (const char* numbers : {"n/a\t1\t1\t2\t1\t0.5\n", "1\t1\t1\tn/a\t1\t0.5\n",
                              "1\t1\t1\t2\tn/a\t0.5\n", "1\t1\t1\t3\t1\t0.5\n"})
    EXPECT_NE(error_with(numbers).find("pairs.tsv"), std::string::npos) << numbers;
}

TEST(DamagedResults, ASummaryWithoutTheTwoTestsIsRefused) {
  const std::string error =
      error_of([] { read_significance_tables("significance", 1, 1, SignificanceSummary{}); });
  EXPECT_NE(error.find("summary.json: found 0 null models; expected shuffle and phase"),
            std::string::npos)
      << error;
}

}  // namespace
}  // namespace anbn
