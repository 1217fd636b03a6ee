// SPDX-License-Identifier: Apache-2.0
// Cross-validated ridge against numpy, scikit-learn and himalaya: tests/golden/encoding.
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/stats/ridge.h"
#include "tests/support/machine.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace anbn {
namespace {

std::string golden(const std::string& name) {
  return source_dir() / "tests/golden/encoding/" / name;
}

RidgePlan plan_of(const Table& table, std::size_t row) {
  const auto whole = [&](const char* column) {
    return static_cast<std::size_t>(table.integer(row, table.column(column)));
  };
  RidgePlan plan{whole("folds"), whole("inner_folds"), whole("gap"), {}};
  std::istringstream penalties(table.rows[row][table.column("penalties")]);
  for (std::string one; std::getline(penalties, one, ',');)
    plan.penalties.push_back(std::stod(one));
  return plan;
}

TEST(RidgeGolden, HeldOutCorrelationsAndPenalties) {
  const Matrix features = read_npy_matrix(golden("features.npy"));
  const Matrix targets = read_npy_matrix(golden("targets.npy"));
  const Table table = read_tsv(golden("held_out.tsv"));
  OwnMachine machine;
  std::map<std::string, std::pair<RidgePlan, HeldOut>> cases;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string& name = table.rows[i][table.column("case")];
    if (!cases.contains(name)) {
      const RidgePlan plan = plan_of(table, i);
      const RidgeModel model = ridge_model(features, plan, machine);
      RidgeScratch scratch;
      cases[name] = {plan,
                     held_out_correlations(model, view_of(targets), machine.backend, scratch)};
    }
    const auto& [plan, found] = cases[name];
    const auto target = static_cast<std::size_t>(table.integer(i, table.column("target")) - 1);
    const auto fold = static_cast<std::size_t>(table.integer(i, table.column("fold")) - 1);
    EXPECT_EQ(plan.penalties[found.penalty[fold * targets.cols + target]],
              table.number(i, table.column("penalty")))
        << name << " target " << target << " fold " << fold;
    EXPECT_NEAR(found.correlation[target], table.number(i, table.column("correlation")), 1e-5)
        << name << " target " << target;
  }
  EXPECT_EQ(cases.size(), 4u);
}

}  // namespace
}  // namespace anbn
