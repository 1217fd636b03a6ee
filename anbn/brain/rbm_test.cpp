// SPDX-License-Identifier: Apache-2.0
// RBMs against plain loops in double.
#include "anbn/brain/rbm.h"

#include "anbn/brain/rbm_training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>

namespace anbn {
namespace {

using Table = std::vector<std::vector<double>>;

Table table(std::size_t rows, std::size_t cols) { return Table(rows, std::vector<double>(cols)); }

double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

/// An RBM in double, trained as rbm_training.h says, one loop a formula.
struct Oracle {
  VisibleUnits units;
  BatchNormalization normalization;
  double variance;
  Table w, velocity, chains, moments;
  std::vector<double> a, b, a_velocity, b_velocity, v_center, h_center;

  explicit Oracle(const RbmState& s)
      : units(s.rbm.units), normalization(s.rbm.normalization), variance(s.rbm.visible_variance) {
    const auto to_table = [](const Matrix& x) {
      Table t = table(x.rows, x.cols);
      for (std::size_t i = 0; i < x.rows; ++i) t[i].assign(x.row(i).begin(), x.row(i).end());
      return t;
    };
    w = to_table(s.rbm.weights);
    velocity = table(w.size(), w[0].size());
    chains = to_table(s.chains);
    moments = to_table(s.rbm.moments);
    a.assign(s.rbm.visible_bias.begin(), s.rbm.visible_bias.end());
    b.assign(s.rbm.hidden_bias.begin(), s.rbm.hidden_bias.end());
    a_velocity.resize(a.size());
    b_velocity.resize(b.size());
    v_center.assign(s.visible_center.begin(), s.visible_center.end());
    h_center.assign(s.hidden_center.begin(), s.hidden_center.end());
  }

  Table inputs(const Table& v) const {
    Table z = table(v.size(), b.size());
    for (std::size_t i = 0; i < v.size(); ++i)
      for (std::size_t j = 0; j < b.size(); ++j)
        for (std::size_t k = 0; k < a.size(); ++k) z[i][j] += v[i][k] * w[k][j] / variance;
    return z;
  }

  /// Mean and variance of each column; the running ones follow.
  Table take_moments(const Table& x) {
    Table m = table(2, x[0].size());
    const double n = static_cast<double>(x.size());
    for (std::size_t j = 0; j < x[0].size(); ++j) {
      for (const auto& row : x) m[0][j] += row[j] / n;
      for (const auto& row : x) m[1][j] += std::pow(row[j] - m[0][j], 2) / n;
      for (std::size_t q : {0u, 1u}) moments[q][j] = 0.99 * moments[q][j] + 0.01 * m[q][j];
    }
    return m;
  }
  static void standardize(Table& x, const Table& m) {
    for (auto& row : x)
      for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = (row[j] - m[0][j]) / std::sqrt(m[1][j] + 1e-5);
  }

  void step(Table v0, const RbmRule& rule, const RbmDraws& draws) {
    const std::size_t n = v0.size(), v_count = a.size(), h_count = b.size();
    if (normalization == BatchNormalization::visible) standardize(v0, take_moments(v0));
    Table p = inputs(v0), batch_moments;
    if (normalization == BatchNormalization::hidden) batch_moments = take_moments(p);
    const auto finish = [&] {
      if (normalization == BatchNormalization::hidden) standardize(p, batch_moments);
      for (auto& row : p)
        for (std::size_t j = 0; j < h_count; ++j) row[j] = sigmoid_of(row[j] + b[j]);
    };
    const auto sampled = [&](std::size_t round) {
      Table h = p;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < h_count; ++j)
          h[i][j] = uniform(draws.hidden, (round * n + i) * h_count + j) < p[i][j] ? 1 : 0;
      return h;
    };
    finish();
    Table on = sampled(0);
    const Table h0 = rule.positive == PositivePhase::samples ? on : p;
    if (rule.chains == Chains::persistent) on.assign(chains.begin(), chains.begin() + long(n));
    Table v1;
    for (std::size_t round = 1; round <= rule.cd_steps; ++round) {
      v1 = table(n, v_count);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < v_count; ++k) {
          double mean = a[k];
          for (std::size_t j = 0; j < h_count; ++j) mean += on[i][j] * w[k][j];
          if (units == VisibleUnits::bernoulli) mean = sigmoid_of(mean);
          v1[i][k] = mean + rule.visible_noise * normal(draws.noise, (round * n + i) * v_count + k);
        }
      p = inputs(v1);
      finish();
      on = sampled(round);
    }
    if (rule.chains == Chains::persistent) std::copy(on.begin(), on.end(), chains.begin());
    update(v0, v1, h0, p, rule);
  }

