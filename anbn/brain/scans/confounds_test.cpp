// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/confounds.h"

#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

constexpr std::string_view kFmriprep =
    "csf\ttrans_x\ttrans_y\ttrans_z\trot_x\trot_y\trot_z\ttrans_x_derivative1\ta_comp_cor_00\t"
    "a_comp_cor_01\tcosine00\tframewise_displacement\n"
    "9\t1\t0\t0\t0\t0\t0\tn/a\t1\t2\t1\tn/a\n"
    "8\t2\t0\t0\t0\t0\t0\t7\t2\t0\t0\t0.5\n"
    "7\t4\t0\t0\t0\t0\t1\t8\t3\t-2\t-1\t1\n";

std::vector<std::string> names_of(const std::vector<Regressor>& set) {
  std::vector<std::string> names;
  for (const Regressor& r : set) names.push_back(r.name);
  return names;
}

std::vector<Regressor> chosen(std::string_view text, const std::vector<std::string>& regress) {
  return confound_regressors(parse_number_table(text, "c.tsv"), regress);
}

TEST(Confounds, AreChosenByWordOrNameAndCentered) {
  const auto set = chosen(kFmriprep, {"csf", "acompcor", "cosine", "motion6", "csf"});
  EXPECT_EQ(names_of(set),
            (std::vector<std::string>{"csf", "a_comp_cor_00", "a_comp_cor_01", "cosine00",
                                      "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}));
  EXPECT_EQ(set[0].values, (std::vector<double>{1, 0, -1}));
}

TEST(Confounds, OfTwentyFourMotionTermsAreMadeWhereTheTableHasNone) {
  const auto set = chosen(kFmriprep, {"motion24"});
  ASSERT_EQ(set.size(), 24u);
  EXPECT_EQ(set[1].name, "trans_x_derivative1");
  EXPECT_EQ(set[1].values, (std::vector<double>{-5, 2, 3}));  // the table's own 0 (n/a), 7, 8
  EXPECT_EQ(set[2].name, "trans_x_power2");
  EXPECT_EQ(set[2].values, (std::vector<double>{-6, -3, 9}));  // 1, 4, 16
  EXPECT_EQ(set[3].name, "trans_x_derivative1_power2");
  EXPECT_NEAR(set[3].values[2], 4 - 5. / 3, 1e-12);  // 0, 1, 4
}

TEST(Confounds, WithoutHeaderAreTheSixOfMotion) {
  constexpr std::string_view text =
      "# roll pitch yaw dS dL dP\n 0.1 0 0  0 0 -1\n0.2\t0 0 0 0 1e0  \n";
  const Table table = parse_number_table(text, "dfile.1D");
  EXPECT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.lines[0], 2u);
  const auto set = confound_regressors(table, {"motion6"});
  ASSERT_EQ(set.size(), 6u);
  EXPECT_EQ(set[5].name, "column_6");
  EXPECT_EQ(set[5].values, (std::vector<double>{-1, 1}));
  EXPECT_EQ(set[1].values, (std::vector<double>{0, 0}));
  EXPECT_EQ(confound_regressors(table, {"motion24"}).size(), 24u);
  EXPECT_EQ(confound_regressors(table, {"column_6"}).size(), 1u);
}

TEST(Confounds, WithoutAFirstValueHaveTheNextOneOrZeroOfADerivative) {
  const auto set = chosen(kFmriprep, {"framewise_displacement", "trans_x_derivative1"});
  EXPECT_NEAR(set[0].values[0], 0.5 - 2. / 3, 1e-12);
  EXPECT_EQ(set[1].values, (std::vector<double>{-5, 2, 3}));
  EXPECT_EQ(error_of([] { chosen("a\nn/a\nn/a\nn/a\n1\n2\n", {"a"}); }), "");
  EXPECT_EQ(error_of([] { chosen("a\nn/a\nn/a\nn/a\nn/a\n1\n", {"a"}); }),
            "c.tsv: the column 'a' begins with 4 rows without a value; expected at most 3");
}

TEST(Confounds, AreChosenByPatternsAndOutliersWhereThereAreAny) {
  constexpr std::string_view text =
      "motion_outlier00\tnon_steady_state_outlier00\tmotion_outlier01\tcsf\tcsf_wm\n"
      "0\t1\t0\t1\t2\n1\t0\t0\t2\t2\n0\t0\t1\t3\t1\n";
  EXPECT_EQ(names_of(chosen(text, {"outliers"})),
            (std::vector<std::string>{"motion_outlier00", "motion_outlier01",
                                      "non_steady_state_outlier00"}));
  EXPECT_TRUE(chosen("csf\n1\n2\n", {"outliers"}).empty());
  EXPECT_EQ(names_of(chosen(text, {"csf*"})), (std::vector<std::string>{"csf", "csf_wm"}));
  EXPECT_EQ(names_of(chosen(text, {"*_w*"})), (std::vector<std::string>{"csf_wm"}));
  EXPECT_NE(error_of([&] { chosen(text, {"rot_*"}); }).find("has no column rot_*"),
            std::string::npos);
}

TEST(Confounds, AreComponentsOfOneMaskByTheNotesBesideTheTable) {
  const Table table = parse_number_table(
      "a_comp_cor_00\ta_comp_cor_01\ta_comp_cor_02\ta_comp_cor_03\n1\t2\t3\t1\n2\t1\t1\t0\n",
      "c.tsv");
  const ComponentNotes notes = {{"a_comp_cor_00", {"CSF", 0.4}},
                                {"a_comp_cor_01", {"combined", 0.3}},
                                {"a_comp_cor_02", {"combined", 0.6}},
                                {"a_comp_cor_03", {"combined", 0.7}}};
  const auto names = [&](const char* word, const ComponentNotes& known) {
    return names_of(confound_regressors(table, {word}, known));
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names("acompcor", notes), (Names{"a_comp_cor_01", "a_comp_cor_02", "a_comp_cor_03"}));
  EXPECT_EQ(names("acompcor:2", notes), (Names{"a_comp_cor_01", "a_comp_cor_02"}));
  EXPECT_EQ(names("acompcor:50%", notes), (Names{"a_comp_cor_01", "a_comp_cor_02"}));
  EXPECT_EQ(names("acompcor:CSF", notes), Names{"a_comp_cor_00"});
  EXPECT_EQ(names("acompcor:combined:1", notes), Names{"a_comp_cor_01"});
  EXPECT_EQ(names("acompcor", {}).size(), 4u);
  EXPECT_EQ(names("acompcor:3", {}).size(), 3u);
  const auto error = [&](const char* word, const ComponentNotes& known) {
    return error_of([&] { names(word, known); });
  };
  EXPECT_NE(error("acompcor:WM", notes).find("names no component of the mask 'WM'"),
            std::string::npos);
  EXPECT_NE(error("acompcor:5", notes).find("has 3 such components; expected 5"),
            std::string::npos);
  EXPECT_NE(error("acompcor:50%", {}).find("no JSON beside it"), std::string::npos);
  EXPECT_NE(error("acompcor:90%", notes).find("its 3 components explain less than 90 %"),
            std::string::npos);
  EXPECT_NE(error("acompcor:nan", notes).find("names no component of the mask 'nan'"),
            std::string::npos);
  EXPECT_NE(error("acompcor:", notes).find("expected acompcor:5"), std::string::npos);
  EXPECT_NE(error("acompcor:0", notes).find("expected acompcor:5"), std::string::npos);
}

TEST(Confounds, TakeTheirNotesFromTheJsonBesideThem) {
  const ScratchFolder folder;
  EXPECT_TRUE(notes_beside(folder / "c.tsv").empty());
  write_file(folder / "c.json",
             R"({"a_comp_cor_00": {"Mask": "CSF", "CumulativeVarianceExplained": 0.25,
                 "Retained": true}, "csf": {"Sources": ["x"]}})");
  const ComponentNotes notes = notes_beside(folder / "c.tsv");
  EXPECT_EQ(notes.at("a_comp_cor_00").mask, "CSF");
  EXPECT_EQ(notes.at("a_comp_cor_00").variance, 0.25);
  EXPECT_FALSE(notes.contains("csf"));
  write_file(folder / "c.json", R"({"a": {"Mask": 1}})");
  EXPECT_NE(error_of([&] { notes_beside(folder / "c.tsv"); }).find("Mask of 'a' is a number"),
            std::string::npos);
}

