// SPDX-License-Identifier: Apache-2.0
// One step of contrastive divergence with given hidden states, against the outsider's numpy:
// tests/golden/rbm/make_golden.py.
#include "anbn/brain/rbm/rbm_training.h"
#include "anbn/io/table.h"
#include "tests/support/machine.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace anbn {
namespace {

// Of numbers that move by 0.01 to 0.3: what rounding to float leaves, far below the 1e-5 promised.
constexpr double kTolerance = 3e-7;
constexpr RandomKey kUniforms{1, 2}, kNormals{1, 3};  // those of draws.tsv

Table golden(const std::string& name) {
  return read_tsv(source_dir() / "tests/golden/rbm/" / name);
}

using Matrices = std::map<std::string, Matrix>;

/// All matrices of each case. Rows of the table run through each matrix in order.
std::map<std::string, Matrices> all_matrices() {
  const Table table = golden("cd1.tsv");
  std::map<std::string, Matrices> cases;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Matrix& m = cases[table.rows[i][0]][table.rows[i][1]];
    m.rows = static_cast<std::size_t>(table.integer(i, 2)) + 1;
    m.cols = static_cast<std::size_t>(table.integer(i, 3)) + 1;
    m.values.push_back(static_cast<float>(table.number(i, 4)));
  }
  return cases;
}

class Case {
 public:
  Case(const Table& table, std::size_t row) : table_(table), row_(row) {}
  const std::string& text(const char* column) const {
    return table_.rows[row_][table_.column(column)];
  }
  double number(const char* column) const { return table_.number(row_, table_.column(column)); }

 private:
  const Table& table_;
  std::size_t row_;
};

RbmState state_of(const Case& c, Matrices& given) {
  RbmState state;
  state.rbm.units =
      c.text("visible") == "gaussian" ? VisibleUnits::gaussian : VisibleUnits::bernoulli;
  state.rbm.weights = given["weights"];
  state.rbm.visible_bias = given["visible_bias"].values;
  state.rbm.hidden_bias = given["hidden_bias"].values;
  if (c.text("batch_normalization") == "hidden") {
    state.rbm.normalization = BatchNormalization::hidden;
    state.rbm.moments = Matrix(2, state.rbm.hidden_units());
  }
  if (c.number("momentum") > 0) {
    state.velocity = given["velocity_weights"];
    state.visible_velocity = given["velocity_visible_bias"].values;
    state.hidden_velocity = given["velocity_hidden_bias"].values;
  }
  return state;
}

RbmRule rule_of(const Case& c) {
  RbmRule rule;
  rule.learning_rate = c.number("learning_rate");
  rule.l1 = c.number("l1");
  rule.l1_method = c.text("l1_method") == "proximal" ? L1Method::proximal : L1Method::subgradient;
  rule.momentum = c.number("momentum");
  rule.visible_noise = c.number("noise");
  return rule;
}

void expect_near(std::span<const float> found, const Matrix& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.values.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], expected.values[i], kTolerance) << what << ", number " << i;
}

TEST(RbmGolden, TheDrawsAreThoseThatTheOutsiderWasGiven) {
  const Table draws = golden("draws.tsv");
  for (std::size_t i = 0; i < draws.rows.size(); ++i) {
    EXPECT_EQ(uniform(kUniforms, i), draws.number(i, 1));
    EXPECT_NEAR(normal(kNormals, i), draws.number(i, 2), 1e-14);
  }
}

TEST(RbmGolden, OneStepIsTheOutsiders) {
  const Table cases = golden("cases.tsv");
  auto matrices = all_matrices();
  for (const BackendKind& kind : backend_kinds()) {
    OwnMachine machine(kind.name);
    for (std::size_t row = 0; row < cases.rows.size(); ++row) {
      const Case c(cases, row);
      Matrices& given = matrices[c.text("case")];
      const Matrix& batch = given["batch"];
      std::vector<const float*> rows;
      for (std::size_t i = 0; i < batch.rows; ++i) rows.push_back(batch.row(i).data());
      RbmTrainer trainer(state_of(c, given), batch.rows, machine);
      trainer.step(rows, {}, rule_of(c), {kUniforms, kNormals});
      const RbmState& state = trainer.state();
      const std::string what = std::string(kind.name) + ", " + c.text("case");
      expect_near(state.rbm.weights.values, given["after_weights"], what + ", weights");
      expect_near(state.rbm.visible_bias, given["after_visible_bias"], what + ", visible bias");
      expect_near(state.rbm.hidden_bias, given["after_hidden_bias"], what + ", hidden bias");
      if (c.number("momentum") == 0) continue;
      expect_near(state.velocity.values, given["after_velocity_weights"], what + ", velocity");
      expect_near(state.hidden_velocity, given["after_velocity_hidden_bias"],
                  what + ", velocity of the hidden bias");
    }
  }
}

}  // namespace
}  // namespace anbn
