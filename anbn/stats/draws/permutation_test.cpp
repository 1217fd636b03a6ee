// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/permutation.h"

#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/passing.h"
#include "anbn/stats/draws/statistic.h"
#include "tests/support/machine.h"
#include "tests/support/permuted_noise.h"
#include "tests/support/surrogates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// The definition: every draw in the time domain, regressed and correlated in double.
struct Oracle {
  std::vector<std::uint32_t> neuron_pair, neuron_largest, network_pair, network_largest;
  std::vector<std::uint32_t> neuron_step_down, network_step_down;
  std::vector<double> global;
  std::vector<std::vector<double>> means;  // of each draw, then the observed one
};

/// The layer of each of so many neurons, from 0: the first third, and the others.
std::vector<std::size_t> two_layers(std::size_t neurons) {
  std::vector<std::size_t> layers(neurons, 1);
  std::fill_n(layers.begin(), neurons / 3, 0);
  return layers;
}

/// The means of whole correlation matrices [N][M], as two_layers() has its neurons.
std::vector<double> plain_means(const std::vector<std::vector<double>>& r) {
  const std::size_t neurons = r.size(), networks = r[0].size();
  const std::vector<std::size_t> layer = two_layers(neurons);
  std::vector<double> largest(networks, -2), out(7), size(2);
  for (std::size_t i = 0; i < neurons; ++i) {
    const double most = *std::max_element(r[i].begin(), r[i].end());
    out[0] += most / static_cast<double>(neurons);
    out[3 + layer[i]] += most;
    ++size[layer[i]];
    for (std::size_t j = 0; j < networks; ++j) {
      largest[j] = std::max(largest[j], r[i][j]);
      out[2] += r[i][j] * r[i][j] / static_cast<double>(neurons * networks);
      out[5 + layer[i]] += r[i][j] * r[i][j] / static_cast<double>(networks);
    }
  }
  for (const double v : largest) out[1] += v / static_cast<double>(networks);
  for (std::size_t k = 3; k < 7; ++k) out[k] /= size[(k - 3) % 2];
  return out;
}

std::vector<std::vector<double>> residual_units(const Matrix& x, const Nuisance& nuisance) {
  std::vector<std::vector<double>> out;
  for (std::size_t j = 0; j < x.cols; ++j) {
    std::vector<double> column(x.rows);
    for (std::size_t t = 0; t < x.rows; ++t) column[t] = x(t, j);
    for (std::size_t k = 0; k < nuisance.rank(); ++k) {
      double product = 0;
      for (std::size_t t = 0; t < x.rows; ++t)
        product += nuisance.basis[k * x.rows + t] * column[t];
      for (std::size_t t = 0; t < x.rows; ++t)
        column[t] -= nuisance.basis[k * x.rows + t] * product;
    }
    double mean = 0, squares = 0;
    for (double v : column) mean += v / static_cast<double>(x.rows);
    for (double v : column) squares += (v - mean) * (v - mean);
    for (double& v : column) v = (v - mean) / std::sqrt(squares);
    out.push_back(column);
  }
  return out;
}

std::vector<std::vector<double>> all_correlations(const Matrix& x, const Matrix& y,
                                                  const Nuisance& nuisance, Delta delta) {
  const auto left = residual_units(x, nuisance), right = residual_units(y, nuisance);
  std::vector<std::vector<double>> r(left.size(), std::vector<double>(right.size()));
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t j = 0; j < right.size(); ++j) {
      for (std::size_t t = 0; t < x.rows; ++t) r[i][j] += left[i][t] * right[j][t];
      if (delta == Delta::absolute) r[i][j] = std::abs(r[i][j]);
    }
  return r;
}

/// Step-down by its definition: each series against the largest of the draw over all those that
/// are no stronger than it.
void add_steps(const std::vector<double>& seen, const std::vector<double>& drawn,
               std::vector<std::uint32_t>& reached) {
  reached.resize(seen.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    double largest = -2;
    for (std::size_t k = 0; k < seen.size(); ++k)
      if (seen[k] <= seen[i]) largest = std::max(largest, drawn[k]);
    reached[i] += largest >= seen[i] - double{kTie};
  }
}

/// Which draws, from what.
struct Source {
  const NullModel& null;
  NullSources sources = {};
  std::uint64_t seed = 1;
  std::string_view name = null.name;
};

Matrix drawn(const Matrix& y, const Source& from, std::size_t number) {
  const auto backend = make_backend("reference", "auto");
  return surrogate_of(from.null, y, from.sources, {from.seed, from.name, number}, *backend);
}

