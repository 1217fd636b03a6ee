// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/table.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/io/gzip.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace anbn {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Table tsv(const std::string& text) { return parse_tsv(text, "x.tsv"); }
Table csv(const std::string& text) { return parse_csv(text, "x.csv", CsvHeader::none); }

TEST(Tsv, ReadsColumnsAndRows) {
  const Table table = tsv("word\tonset_s\nhome,\t1.5\n\"Oh\"\tn/a\n");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"word", "onset_s"}));
  EXPECT_EQ(table.rows, (Rows{{"home,", "1.5"}, {"Oh", "n/a"}}));
  EXPECT_EQ(table.lines, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(table.column("onset_s"), 1u);
  EXPECT_FALSE(table.optional_column("upos"));
  EXPECT_EQ(table.number(0, 1), 1.5);
  EXPECT_FALSE(table.optional_number(1, 1));
}

TEST(Tsv, AcceptsMarksLineEndsAndBlankLinesOfOthers) {
  const Rows expected = {{"1", "2"}, {"3", ""}};
  EXPECT_EQ(tsv("a\tb\n1\t2\n3\t").rows, expected);
  EXPECT_EQ(tsv("\xEF\xBB\xBF"
                "a\tb\r\n1\t2\r\n3\t\r\n\r\n")
                .rows,
            expected);
  EXPECT_EQ(tsv("\xEF\xBB\xBF"
                "a\tb\r\n1\t2\r\n3\t\r\n\r\n")
                .columns[0],
            "a");
  EXPECT_EQ(tsv("a\n1\n\n").rows, (Rows{{"1"}, {""}}));  // one column: an empty cell
  EXPECT_TRUE(tsv("a\tb\n").rows.empty());
}

TEST(Tsv, ReadsQuotedCells) {
  EXPECT_EQ(tsv("a\tb\n\"x\ty\"\t\"say \"\"hi\"\"\"\n\"two\nlines\"\t\"\"\"\"\n\"\"\tit's\n").rows,
            (Rows{{"x\ty", "say \"hi\""}, {"two\nlines", "\""}, {"", "it's"}}));
  EXPECT_EQ(tsv("\"a\tb\"\t\"c\"\n1\t2\n").columns, (std::vector<std::string>{"a\tb", "c"}));
  EXPECT_EQ(tsv("a\tb\n\"two\nlines\"\t1\n3\t4\n").lines, (std::vector<std::size_t>{2, 4}));
}

TEST(Tsv, ReadsFilesWithoutQuotingAsTheyAre) {
  // As quoted cells these two would be one that goes on over the ends of lines.
  EXPECT_EQ(tsv("word\tx\n\"Oh\t1\nyes.\"\t2\n\"home\"\t3\n").rows,
            (Rows{{"\"Oh", "1"}, {"yes.\"", "2"}, {"\"home\"", "3"}}));
  EXPECT_EQ(tsv("token\tpiece\tx\n1\t\"\t2\n3\t\"\t4\n").rows,
            (Rows{{"1", "\"", "2"}, {"3", "\"", "4"}}));
  EXPECT_EQ(tsv("a\tb\r\n5\"\t1\r\n\r\n").rows, (Rows{{"5\"", "1"}}));
}

TEST(Csv, ReadsWhatGentleWrites) {
  const Table table = csv("I,i,0.5,0.61\r\nbegan,,,\r\n");
  EXPECT_EQ(table.columns[2], "column 3");
  EXPECT_EQ(table.rows, (Rows{{"I", "i", "0.5", "0.61"}, {"began", "", "", ""}}));
}

TEST(Csv, ReadsQuotedCells) {
  EXPECT_EQ(csv("\"a,b\",\"say \"\"hi\"\"\"\n\"two\nlines\",5\"\n\"\",x\n").rows,
            (Rows{{"a,b", "say \"hi\""}, {"two\nlines", "5\""}, {"", "x"}}));
  EXPECT_EQ(csv("\"two\nlines\",1\n3,4\n").lines, (std::vector<std::size_t>{1, 3}));
  const Table named = parse_csv("\"a b\",c\n1,2", "x.csv", CsvHeader::first);
  EXPECT_EQ(named.columns, (std::vector<std::string>{"a b", "c"}));
  EXPECT_EQ(named.rows, (Rows{{"1", "2"}}));
}

