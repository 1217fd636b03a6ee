// SPDX-License-Identifier: Apache-2.0
// The statistics against numpy and scipy: tests/golden/stats/make_golden.py.
#include "anbn/analysis/significance.h"
#include "anbn/io/table.h"
#include "anbn/signal/nuisance.h"
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/draws/step_down.h"
#include "tests/support/machine.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>

namespace anbn {
namespace {

Table golden(const std::string& name) {
  return read_tsv(source_dir() / "tests/golden/stats/" / name);
}

double number(const Table& table, std::size_t row, const char* column) {
  return table.optional_number(row, table.column(column)).value_or(std::nan(""));
}

/// Columns first .. first+count-1 of a table as a matrix.
Matrix matrix(const Table& table, std::size_t first, std::size_t count) {
  Matrix x(table.rows.size(), count);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t j = 0; j < count; ++j)
      x(t, j) = static_cast<float>(table.number(t, first + j));
  return x;
}

TEST(StatsGolden, CosinesAreSpms) {
  const Table table = golden("cosines.tsv");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto volumes = static_cast<std::size_t>(number(table, i, "volumes"));
    const auto set =
        cosine_regressors(volumes, number(table, i, "tr_s"), number(table, i, "cutoff_s"));
    const auto k = static_cast<std::size_t>(number(table, i, "k"));
    if (k == 0) {
      EXPECT_EQ(set.size(), 1u);
      continue;
    }
    ASSERT_LT(k, set.size());
    const auto t = static_cast<std::size_t>(number(table, i, "volume"));
    EXPECT_NEAR(set[k].values[t] * std::sqrt(static_cast<double>(volumes) / 2),
                number(table, i, "value"), 1e-12);
  }
}

TEST(StatsGolden, CorrelationsAndPartialCorrelations) {
  const Table series = golden("series.tsv"), want = golden("partial.tsv");
  const Matrix x = matrix(series, 1, 4), y = matrix(series, 5, 3);
  OwnMachine machine("cpu", 1);
  const Matrix plain = correlation_matrix(x, y, machine);
  const Nuisance nuisance = make_nuisance(20, cosine_regressors(20, 1.5, 12));
  const Residuals left = unit_residuals(unit_columns(x).values, nuisance);
  const Residuals right = unit_residuals(unit_columns(y).values, nuisance);
  EXPECT_EQ(left.explained, std::vector<std::size_t>{3});
  const Matrix partial = blocked_product(transposed(left.values), right.values, machine);
  Matrix expected(4, 3);
  for (std::size_t row = 0; row < want.rows.size(); ++row) {
    const auto i = static_cast<std::size_t>(number(want, row, "neuron") - 1);
    const auto j = static_cast<std::size_t>(number(want, row, "network") - 1);
    expected(i, j) = static_cast<float>(number(want, row, "partial"));
    if (i == 3) {
      EXPECT_TRUE(std::isnan(plain(i, j)));
      continue;
    }
    EXPECT_NEAR(plain(i, j), number(want, row, "correlation"), 1e-6);
    EXPECT_NEAR(partial(i, j), number(want, row, "partial"), 1e-6);
  }

  // The same through the engine, which turns all series into another basis.
  const NullTests tests = test_against_null(x, y, anchors_of(plain, Delta::signed_value), nuisance,
                                            {"phase", 10, 1}, machine);
  const Anchoring best = anchors_of(expected, Delta::signed_value);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(tests.neurons.best[i].index, best.neurons[i].index);
    EXPECT_NEAR(tests.neurons.best[i].correlation, best.neurons[i].correlation, 2e-6);
  }
  for (std::size_t j = 0; j < 3; ++j)
    EXPECT_EQ(tests.networks.best[j].index, best.networks[j].index);
  EXPECT_EQ(tests.neurons.best[3].index, kNoIndex);
}

