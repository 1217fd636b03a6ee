// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/columns.h"

#include "anbn/io/file.h"
#include "anbn/results/fields.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

struct Row {
  std::size_t partner = kNoIndex;
  std::optional<int> score;
};

struct Rows {
  std::vector<Row> rows;
  std::vector<double> p;
  std::vector<std::string> names = {};  // may be left out

  template <class V>
  void columns(V&& column) {
    column.numbered("row", rows.size());
    column("partner", ordinals(members(rows, &Row::partner), 3));
    column("score", members(rows, &Row::score));
    column("p", p);
    column.optional("name", names);
  }
};

class Columns : public testing::Test {
 protected:
  std::string error_in(const std::string& text) {
    write_file(file, text);
    return error_of([&] { read_columns<Rows>(file); });
  }
  ScratchFolder folder;
  std::filesystem::path file = folder / "rows.tsv";
};

TEST_F(Columns, CountFromOneInFilesAndSayWhatIsAbsent) {
  write_columns(file, Rows{{{2, 7}, {}}, {0.1, std::nan("")}});
  EXPECT_EQ(read_text(file), "row\tpartner\tscore\tp\n1\t3\t7\t0.1\n2\tn/a\tn/a\tn/a\n");
  const Rows read = read_columns<Rows>(file);
  EXPECT_EQ(read.rows[0].partner, 2u);
  EXPECT_EQ(read.rows[1].partner, kNoIndex);
  EXPECT_EQ(read.rows[0].score, 7);
  EXPECT_FALSE(read.rows[1].score);
  EXPECT_TRUE(std::isnan(read.p[1]));
}

/// With columns whose names only the data know.
struct OpenRows {
  std::vector<double> p;
  std::vector<NamedColumn> more;

  template <class V>
  void columns(V&& column) {
    column.numbered("row", p.size());
    column("p", p);
    column.derived("twice", p.size(), [&](std::size_t i) { return 2 * p[i]; });
    column.others(more);
  }
};

TEST_F(Columns, ThatNobodyNamedAreKeptInTheirOrder) {
  write_columns(file, OpenRows{{1, 2}, {{"b c", {"x", ""}}, {"a", {"nan", "0.1"}}}});
  EXPECT_EQ(read_text(file), "row\tp\ttwice\tb c\ta\n1\t1\t2\tx\t\"nan\"\n2\t2\t4\tn/a\t0.1\n");
  const OpenRows read = read_columns<OpenRows>(file);
  ASSERT_EQ(read.more.size(), 2u);
  EXPECT_EQ(read.more[0].name, "b c");
  EXPECT_EQ(read.more[0].values, (std::vector<std::string>{"x", ""}));
  EXPECT_EQ(read.more[1].values, (std::vector<std::string>{"nan", "0.1"}));
}

TEST_F(Columns, MayBeLeftOutWhereTheyAreEmpty) {
  write_columns(file, Rows{{{0, 1}}, {1}, {"one"}});
  EXPECT_EQ(read_text(file), "row\tpartner\tscore\tp\tname\n1\t1\t1\t1\tone\n");
  EXPECT_EQ(read_columns<Rows>(file).names, std::vector<std::string>{"one"});
}

TEST_F(Columns, NameTheCellThatHoldsSomethingElse) {
  const std::string head = "row\tpartner\tscore\tp\n";
  EXPECT_NE(error_in(head + "1\t4\t1\t1\n")
                .find("rows.tsv:2: the column 'partner' holds '4'; "
                      "expected a whole number from 1 to 3, or n/a"),
            std::string::npos);
  EXPECT_NE(error_in(head + "1\t1\t1\tx\n").find("'p' holds 'x'; expected a number or n/a"),
            std::string::npos);
  EXPECT_NE(error_in(head + "1\t1\t1.5\t1\n").find("expected a whole number"), std::string::npos);
  EXPECT_NE(error_in(head + "2\t1\t1\t1\n").find("expected rows in order"), std::string::npos);
  EXPECT_NE(error_in("row\tpartner\tp\n").find("score"), std::string::npos);
  write_columns(file, Rows{{{0, 1}}, {1}});
  Rows rows;
  EXPECT_NE(error_of([&] {
              read_columns(file, rows, 2, "things");
            }).find("found 1 rows; expected one for each of the 2 things"),
            std::string::npos);
}

struct Inner {
  double p = 0;
  template <class V>
  void fields(V&& field) {
    field("p", p);
  }
};

struct Outer {
  std::size_t draws = 0;
  std::optional<double> q;
  std::string remark;
  std::vector<Inner> inner;

  template <class V>
  void fields(V&& field) {
    field("draws", draws);
    field("q", q);
    field.optional("remark", remark);
    field("inner", inner);
  }
};

TEST(Fields, NestAndHaveNullForWhatIsAbsent) {
  const ScratchFolder folder;
  const auto file = folder / "outer.json";
  write_fields(file, Outer{3, {}, "", {{std::nan("")}, {0.5}}});
  EXPECT_EQ(FieldsJson::parse(read_text(file)).dump(),
            R"({"draws":3,"q":null,"inner":[{"p":null},{"p":0.5}]})");
  const auto read = read_fields<Outer>(file);
  EXPECT_EQ(read.draws, 3u);
  EXPECT_FALSE(read.q);
  EXPECT_TRUE(std::isnan(read.inner[0].p));
  EXPECT_EQ(read.inner[1].p, 0.5);
}

TEST(Fields, NameTheMemberThatIsMissingOrSomethingElse) {
  const ScratchFolder folder;
  const auto file = folder / "outer.json";
  const auto error_in = [&](const char* text) {
    write_file(file, text);
    return error_of([&] { read_fields<Outer>(file); });
  };
  EXPECT_NE(error_in(R"({"draws": 1})").find("outer.json: 'q' is missing"), std::string::npos);
  EXPECT_NE(error_in(R"({"draws": "x", "q": 1, "inner": []})").find("outer.json: draws: found"),
            std::string::npos);
  EXPECT_NE(error_in(R"({"draws": 1, "q": 1, "inner": [{"p": "x"}]})").find("inner: p: found"),
            std::string::npos);
  EXPECT_NE(error_in("{").find("not JSON"), std::string::npos);
}

}  // namespace
}  // namespace anbn