  void update(const Table& v0, const Table& v1, const Table& h0, const Table& p1,
              const RbmRule& rule) {
    const double n = static_cast<double>(v0.size());
    std::vector<double> cv(a.size()), ch(b.size());
    const bool centers = rule.centering == Centering::both;
    const auto follow = [&](std::vector<double>& center, const Table& x) {
      for (std::size_t j = 0; j < center.size(); ++j) {
        double mean = 0;
        for (const auto& row : x) mean += row[j] / n;
        center[j] = 0.99 * center[j] + 0.01 * mean;
      }
    };
    if (centers) {
      follow(v_center, v0);
      follow(h_center, h0);
      cv = v_center;
      ch = h_center;
    }
    Table g = table(a.size(), b.size());
    std::vector<double> ga(a.size()), gb(b.size());
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::size_t j = 0; j < b.size(); ++j)
        for (std::size_t i = 0; i < v0.size(); ++i)
          g[k][j] +=
              ((v0[i][k] - cv[k]) * (h0[i][j] - ch[j]) - (v1[i][k] - cv[k]) * (p1[i][j] - ch[j])) /
              n;
    for (std::size_t i = 0; i < v0.size(); ++i) {
      for (std::size_t k = 0; k < a.size(); ++k) ga[k] += (v0[i][k] - v1[i][k]) / n;
      for (std::size_t j = 0; j < b.size(); ++j) gb[j] += (h0[i][j] - p1[i][j]) / n;
    }
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::size_t j = 0; j < b.size(); ++j) {
        ga[k] -= g[k][j] * ch[j];
        gb[j] -= g[k][j] * cv[k];
      }
    const double rate = rule.learning_rate, m = rule.momentum;
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::size_t j = 0; j < b.size(); ++j) {
        double& x = w[k][j];
        const double sign = x > 0 ? 1 : (x < 0 ? -1 : 0);
        const double decay = rule.l1_method == L1Method::subgradient ? rule.l1 * sign : 0;
        velocity[k][j] = m * velocity[k][j] + rate * (g[k][j] - decay);
        x += velocity[k][j];
        if (rule.l1_method == L1Method::proximal) {
          const double less = std::max(0.0, std::abs(x) - rate * rule.l1 / (1 - m));
          x = x > 0 ? less : -less;
        }
      }
    for (std::size_t k = 0; k < a.size(); ++k)
      a[k] += a_velocity[k] = m * a_velocity[k] + rate * ga[k];
    for (std::size_t j = 0; j < b.size(); ++j)
      b[j] += b_velocity[j] = m * b_velocity[j] + rate * gb[j];
  }
};

constexpr std::size_t kVisible = 530, kHidden = 5, kBatch = 4;  // five blocks of visible units

Matrix noise(std::size_t rows, std::size_t cols, double sd, std::uint64_t stream) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(sd * normal({7, stream}, i));
  return x;
}

std::vector<const float*> pointers_to(const Matrix& x, std::size_t first, std::size_t count) {
  std::vector<const float*> rows;
  for (std::size_t i = first; i < first + count; ++i) rows.push_back(x.row(i).data());
  return rows;
}

RbmState random_state() {
  RbmState s;
  s.rbm.weights = noise(kVisible, kHidden, 0.1, 1);
  s.rbm.visible_bias = noise(1, kVisible, 0.1, 2).values;
  s.rbm.hidden_bias = noise(1, kHidden, 0.1, 3).values;
  return s;
}

struct StepCase {
  std::string name;
  std::function<void(RbmState&, RbmRule&)> change;
};
class RbmStep : public testing::TestWithParam<StepCase> {};

TEST_P(RbmStep, AgreesWithPlainLoops) {
  RbmState state = random_state();
  RbmRule rule;
  rule.learning_rate = 0.05;
  rule.l1 = 0.02;
  GetParam().change(state, rule);
  Oracle oracle(state);
  const auto backend = make_backend("cpu", "auto");
  Threads threads(2);
  Matrix samples = noise(3 * kBatch, kVisible, 1, 4);
  if (state.rbm.units == VisibleUnits::bernoulli) backend->sigmoid(view_of(samples));
  RbmTrainer trainer(std::move(state), kBatch, *backend, threads);
  for (std::size_t step = 0; step < 3; ++step) {
    const std::size_t n = step == 2 ? kBatch - 1 : kBatch;  // the last batch of an epoch is short
    const auto batch = pointers_to(samples, step * kBatch, n);
    const RbmDraws draws{{1, step}, {2, step}};
    Table plain;
    for (const float* row : batch) plain.emplace_back(row, row + kVisible);
    trainer.step(batch, {}, rule, draws);
    oracle.step(plain, rule, draws);
  }
  const RbmState& got = trainer.state();
  for (std::size_t j = 0; j < kHidden; ++j) {
    for (std::size_t k = 0; k < kVisible; ++k)
      ASSERT_NEAR(got.rbm.weights(k, j), oracle.w[k][j], 2e-6) << k << ", " << j;
    ASSERT_NEAR(got.rbm.hidden_bias[j], oracle.b[j], 2e-6);
  }
  for (std::size_t k = 0; k < kVisible; ++k)
    ASSERT_NEAR(got.rbm.visible_bias[k], oracle.a[k], 2e-6);
  for (std::size_t q = 0; q < got.rbm.moments.rows; ++q)
    for (std::size_t j = 0; j < got.rbm.moments.cols; ++j)
      ASSERT_NEAR(got.rbm.moments(q, j), oracle.moments[q][j], 1e-5);
  for (std::size_t i = 0; i < got.chains.rows; ++i)
    for (std::size_t j = 0; j < kHidden; ++j)
      ASSERT_EQ(got.chains(i, j), static_cast<float>(oracle.chains[i][j]));
}

