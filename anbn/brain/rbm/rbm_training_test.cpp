// SPDX-License-Identifier: Apache-2.0
// Many steps of training on every instruction set that this machine has, against the reference.
#include "anbn/brain/rbm/rbm_training.h"

#include "anbn/backend/bfloat16.h"
#include "anbn/backend/cpu_targets.h"
#include "anbn/core/error.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <array>
#include <utility>

namespace anbn {
namespace {

struct Size {
  std::size_t visible, hidden, batch;
};
constexpr std::size_t kBatches = 3, kSteps = 50, kFewSteps = 8;

Matrix training_noise(std::size_t rows, std::size_t cols, double sd, std::uint64_t stream) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(sd * normal({9, stream}, i));
  return x;
}

/// An RBM after some steps, and the samples of h0 that it drew.
struct Trained {
  Rbm rbm;
  Matrix velocity;
  std::vector<float> samples;
};

/// Trains as the preset `paper` does, and with momentum. A new trainer takes over after `stop`
/// steps, if there are more; some steps are looked at.
Trained trained(const Backend& backend, int thread_count, Size size, std::size_t steps,
                std::size_t stop = kSteps) {
  Threads threads(thread_count);
  SilentProgress silent;
  const Machine machine{backend, threads, silent};
  RbmState state;
  state.rbm.weights = training_noise(size.visible, size.hidden, 0.05, 1);
  state.rbm.visible_bias.resize(size.visible);
  state.rbm.hidden_bias.resize(size.hidden);
  state.rbm.normalization = BatchNormalization::hidden;
  state.rbm.moments = Matrix(2, size.hidden);
  state.velocity = Matrix(size.visible, size.hidden);
  state.visible_velocity.resize(size.visible);
  state.hidden_velocity.resize(size.hidden);
  const Matrix data = training_noise(kBatches * size.batch, size.visible, 1, 2);
  const auto batch = [&](std::size_t step) {
    std::vector<const float*> rows;
    for (std::size_t i = 0; i < size.batch; ++i)
      rows.push_back(data.row(step % kBatches * size.batch + i).data());
    return rows;
  };
  RbmRule rule;
  rule.learning_rate = 0.01;
  rule.l1 = 0.0005;
  rule.momentum = 0.5;
  std::vector<float> samples;
  auto trainer = std::make_unique<RbmTrainer>(std::move(state), size.batch, machine);
  for (std::size_t step = 0; step < steps; ++step) {
    if (step == stop) trainer = std::make_unique<RbmTrainer>(trainer->take(), size.batch, machine);
    trainer->step(batch(step), batch(step + 1), rule, {{1, step}, {2, step}});
    if (step % 5 == 1) trainer->state();
    const Matrix& on = trainer->first_samples();
    samples.insert(samples.end(), on.values.begin(), on.values.end());
  }
  const RbmState last = trainer->take();
  return {last.rbm, last.velocity, samples};
}

constexpr std::array<Size, 4> kSizes = {{{1, 1, 2}, {131, 17, 3}, {300, 37, 20}, {257, 64, 13}}};

class TrainingOnEveryTarget : public testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

void expect_that_cpu_agrees_with_reference(Size size, std::size_t steps) {
  const auto cpu = make_backend("cpu", "auto"), reference = make_backend("reference", "auto");
  const Trained got = trained(*cpu, 2, size, steps), want = trained(*reference, 2, size, steps);
  ASSERT_EQ(got.samples, want.samples);  // else the two went different ways
  for (std::size_t i = 0; i < got.rbm.weights.values.size(); ++i)
    ASSERT_NEAR(got.rbm.weights.values[i], want.rbm.weights.values[i], 1e-5)
        << size.visible << " x " << size.hidden << ", weight " << i;
  for (std::size_t i = 0; i < got.velocity.values.size(); ++i)
    ASSERT_NEAR(got.velocity.values[i], want.velocity.values[i], 1e-5);
  for (std::size_t j = 0; j < size.hidden; ++j)
    ASSERT_NEAR(got.rbm.hidden_bias[j], want.rbm.hidden_bias[j], 1e-5);
  for (std::size_t j = 0; j < size.visible; ++j)
    ASSERT_NEAR(got.rbm.visible_bias[j], want.rbm.visible_bias[j], 1e-5);
}

TEST_P(TrainingOnEveryTarget, AgreesWithTheReferenceForFiftySteps) {
  for (const Size& size : kSizes) expect_that_cpu_agrees_with_reference(size, kSteps);
}

// So many visible units that blocks are large, and so many hidden ones that blocks have parts.
TEST(RbmTrainer, AgreesWithTheReferenceOnALargeLayer) {
  expect_that_cpu_agrees_with_reference({17000, 140, 3}, 3);
}

void expect_same_bytes(const Trained& one, const Trained& other) {
  EXPECT_EQ(one.rbm.weights, other.rbm.weights);
  EXPECT_EQ(one.velocity, other.velocity);
  EXPECT_EQ(one.rbm.visible_bias, other.rbm.visible_bias);
  EXPECT_EQ(one.rbm.hidden_bias, other.rbm.hidden_bias);
  EXPECT_EQ(one.rbm.moments, other.rbm.moments);
}

// So many products that threads share them.
constexpr Size kShared{2100, 113, 20};

TEST_P(TrainingOnEveryTarget, GivesTheSameBytesWithAnyThreadsAndAfterAnyStop) {
  const auto cpu = make_backend("cpu", "auto");
  const Trained one = trained(*cpu, 1, kShared, kFewSteps);
  for (int threads : {2, 3, 4}) expect_same_bytes(one, trained(*cpu, threads, kShared, kFewSteps));
  for (std::size_t stop : {3u, 7u})
    expect_same_bytes(one, trained(*cpu, 2, kShared, kFewSteps, stop));
}

INSTANTIATE_TEST_SUITE_P(, TrainingOnEveryTarget,
                         testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& target) { return hwy::TargetName(target.param); });