TEST(StatsGolden, SurrogatesWithGivenPhases) {
  const Table table = golden("surrogate.tsv");
  const auto backend = make_backend("reference", "auto");
  std::map<std::string, std::vector<std::size_t>> rows_of;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    rows_of[table.rows[i][table.column("series")]].push_back(i);
  ASSERT_EQ(rows_of.size(), 2u);
  for (const auto& [name, rows] : rows_of) {
    Matrix x(rows.size(), 1), spectrum = x, turned = x, y = x;
    std::vector<double> angles;
    for (std::size_t t = 0; t < rows.size(); ++t) {
      x(t, 0) = static_cast<float>(number(table, rows[t], "value"));
      const double angle = number(table, rows[t], "phase");
      if (!std::isnan(angle)) angles.push_back(angle);
    }
    const Matrix basis = fourier_basis(x.rows);
    backend->gemm(1, view_of(basis), Transpose::no, view_of(x), Transpose::no, 0,
                  view_of(spectrum));
    turn_phases(spectrum, angles, turned.values.data(), 1);
    backend->gemm(1, view_of(basis), Transpose::yes, view_of(turned), Transpose::no, 0, view_of(y));
    for (std::size_t t = 0; t < rows.size(); ++t)
      EXPECT_NEAR(y(t, 0), number(table, rows[t], "surrogate"), 5e-6) << name << ' ' << t;
  }
}

TEST(StatsGolden, BenjaminiHochberg) {
  const Table table = golden("fdr.tsv");
  struct Case {
    std::vector<double> p, bh, by;
  };
  std::map<std::string, Case> cases;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Case& one = cases[table.rows[i][table.column("case")]];
    one.p.push_back(number(table, i, "p"));
    one.bh.push_back(number(table, i, "q"));
    one.by.push_back(number(table, i, "q_by"));
  }
  for (const auto& [name, one] : cases) {
    const auto bh = q_values(one.p, Correction::benjamini_hochberg);
    const auto by = q_values(one.p, Correction::benjamini_yekutieli);
    for (std::size_t i = 0; i < bh.size(); ++i) {
      EXPECT_NEAR(bh[i], one.bh[i], 1e-12) << name;
      EXPECT_NEAR(by[i], one.by[i], 1e-12) << name;
    }
  }
}

TEST(StatsGolden, StepDown) {
  const Table table = golden("step_down.tsv");
  struct Case {
    std::vector<float> observed;
    std::vector<std::vector<float>> drawn;  // a series each
    std::vector<double> p;
  };
  std::map<std::string, Case> cases;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    Case& one = cases[table.rows[i][table.column("case")]];
    one.observed.push_back(static_cast<float>(number(table, i, "observed")));
    one.p.push_back(number(table, i, "p"));
    std::istringstream draws(table.rows[i][table.column("null")]);
    one.drawn.emplace_back();
    for (std::string value; std::getline(draws, value, ',');)
      one.drawn.back().push_back(std::stof(value));
  }
  ASSERT_EQ(cases.size(), 4u);
  for (const auto& [name, one] : cases) {
    const StepDown steps(one.observed);
    const std::size_t draws = one.drawn[0].size();
    std::vector<std::uint32_t> reached(one.observed.size());
    for (std::size_t d = 0; d < draws; ++d) {
      std::vector<float> draw;
      for (const auto& series : one.drawn) draw.push_back(series[d]);
      steps.count(draw, reached);
    }
    const std::vector<double> p = steps.p(reached, draws);
    for (std::size_t i = 0; i < p.size(); ++i) EXPECT_DOUBLE_EQ(p[i], one.p[i]) << name << ' ' << i;
  }
}

TEST(StatsGolden, MonteCarloP) {
  const Table table = golden("monte_carlo.tsv");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    std::istringstream draws(table.rows[i][table.column("null")]);
    std::size_t reached = 0, count = 0;
    for (std::string value; std::getline(draws, value, ','); ++count)
      reached += std::stod(value) >= number(table, i, "observed");
    EXPECT_DOUBLE_EQ(permutation_p(reached, count), number(table, i, "p")) << table.rows[i][0];
  }
}

}  // namespace
}  // namespace anbn