TEST(Confounds, SayWhatIsMissing) {
  EXPECT_NE(
      error_of([] { chosen(kFmriprep, {"white_mater"}); }).find("expected a column 'white_mater'"),
      std::string::npos);
  EXPECT_EQ(error_of([] { chosen("a\tb\n1\t2\nn/a\t3\n", {"a"}); }),
            "c.tsv:3: the column 'a' has no value; expected one in each row but the first (a "
            "derivative has none there)");
  EXPECT_EQ(error_of([] { chosen("a\nn/a\nn/a\n", {"a"}); }),
            "c.tsv: the column 'a' has no value at all; leave it out of regress");
  EXPECT_EQ(error_of([] { chosen("a\n1\n", {"acompcor"}); }),
            "c.tsv: has no column a_comp_cor_*; expected some, since regress has \"acompcor\"");
  EXPECT_EQ(error_of([] { chosen("1 2 3\n4 5\n", {"motion6"}); }),
            "c.tsv:2: has 2 numbers; expected 3, as in the first line");
  EXPECT_NE(
      error_of([] { chosen("4 5 6\n1 2 3\n", {"motion6"}); }).find("expected the six of motion"),
      std::string::npos);
}

TEST(Confounds, ThatOverflowAreNotTakenForConstant) {
  const auto set = chosen(
      "trans_x\ttrans_y\ttrans_z\trot_x\trot_y\trot_z\n1e200\t0\t0\t0\t0\t0\n"
      "2\t1\t0\t0\t0\t0\n3\t0\t1\t0\t0\t1\n",
      {"motion24"});
  EXPECT_EQ(set[2].name, "trans_x_power2");
  EXPECT_FALSE(std::isfinite(set[2].values[0]));  // for the fit to refuse, not 0
}

TEST(Confounds, OfTinyChangesAroundALargeMeanAreNotTakenForConstant) {
  const auto set = chosen("g\n100000.001\n100000\n100000\n", {"g"});
  EXPECT_NEAR(set[0].values[0], 0.001 * 2 / 3, 1e-9);
  EXPECT_EQ(chosen("g\n0.1\n0.1\n0.1\n", {"g"})[0].values, (std::vector<double>{0, 0, 0}));
}

}  // namespace
}  // namespace anbn
