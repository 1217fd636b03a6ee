// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/number_table.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

Table parse_table(std::string_view text) { return parse_number_table(text, "x.txt"); }
std::string error(std::string_view text) {
  return error_of([&] { parse_table(text); });
}
using Names = std::vector<std::string>;

TEST(NumberTable, HasNamesOrNumbersInItsFirstLine) {
  for (const char* text :
       {"a\tb\n1\t2.5\n", "a,b\n1,2.5\n", "a b\n1 2.5\n", "\xEF\xBB\xBF\"a\",b\r\n1,2.5\r\n"}) {
    const Table table = parse_table(text);
    EXPECT_EQ(table.columns, (Names{"a", "b"})) << text;
    ASSERT_EQ(table.rows.size(), 1u) << text;
    EXPECT_EQ(table.number(0, 1), 2.5) << text;
    EXPECT_TRUE(has_header(table));
  }
  // numpy.savetxt, with each of its usual delimiters: no row is taken for names.
  for (const char* text :
       {"1.8905e-01 2e+00\n3e+00 4e+00\n", "1.8905e-01,2e+00\n3e+00,4e+00\n",
        "1.8905e-01\t2e+00\n3e+00\t4e+00\n", "# a comment\n1.8905e-01 2\n3 4\n"}) {
    const Table table = parse_table(text);
    EXPECT_FALSE(has_header(table)) << text;
    ASSERT_EQ(table.rows.size(), 2u) << text;
    EXPECT_EQ(table.number(0, 0), 0.18905) << text;
  }
}

TEST(NumberTable, TakesNumbersThatCountUpForNames) {
  EXPECT_EQ(parse_table("0\t1\t2\n0.5\t0.25\t1\n").columns, (Names{"0", "1", "2"}));
  EXPECT_EQ(parse_table("1,2\n0.5,0.25\n").rows.size(), 1u);
  EXPECT_EQ(parse_table("0 0 0\n1 2 3\n").rows.size(), 2u);
  EXPECT_NE(error("0\n0.5\n0.25\n").find("may be the column's name or its first number"),
            std::string::npos);
  EXPECT_EQ(parse_table("0.0\n0.5\n").rows.size(), 2u);
  EXPECT_EQ(parse_table("1\n0\n1\n").rows.size(), 3u);
}

TEST(NumberTable, TakesNoNumberForANameHoweverItIsWritten) {
  // A first row in quotes, with signs, with NaN and infinity as C, numpy and others write them.
  for (const char* text : {"\"0.5\",\"2\"\n\"1.5\",\"3\"\n", "\"0.5\"\t\"2\"\n\"1.5\"\t\"3\"\n",
                           "+0.5 +2\n-1 +3\n", "-nan -nan\n1 2\n", "<NA>\t#N/A\n1\t2\n",
                           "inf -inf\n1 2\n", "Infinity 2\n1 2\n", "None,None\n1.5,2\n"}) {
    EXPECT_EQ(parse_table(text).rows.size(), 2u) << text;
    EXPECT_FALSE(has_header(parse_table(text))) << text;
  }
  EXPECT_EQ(parse_table("+0.5 2\n1 3\n").number(0, 0), 0.5);
  EXPECT_FALSE(parse_table("-nan 2\n1 3\n").optional_number(0, 0));
  // What is neither is no name either, and is told where it is read.
  for (const char* text : {". .\n1 2\n", "0.5 abc\n1 2\n", "inf 2\n1 2\n", "--\t1\n1\t2\n"}) {
    const Table table = parse_table(text);
    ASSERT_EQ(table.rows.size(), 2u) << text;
    EXPECT_NE(error_of([&] {
                table.optional_number(0, 0);
                table.optional_number(0, 1);
              }).find("x.txt:1: the column 'column_"),
              std::string::npos)
        << text;
  }
}

TEST(NumberTable, RefusesWhatMayMeanTwoThings) {
  EXPECT_NE(
      error("3\t7\t12\n0.5\t1\t2\n1.5\t2\t3\n").find("3 7 ..., which may be names of columns"),
      std::string::npos);
  EXPECT_EQ(parse_table("3.0\t7\t12\n0.5\t1\t2\n").rows.size(), 2u);
  EXPECT_EQ(parse_table("3 7 12\n4 5 6\n").rows.size(), 2u);
  EXPECT_EQ(parse_table("3 7 7\n0.5 0.5 1\n").rows.size(), 2u);
  for (const char* text : {"0,5231\n-1,25\n", "0,5,1,523\n1,5,2,25\n"})
    EXPECT_NE(error(text).find("may be decimal commas"), std::string::npos) << text;
  EXPECT_EQ(parse_table("1,2\n3,40\n5,6\n").rows.size(), 2u);  // names 1 and 2
  EXPECT_EQ(parse_table("5,-523\n3,400\n").rows.size(), 2u);
  EXPECT_NE(error("1\t\t3\n1\t2\t\n").find("x.txt:1: a cell is empty"), std::string::npos);
  EXPECT_EQ(parse_table("1.5\t2\t\n3\t4\t\n").rows.size(), 2u);  // a tab at the end of each line
}

TEST(NumberTable, KnowsTheWordsForMissingValues) {
  const Table table = parse_table("a\tb\n\tNaN\nn/a\tNA\nnull\tnan\n1\t2\n");
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 2; ++column)
      EXPECT_FALSE(table.optional_number(row, column)) << row << " " << column;
  EXPECT_EQ(table.optional_number(3, 1), 2);
  EXPECT_FALSE(is_missing("nancy"));
  // A first row of numbers in which one is missing is no header.
  EXPECT_EQ(parse_table("nan 1.5\n2 3\n").rows.size(), 2u);
}

TEST(NumberTable, RefusesWhatItDoesNotUnderstand) {
  EXPECT_NE(error("a;b\n1,5;2\n").find("parted by semicolons"), std::string::npos);
  EXPECT_NE(error("1;2\n").find("parted by semicolons"), std::string::npos);
  EXPECT_NE(error("1,5 2,5\n3,5 4,5\n").find("x.txt:1: has commas and blanks"), std::string::npos);
  EXPECT_NE(error("1,5\t2,5\n").find("has commas and blanks"), std::string::npos);
  for (const char* text : {"5,2,3\n1,,3\n", "5,2,3\n,2,3\n", "5,2,3\n1,2,\n"})
    EXPECT_NE(error(text).find("x.txt:2: a cell is empty"), std::string::npos) << error(text);
  EXPECT_EQ(parse_table("5, 2\r\n3 ,n/a\r\n").rows.size(), 2u);
  EXPECT_NE(error("1 2\n3\n").find("x.txt:2: has 1 numbers; expected 2"), std::string::npos);
  EXPECT_NE(error("<?xml version=\"1.0\"?>\n<Error/>").find("is XML or HTML"), std::string::npos);
  EXPECT_NE(error("a\tb\n1\t\xE9\n").find("latin1"), std::string::npos);
  EXPECT_NE(error(""), "");
}

}  // namespace
}  // namespace anbn