void with_velocity(RbmState& s, RbmRule& rule) {
  rule.momentum = 0.7;
  s.velocity = Matrix(kVisible, kHidden);
  s.visible_velocity.resize(kVisible);
  s.hidden_velocity.resize(kHidden);
}

const StepCase kStepCases[] = {
    {"Plain", [](RbmState&, RbmRule&) {}},
    {"Variance", [](RbmState& s, RbmRule&) { s.rbm.visible_variance = 4; }},
    {"Bernoulli", [](RbmState& s, RbmRule&) { s.rbm.units = VisibleUnits::bernoulli; }},
    {"Noise", [](RbmState&, RbmRule& r) { r.visible_noise = 0.5; }},
    {"ThreeRounds", [](RbmState&, RbmRule& r) { r.cd_steps = 3; }},
    {"Probabilities", [](RbmState&, RbmRule& r) { r.positive = PositivePhase::probabilities; }},
    {"Proximal", [](RbmState&, RbmRule& r) { r.l1_method = L1Method::proximal; }},
    {"Momentum", with_velocity},
    {"ProximalWithMomentum",
     [](RbmState& s, RbmRule& r) {
       with_velocity(s, r);
       r.l1_method = L1Method::proximal;
     }},
    {"Persistent",
     [](RbmState& s, RbmRule& r) {
       r.chains = Chains::persistent;
       s.chains = Matrix(kBatch, kHidden);
       s.chains(1, 2) = s.chains(3, 0) = 1;
     }},
    {"Centered",
     [](RbmState& s, RbmRule& r) {
       r.centering = Centering::both;
       s.visible_center = noise(1, kVisible, 0.3, 8).values;
       s.hidden_center.assign(kHidden, 0.5f);
     }},
    {"NormalizedHidden",
     [](RbmState& s, RbmRule&) {
       s.rbm.normalization = BatchNormalization::hidden;
       s.rbm.moments = Matrix(2, kHidden);
     }},
    {"NormalizedVisible",
     [](RbmState& s, RbmRule&) {
       s.rbm.normalization = BatchNormalization::visible;
       s.rbm.moments = Matrix(2, kVisible);
     }},
};

INSTANTIATE_TEST_SUITE_P(, RbmStep, testing::ValuesIn(kStepCases),
                         [](const auto& c) { return c.param.name; });

/// Both ways to go through the batches of three steps.
TEST_P(RbmStep, KnowingTheNextBatchChangesNoByte) {
  const auto trained = [&](std::size_t known_until) {
    RbmState state = random_state();
    RbmRule rule;
    rule.learning_rate = 0.05;
    rule.l1 = 0.02;
    GetParam().change(state, rule);
    const auto backend = make_backend("cpu", "auto");
    Threads threads(2);
    Matrix samples = noise(3 * kBatch, kVisible, 1, 4);
    if (state.rbm.units == VisibleUnits::bernoulli) backend->sigmoid(view_of(samples));
    const auto batch = [&](std::size_t step) {
      return pointers_to(samples, step * kBatch, step == 1 ? kBatch - 1 : kBatch);
    };
    std::optional<RbmTrainer> trainer;
    for (std::size_t step = 0; step < 3; ++step) {
      if (step == 0)
        trainer.emplace(std::move(state), kBatch, *backend, threads);
      else if (step == known_until)
        trainer.emplace(trainer->take(), kBatch, *backend, threads);
      std::vector<const float*> next;
      if (step < known_until && step < 2) next = batch(step + 1);
      trainer->step(batch(step), next, rule, {{1, step}, {2, step}});
    }
    return trainer->take();
  };
  const RbmState unknown = trained(0);
  for (std::size_t known_until : {1u, 2u, 3u}) {  // then a new trainer, as after a stop
    const RbmState known = trained(known_until);
    EXPECT_EQ(known.rbm.weights, unknown.rbm.weights);
    EXPECT_EQ(known.rbm.visible_bias, unknown.rbm.visible_bias);
    EXPECT_EQ(known.rbm.hidden_bias, unknown.rbm.hidden_bias);
    EXPECT_EQ(known.rbm.moments, unknown.rbm.moments);
    EXPECT_EQ(known.velocity, unknown.velocity);
    EXPECT_EQ(known.chains, unknown.chains);
    EXPECT_EQ(known.visible_center, unknown.visible_center);
  }
}

