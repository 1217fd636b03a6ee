// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/confounds.h"

#include "tests/support/error_of.h"

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
  return confound_regressors(parse_confounds(text, "c.tsv"), regress);
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
  const Table table = parse_confounds(text, "dfile.1D");
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
      error_of([] { chosen("1 2 3\n4 5 6\n", {"motion6"}); }).find("expected the six of motion"),
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
