// SPDX-License-Identifier: Apache-2.0
// RBMs against plain loops in double.
#include "anbn/brain/rbm/rbm.h"

#include "anbn/brain/rbm/rbm_training.h"
#include "tests/support/machine.h"
#include "tests/support/plain_rbm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>

namespace anbn {
namespace {

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
  PlainRbm oracle(state);
  OwnMachine machine;
  Matrix samples = noise(3 * kBatch, kVisible, 1, 4);
  if (state.rbm.units == VisibleUnits::bernoulli) machine.backend.sigmoid(view_of(samples));
  RbmTrainer trainer(std::move(state), kBatch, machine);
  for (std::size_t step = 0; step < 3; ++step) {
    const std::size_t n = step == 2 ? kBatch - 1 : kBatch;  // the last batch of an epoch is short
    const auto batch = pointers_to(samples, step * kBatch, n);
    const RbmDraws draws{{1, step}, {2, step}};
    PlainRows plain;
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
       r.sampling = Sampling::persistent;
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
    OwnMachine machine;
    Matrix samples = noise(3 * kBatch, kVisible, 1, 4);
    if (state.rbm.units == VisibleUnits::bernoulli) machine.backend.sigmoid(view_of(samples));
    const auto batch = [&](std::size_t step) {
      return pointers_to(samples, step * kBatch, step == 1 ? kBatch - 1 : kBatch);
    };
    std::optional<RbmTrainer> trainer;
    for (std::size_t step = 0; step < 3; ++step) {
      if (step == 0)
        trainer.emplace(std::move(state), kBatch, machine);
      else if (step == known_until)
        trainer.emplace(trainer->take(), kBatch, machine);
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
    OwnMachine machine;
    const RbmFit fit = fit_of(rbm, pointers_to(samples, 0, 70), mean.values, machine);
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
  OwnMachine machine("reference", 1);
  const RbmFit fit = fit_of(rbm, pointers_to(samples, 0, 100), std::vector<float>(1), machine);
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
  OwnMachine machine("cpu", 1);
  EXPECT_NEAR(hidden_input(rbm, pointers_to(x, 0, 1), machine)(0, 0), (11 - 3) / 2.0 + 0.5, 1e-4);
}

}  // namespace
}  // namespace anbn