TEST(RbmFit, AgreesWithPlainLoops) {
  for (VisibleUnits units : {VisibleUnits::gaussian, VisibleUnits::bernoulli}) {
    RbmState state = random_state();
    Rbm& rbm = state.rbm;
    rbm.units = units;
    rbm.visible_variance = units == VisibleUnits::gaussian ? 2 : 1;
    const Matrix samples = noise(70, kVisible, 1, 4), mean = noise(1, kVisible, 0.1, 5);
    const auto backend = make_backend("cpu", "auto");
    Threads threads(2);
    const RbmFit fit = fit_of(rbm, pointers_to(samples, 0, 70), mean.values, *backend, threads);
    double residual = 0, about_mean = 0, energy = 0;
    for (std::size_t i = 0; i < 70; ++i) {
      std::vector<double> p(kHidden);
      for (std::size_t j = 0; j < kHidden; ++j) {
        double z = rbm.hidden_bias[j];
        for (std::size_t k = 0; k < kVisible; ++k)
          z += samples(i, k) * rbm.weights(k, j) / rbm.visible_variance;
        p[j] = sigmoid_of(z);
        energy -= std::log(1 + std::exp(z));
      }
      for (std::size_t k = 0; k < kVisible; ++k) {
        double back = rbm.visible_bias[k];
        for (std::size_t j = 0; j < kHidden; ++j) back += p[j] * rbm.weights(k, j);
        if (units == VisibleUnits::bernoulli) back = sigmoid_of(back);
        residual += std::pow(samples(i, k) - back, 2);
        about_mean += std::pow(samples(i, k) - mean(0, k), 2);
        energy += units == VisibleUnits::gaussian
                      ? std::pow(samples(i, k) - rbm.visible_bias[k], 2) / 4
                      : -samples(i, k) * rbm.visible_bias[k];
      }
    }
    EXPECT_NEAR(fit.error, residual / (70 * kVisible), 1e-6);
    EXPECT_NEAR(fit.explained, 1 - residual / about_mean, 1e-6);
    EXPECT_NEAR(fit.free_energy, energy / 70, 1e-3);
  }
}

TEST(RbmFit, CountsDeadAndSaturatedUnits) {
  Rbm rbm;
  rbm.weights = Matrix(1, 4);
  rbm.weights.values = {0, 0.001f, 1, 1000};  // dead, dead, fine, saturated
  rbm.visible_bias.resize(1);
  rbm.hidden_bias.resize(4);
  const Matrix samples = noise(100, 1, 1, 4);
  const auto backend = make_backend("reference", "auto");
  Threads threads(1);
  const RbmFit fit =
      fit_of(rbm, pointers_to(samples, 0, 100), std::vector<float>(1), *backend, threads);
  EXPECT_EQ(fit.dead, 0.5);
  EXPECT_EQ(fit.saturated, 0.25);
}

TEST(VisibleMoments, AreThoseOfTheColumns) {
  Threads threads(1);
  Matrix x(4, 2);
  x.values = {1, 0, 2, 0, 3, 0, 4, 8};
  const Matrix moments = visible_moments(pointers_to(x, 0, 4), 2, threads);
  EXPECT_EQ(moments.values, (std::vector<float>{2.5f, 2, 1.25f, 12}));
}

TEST(HiddenInput, IsStandardizedByTheRunningMomentsBeforeTheBias) {
  Rbm rbm;
  rbm.normalization = BatchNormalization::hidden;
  rbm.weights = Matrix(2, 1);
  rbm.weights.values = {1, 2};
  rbm.visible_bias.resize(2);
  rbm.hidden_bias = {0.5f};
  rbm.moments = Matrix(2, 1);
  rbm.moments.values = {3, 4};
  Matrix x(1, 2);
  x.values = {1, 5};
  const auto backend = make_backend("cpu", "auto");
  Threads threads(1);
  EXPECT_NEAR(hidden_input(rbm, pointers_to(x, 0, 1), *backend, threads)(0, 0),
              (11 - 3) / 2.0 + 0.5, 1e-4);
}

}  // namespace
}  // namespace anbn