Oracle count_by_definition(const Matrix& x, const Matrix& y, const Nuisance& nuisance,
                           const AnchoredPairs& pairs, const Source& from, std::size_t permutations,
                           Delta delta) {
  const auto seen = all_correlations(x, y, nuisance, delta);
  const auto row_max = [](const auto& r, std::size_t i) {
    return *std::max_element(r[i].begin(), r[i].end());
  };
  const auto col_max = [](const auto& r, std::size_t j) {
    double best = -2;
    for (const auto& row : r) best = std::max(best, row[j]);
    return best;
  };
  Oracle out{std::vector<std::uint32_t>(x.cols),
             std::vector<std::uint32_t>(x.cols),
             std::vector<std::uint32_t>(y.cols),
             std::vector<std::uint32_t>(y.cols),
             {},
             {},
             {},
             {}};
  const auto maxima = [&](const auto& r) {
    std::pair<std::vector<double>, std::vector<double>> sides;
    for (std::size_t i = 0; i < x.cols; ++i) sides.first.push_back(row_max(r, i));
    for (std::size_t j = 0; j < y.cols; ++j) sides.second.push_back(col_max(r, j));
    return sides;
  };
  const auto [seen_neurons, seen_networks] = maxima(seen);
  const Matrix drawn_from =
      from.null.basis == NullBasis::fourier ? without_step(unit_columns(y).values, nuisance) : y;
  for (std::size_t p = 0; p < permutations; ++p) {
    const auto r = all_correlations(x, drawn(drawn_from, from, p), nuisance, delta);
    const auto [drawn_neurons, drawn_networks] = maxima(r);
    add_steps(seen_neurons, drawn_neurons, out.neuron_step_down);
    add_steps(seen_networks, drawn_networks, out.network_step_down);
    double global = -2;
    for (std::size_t i = 0; i < x.cols; ++i) {
      const std::size_t j = pairs.neurons[i];
      out.neuron_pair[i] += r[i][j] >= seen[i][j] - double{kTie};
      out.neuron_largest[i] += row_max(r, i) >= row_max(seen, i) - double{kTie};
      global = std::max(global, row_max(r, i));
    }
    for (std::size_t j = 0; j < y.cols; ++j) {
      const std::size_t i = pairs.networks[j];
      out.network_pair[j] += r[i][j] >= seen[i][j] - double{kTie};
      out.network_largest[j] += col_max(r, j) >= col_max(seen, j) - double{kTie};
    }
    out.global.push_back(global);
    out.means.push_back(plain_means(r));
  }
  out.means.push_back(plain_means(seen));
  return out;
}

class Engine : public testing::TestWithParam<std::tuple<const char*, int, Delta>> {};

TEST_P(Engine, CountsAsTheDefinitionDoes) {
  const auto [null_name, rank, delta] = GetParam();
  OwnMachine machine;
  const NullModel& null = null_model_named(null_name);
  for (std::size_t volumes : {24u, 25u}) {
    const Matrix x = noise(volumes, 300, 1), y = noise(volumes, 6, 2);
    const auto cosines =
        cosine_regressors(volumes, 1, rank == 0 ? 0 : 2.0 * static_cast<double>(volumes) / rank);
    const Nuisance nuisance = rank == 0 ? Nuisance{} : make_nuisance(volumes, cosines);
    const AnchoredPairs pairs = pairs_of(x, y, machine);
    const PooledSeries series =
        one_story(unit_columns(x).values, unit_columns(y).values, nuisance, null.basis, machine);
    const Source from{null,
                      {.min_shift_s = 3,
                       .hrf =
                           [] {
                             return std::vector<double>{0.2, 0.5, 0.3};
                           },
                       .other_stories =
                           [] {
                             return std::vector<Matrix>{noise(27, 6, 5), noise(28, 6, 6)};
                           }}};
    const NullDraws draws = null.draws(from.sources);
    CountPlan plan{90, delta};
    plan.groups = two_layers(300);
    const auto got = count_permutations(series, pairs, {{draws, null.name}}, plan, machine);
    const Oracle want = count_by_definition(x, y, nuisance, pairs, from, 90, delta);
    EXPECT_EQ(got.drawn.neurons.pair, want.neuron_pair);
    EXPECT_EQ(got.drawn.neurons.largest, want.neuron_largest);
    EXPECT_EQ(got.drawn.networks.pair, want.network_pair);
    EXPECT_EQ(got.drawn.networks.largest, want.network_largest);
    for (std::size_t p = 0; p < 90; ++p)
      EXPECT_NEAR(got.drawn.global_null[p], want.global[p], 1e-5);
    ASSERT_EQ(got.drawn.means.rows, 90u);
    ASSERT_EQ(got.drawn.means.cols, DrawMeans::columns(2));
    for (std::size_t k = 0; k < 7; ++k) {
      EXPECT_NEAR(got.means[k], want.means[90][k], 1e-6) << k;
      for (std::size_t p = 0; p < 90; ++p)
        EXPECT_NEAR(got.drawn.means(p, k), want.means[p][k], 1e-6) << k;
    }
    EXPECT_EQ(got.drawn.neurons.step_down, want.neuron_step_down);
    EXPECT_EQ(got.drawn.networks.step_down, want.network_step_down);
  }
}