TEST(Tables, RefuseWhatIsNoTable) {
  const auto expect_refusal = [](const std::string& message, const std::string& reason) {
    EXPECT_NE(message.find(reason), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  };
  const auto of_tsv = [](const std::string& text) { return error_of([&] { tsv(text); }); };
  const auto of_csv = [](const std::string& text) { return error_of([&] { csv(text); }); };
  expect_refusal(of_tsv(""), "x.tsv: is empty");
  expect_refusal(of_tsv("\n\n"), "x.tsv: is empty");
  expect_refusal(of_tsv("a\tb\n1\t2\n3\n"), "x.tsv:3: has 1 cells; expected 2");
  expect_refusal(of_tsv("a\tb\n\n1\t2\n"), "x.tsv:2: has 1 cells; expected 2");
  expect_refusal(of_tsv("a\ta\n"), "two columns 'a'");
  expect_refusal(of_tsv("a\t\n"), "column 2 of 2 has no name");
  expect_refusal(of_tsv("a\n1\n\xff\n"), "x.tsv:3: is not in UTF-8, maybe in latin1");
  expect_refusal(of_tsv(std::string("a\nb\0", 4)), "x.tsv:2: holds a NUL and is no text");
  expect_refusal(of_tsv(std::string("\xFF\xFEw\0\t\0", 6)), "x.tsv:1: is in UTF-16");
  expect_refusal(of_tsv("a\n\x93no\x94\n"), "iconv -f windows-1252 -t utf-8");
  expect_refusal(of_tsv("a\tb\n\"1\t2\n3\n"), "x.tsv:2: a quote is opened and not closed");
  expect_refusal(of_tsv("a\tb\n\"1\"x\t2\t3\n"), "expected a tab or the end of the line");
  expect_refusal(of_csv("a,\"b\n"), "x.csv:1: a quote is opened and not closed");
  expect_refusal(of_csv("\"a\"b,c\n"), "x.csv:1: text follows a closing quote in cell 1");
  expect_refusal(of_csv("1,2\n3\n"), "x.csv:2: has 1 cells; expected 2");
  expect_refusal(error_of([] { parse_csv("\"a\nb\",\"a\nb\"\n", "x.csv", CsvHeader::first); }),
                 "two columns 'a?b'");
}

TEST(Tables, FindTheFirstLineThatIsNoUtf8) {
  EXPECT_FALSE(first_line_not_text("na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x98\x80\n"));
  EXPECT_EQ(first_line_not_text("a\nb\xC3"), 2u);          // cut short
  EXPECT_EQ(first_line_not_text("\xC0\x80"), 1u);          // overlong
  EXPECT_EQ(first_line_not_text("\n\n\xED\xA0\x80"), 3u);  // a surrogate
  EXPECT_EQ(first_line_not_text("\xF4\x90\x80\x80"), 1u);  // beyond Unicode
}

TEST(Tables, NameAMissingColumnAndTheNearest) {
  EXPECT_EQ(
      error_of([] { tsv("word\tonset\n").column("onset_s"); }),
      "x.tsv: has the columns word, onset; expected a column 'onset_s'; did you mean 'onset'?");
}

TEST(Tables, SayWhenColumnsArePartedOtherwise) {
  for (const auto& [text, sign] : {std::pair{"word,onset\n", "commas"},
                                   {"word;onset\n", "semicolons"},
                                   {"word onset\n", "blanks"}})
    EXPECT_NE(error_of([&] {
                tsv(text).column("word");
              }).find(fmt::format(". Are they parted by {}? Expected tabs", sign)),
              std::string::npos);
}

TEST(Numbers, AreReadWhateverTheLocale) {
  EXPECT_EQ(parse_number("-1.5e3", "x", 1, "c"), -1500.0);
  EXPECT_EQ(parse_number("0.1", "x", 1, "c"), 0.1);
  EXPECT_EQ(parse_optional_number("7", "x", 1, "c"), 7.0);
  EXPECT_FALSE(parse_optional_number("", "x", 1, "c"));
  EXPECT_FALSE(parse_optional_number("n/a", "x", 1, "c"));
  for (const char* text : {"", "n/a", "1,5", " 1", "1 ", "nan", "inf", "1e999", "0x10", "1.5s"})
    EXPECT_THROW(parse_number(text, "x", 1, "c"), Error) << text;
  EXPECT_EQ(error_of([] { tsv("onset_s\n1\n1,5\n").number(1, 0); }),
            "x.tsv:3: the column 'onset_s' holds '1,5'; expected a finite number such as -1.5");
  EXPECT_EQ(tsv("token\n-12\n").integer(0, 0), -12);
  EXPECT_THROW(tsv("token\n1.0\n").integer(0, 0), Error);
}

TEST(TsvWriter, WritesTheFewestDigitsThatReadBackEqual) {
  EXPECT_EQ(TsvCell(0.1).text, "0.1");
  EXPECT_EQ(TsvCell(0.1f).text, "0.1");
  EXPECT_EQ(TsvCell(1.0 / 3).text, "0.3333333333333333");
  EXPECT_EQ(TsvCell(1e-300).text, "1e-300");
  EXPECT_EQ(TsvCell(kNan).text, "n/a");
  EXPECT_EQ(TsvCell(std::optional<double>()).text, "n/a");
  EXPECT_EQ(TsvCell(std::optional<double>(2.5)).text, "2.5");
  EXPECT_EQ(TsvCell(std::size_t{18446744073709551615u}).text, "18446744073709551615");
  EXPECT_EQ(TsvCell(-1).text, "-1");
}

TEST(TsvWriter, RoundTrips) {
  const ScratchFolder folder;
  TsvWriter writer(folder / "x.tsv", {"word", "onset_s", "volume"});
  writer.row({"na\xC3\xAFve,", 0.1, 3});
  writer.row({"", kNan, -1});
  writer.finish();
  EXPECT_EQ(read_text(folder / "x.tsv"),
            "word\tonset_s\tvolume\nna\xC3\xAFve,\t0.1\t3\n\"\"\tn/a\t-1\n");
  const Table table = read_tsv(folder / "x.tsv");
  EXPECT_EQ(table.rows, (Rows{{"na\xC3\xAFve,", "0.1", "3"}, {"", "n/a", "-1"}}));
  write_file(folder / "z.tsv.gz", pack_gzip(as_bytes(read_text(folder / "x.tsv"))));
  EXPECT_EQ(read_tsv(folder / "z.tsv.gz").rows, table.rows);
}

TEST(TsvWriter, QuotesWhatOthersWouldReadAsSomethingElse) {
  EXPECT_EQ(TsvCell("home,").text, "home,");
  EXPECT_EQ(TsvCell("it's").text, "it's");
  EXPECT_EQ(TsvCell("\"").text, "\"\"\"\"");
  EXPECT_EQ(TsvCell("\"Oh,\" he").text, "\"\"\"Oh,\"\" he\"");
  EXPECT_EQ(TsvCell("a\tb").text, "\"a\tb\"");
  for (const char* text : {"", "nan", "NA", "null", "None", "n/a"})
    EXPECT_EQ(TsvCell(text).text, "\"" + std::string(text) + "\"");
  EXPECT_EQ(TsvCell("nano").text, "nano");
  EXPECT_EQ(TsvCell(std::optional<std::string>("n/a")).text, "\"n/a\"");
  EXPECT_EQ(TsvCell(std::optional<std::string>()).text, "n/a");
}

TEST(TsvWriter, GivesHostileTextsBack) {
  const std::vector<std::string> hostile = {
      "\"",   "\"\"", "\"\"\"", "\"Oh,", "home.\"", "\"Oh\"", "a\tb",   "a\nb", "a\r",   "\r\n",
      "\t\"", "\"\n", "\n",     "nan",   "NA",      "n/a",    "a\n\tb", "'",    "#hash", " "};
  const ScratchFolder folder;
  // Each alone as well: what stands in other rows must not help to tell how a file is quoted.
  for (std::size_t i = 0; i <= hostile.size(); ++i) {
    TsvWriter writer(folder / "x.tsv", {"row", "text", "again", "end"});
    Rows expected;
    for (std::size_t j = 0; j < hostile.size(); ++j)
      if (i == j || i == hostile.size()) {
        writer.row({j, hostile[j], hostile[j], "."});
        expected.push_back({std::to_string(j), hostile[j], hostile[j], "."});
      }
    writer.finish();
    EXPECT_EQ(read_tsv(folder / "x.tsv").rows, expected) << i;
  }
}

TEST(TsvWriter, RefusesWhatTsvCannotHold) {
  const ScratchFolder folder;
  TsvWriter writer(folder / "x.tsv", {"a", "b"});
  // Each line of this row has two cells: without quoting it would be two rows.
  EXPECT_NE(error_of([&] { writer.row({"a\t\nb", 1}); }).find("cannot be told"), std::string::npos);
  EXPECT_NE(error_of([&] {
              writer.row({std::string("a\0b", 3), 1});
            }).find("NUL"),
            std::string::npos);
  TsvWriter single(folder / "y.tsv", {"a"});
  EXPECT_NE(error_of([&] { single.row({"a\nb"}); }).find("cannot be told"), std::string::npos);
  EXPECT_NE(error_of([&] { writer.row({1}); }).find("a row of 1 cells"), std::string::npos);
}

TEST(Csv, ReadsARealAlignment) {
  const auto file = source_dir() / "../shared/data/narratives/pieman/align.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not here";
  const Table table = read_csv(file, CsvHeader::none);
  EXPECT_EQ(table.columns.size(), 4u);
  EXPECT_GT(table.rows.size(), 900u);
}

}  // namespace
}  // namespace anbn