TEST(TrainingInBfloat16, GivesTheSameBytesWithAnyThreadsAndAfterAnyStop) {
  const auto cpu = make_backend("cpu", "auto");
  std::unique_ptr<Backend> rounding;
  try {
    rounding = with_bfloat16_products(*cpu);
  } catch (const Error& e) {
    GTEST_SKIP() << e.what();
  }
  const Trained one = trained(*rounding, 1, kShared, kFewSteps);
  for (int threads : {2, 4})
    expect_same_bytes(one, trained(*rounding, threads, kShared, kFewSteps));
  expect_same_bytes(one, trained(*rounding, 2, kShared, kFewSteps, 3));
  const Trained exact = trained(*cpu, 2, kShared, kFewSteps);
  EXPECT_NE(one.rbm.weights, exact.rbm.weights);
  for (std::size_t i = 0; i < one.rbm.weights.values.size(); ++i)
    ASSERT_NEAR(one.rbm.weights.values[i], exact.rbm.weights.values[i], 0.05);
}

TEST(RbmTrainer, ProximalL1GivesExactZeros) {
  RbmState state;
  state.rbm.weights = training_noise(530, 5, 0.1, 1);
  state.rbm.visible_bias.resize(530);
  state.rbm.hidden_bias.resize(5);
  OwnMachine machine("cpu", 1);
  RbmTrainer trainer(std::move(state), 4, machine);
  RbmRule rule;
  rule.l1_method = L1Method::proximal;
  rule.l1 = 50;
  const Matrix samples = training_noise(4, 530, 1, 4);
  const std::vector<const float*> batch = {samples.row(0).data(), samples.row(1).data(),
                                           samples.row(2).data(), samples.row(3).data()};
  trainer.step(batch, {}, rule, {{1, 1}, {2, 1}});
  const std::vector<float>& weights = trainer.state().rbm.weights.values;
  const auto zeros = std::count(weights.begin(), weights.end(), 0.0f);
  EXPECT_GT(zeros, 500);
  EXPECT_LT(zeros, 2500);
}

}  // namespace
}  // namespace anbn