INSTANTIATE_TEST_SUITE_P(, Engine,
                         testing::Values(std::tuple{"shuffle", 0, Delta::signed_value},
                                         std::tuple{"shuffle", 0, Delta::absolute},
                                         std::tuple{"phase", 0, Delta::signed_value},
                                         std::tuple{"phase", 5, Delta::signed_value},
                                         std::tuple{"phase", 5, Delta::absolute},
                                         std::tuple{"shuffle", 3, Delta::signed_value},
                                         std::tuple{"shuffle-before-hrf", 3, Delta::signed_value},
                                         std::tuple{"circular-shift", 0, Delta::signed_value},
                                         std::tuple{"circular-shift", 3, Delta::absolute},
                                         std::tuple{"wrong-story", 3, Delta::signed_value}));

void draw_identity(const Matrix& networks, const DrawId&, MutableView out) {
  for (std::size_t t = 0; t < networks.rows; ++t)
    std::copy_n(networks.values.data() + t * networks.cols, networks.cols,
                out.data + t * out.stride);
}

TEST(Permutations, ADrawThatChangesNothingReachesEverything) {
  const NullDraws identity{draw_identity};
  OwnMachine machine("cpu", 1);
  const Matrix x = unit_noise(50, 777, 1), y = unit_noise(50, 11, 2);
  const Nuisance nuisance = make_nuisance(50, cosine_regressors(50, 1, 25));
  const auto counts =
      count_permutations(one_story(x, y, nuisance, NullBasis::fourier, machine),
                         pairs_of(x, y, machine), {{identity, "identity"}}, {100}, machine);
  for (const SideReached* side : {&counts.drawn.neurons, &counts.drawn.networks})
    for (const auto* reached : {&side->pair, &side->largest, &side->step_down})
      EXPECT_EQ(*reached, std::vector<std::uint32_t>(side->pair.size(), 100));
  for (std::size_t p = 0; p < 100; ++p)
    for (std::size_t k = 0; k < 3; ++k)
      EXPECT_NEAR(counts.drawn.means(p, k), counts.means[k], 1e-6);
}

TEST(Permutations, AreTheSameBytesForAnyNumberOfThreads) {
  const Matrix x = unit_noise(40, 600, 1), y = unit_noise(40, 20, 2);
  const Nuisance nuisance = make_nuisance(40, cosine_regressors(40, 1, 20));
  const NullModel& null = null_model_named("phase");
  const NullDraws draws = null.draws({});
  std::vector<PermutationCounts> counts;
  std::vector<NoiseDraws> noise_of;
  for (int count : {1, 2, 4}) {
    OwnMachine machine("cpu", count);
    const auto series = one_story(x, y, nuisance, null.basis, machine);
    CountPlan plan{203};
    plan.groups = two_layers(600);
    counts.push_back(
        count_permutations(series, pairs_of(x, y, machine), {{draws, null.name}}, plan, machine));
    noise_of.push_back(noise_draws(series, {{draws, "noise"}}, 33, Delta::signed_value, machine));
  }
  for (std::size_t i : {1u, 2u}) {
    EXPECT_EQ(counts[0].drawn, counts[i].drawn);
    EXPECT_EQ(noise_of[0].neuron_correlation, noise_of[i].neuron_correlation);
    EXPECT_EQ(noise_of[0].network_neuron, noise_of[i].network_neuron);
  }
}

TEST(Permutations, MoreOfThemBeginWithTheSameDraws) {
  OwnMachine machine("reference");
  const Matrix x = unit_noise(20, 30, 1), y = unit_noise(20, 200, 2);  // two draws a panel
  const NullModel& null = null_model_named("shuffle");
  const NullDraws draws = null.draws({});
  const auto series = one_story(x, y, {}, null.basis, machine);
  const auto run = [&](std::size_t permutations) {
    return count_permutations(series, pairs_of(x, y, machine), {{draws, null.name}}, {permutations},
                              machine)
        .drawn.global_null;
  };
  std::vector<float> many = run(9);
  many.resize(5);
  EXPECT_EQ(many, run(5));
}

TEST(Permutations, AddedToEarlierOnesAreThoseOfASingleRun) {
  OwnMachine machine;
  const Matrix x = unit_noise(40, 300, 1), y = unit_noise(40, 23, 2);  // 22 draws a panel
  const NullModel& null = null_model_named("phase");
  const NullDraws draws = null.draws({});
  const auto series = one_story(x, y, {}, null.basis, machine);
  const AnchoredPairs pairs = pairs_of(x, y, machine);
  std::vector<DrawCounts> kept;
  const auto run = [&](CountPlan plan) {
    plan.groups = two_layers(300);
    plan.keep = [&](const DrawCounts& counts) { kept.push_back(counts); };
    return count_permutations(series, pairs, {{draws, null.name}}, plan, machine);
  };
  const PermutationCounts whole = run({6000});
  ASSERT_EQ(kept.size(), 1u);
  const std::vector<DrawCounts> parts = {run({1}).drawn, run({50}).drawn, kept[0]};
  for (const DrawCounts& counted : parts)
    EXPECT_EQ(run({6000, Delta::signed_value, counted}).drawn, whole.drawn);
  // Nothing is left to draw.
  EXPECT_EQ(run({6000, Delta::signed_value, whole.drawn}).drawn, whole.drawn);
}

TEST(Permutations, ADrawThatIsNothingReachesEverything) {
  const NullDraws nothing{[](const Matrix& networks, const DrawId&, MutableView out) {
    for (std::size_t t = 0; t < networks.rows; ++t)
      std::fill_n(out.data + t * out.stride, networks.cols, 0.0f);
  }};
  OwnMachine machine("cpu", 1);
  const Matrix x = unit_noise(20, 5, 1), y = unit_noise(20, 3, 2);
  const auto counts =
      count_permutations(one_story(x, y, {}, NullBasis::time, machine), pairs_of(x, y, machine),
                         {{nothing, "nothing"}}, {10}, machine);
  EXPECT_EQ(counts.drawn.neurons.largest, std::vector<std::uint32_t>(5, 10));
  EXPECT_EQ(counts.drawn.networks.pair, std::vector<std::uint32_t>(3, 10));
  EXPECT_EQ(counts.drawn.means.values, std::vector<float>(30, 1));
  EXPECT_EQ(counts.neurons.thresholds.front(), 1);
  for (std::size_t d = 0; d < 10; ++d) {
    EXPECT_EQ(counts.drawn.passing(d, 0), 5);
    EXPECT_EQ(counts.drawn.passing(d, kThresholds), 3);
  }
}

TEST(NoiseDraws, HoldTheArgmaxesOfEachDraw) {
  OwnMachine machine;
  const Matrix x = noise(30, 270, 1), y = noise(30, 5, 2);
  const NullModel& null = null_model_named("phase");
  const NullDraws draws = null.draws({});
  const auto series =
      one_story(unit_columns(x).values, unit_columns(y).values, {}, null.basis, machine);
  const NoiseDraws noise_of =
      noise_draws(series, {{draws, "noise", 9}}, 3, Delta::signed_value, machine);
  for (std::size_t d = 0; d < 3; ++d) {
    const auto r =
        all_correlations(x, drawn(y, {null, {}, 9, "noise"}, d), {}, Delta::signed_value);
    for (std::size_t i = 0; i < x.cols; ++i) {
      const auto best = std::max_element(r[i].begin(), r[i].end());
      EXPECT_NEAR(noise_of.neuron_correlation(d, i), *best, 1e-5);
      EXPECT_EQ(noise_of.neuron_network(d, i), static_cast<float>(best - r[i].begin() + 1));
    }
    for (std::size_t j = 0; j < y.cols; ++j) {
      const auto i = static_cast<std::size_t>(noise_of.network_neuron(d, j)) - 1;
      EXPECT_NEAR(noise_of.network_correlation(d, j), r[i][j], 1e-5);
      for (const auto& row : r) EXPECT_LE(row[j], r[i][j] + 1e-6);
    }
  }
}

}  // namespace
}  // namespace anbn
