// SPDX-License-Identifier: Apache-2.0
// Results of couplings and their tests for round_trip_test.cpp: with as many rows as asked for.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/passing.h"
#include "tests/support/example_omnibus.h"
#include "tests/support/odd_values.h"
#include "tests/support/results_parts.h"

#include <string>
#include <utility>
#include <vector>

namespace anbn {

struct CouplingCase {
  static constexpr const char* stage = "coupling";
  static constexpr auto read = read_coupling;
  static CouplingResults result(std::size_t rows) {
    CouplingResults x;
    x.coupling.correlation = matrix_of(rows, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      x.labels.push_back("L1H1D" + std::to_string(i + 1));
      x.coupling.anchoring.neurons.push_back(i == 1 ? Anchor{} : Anchor{rows - 1 - i, 0.1f});
      x.coupling.anchoring.networks.push_back(i == 2 ? Anchor{} : Anchor{i, -1 / 3.f});
      x.coupling.lags.traces.push_back(
          {static_cast<int>(i) - 1, i == 0 ? kNoIndex : i, 1 / 3., kNan, 1e-300});
    }
    if (rows > 0) x.coupling.lags.noise_95_any = 0.1 + 0.2;
    return x;
  }
};

struct SignificanceCase {
  static constexpr const char* stage = "significance";
  static constexpr auto read = read_significance;
  static SideTests side(std::size_t rows, std::size_t shift, const TestedNull& null) {
    SideTests x;
    for (std::size_t i = 0; i < rows; ++i) {
      if (i == 1) {
        x.best.emplace_back();
        for (auto* p : {&x.pair_p, &x.pair_q, &x.max_p, &x.max_q, &x.p_fwe}) p->push_back(kNan);
        continue;
      }
      x.best.push_back(null.has_partners() ? Anchor{(i + shift) % rows, 0.3f} : Anchor{});
      double number = 7;
      for (auto* p : {&x.pair_p, &x.pair_q, &x.max_p, &x.max_q, &x.p_fwe})
        p->push_back(1 / number++);
    }
    if (!null.has_partners()) x.best.clear();
    return x;
  }
  static SignificanceResults result(std::size_t rows) {
    SignificanceResults x;
    const CouplingResults coupling = CouplingCase::result(rows);
    x.labels = coupling.labels;
    x.anchoring = coupling.coupling.anchoring;
    for (const auto& [name, partial] : {std::pair("shuffle", false), std::pair("phase", true)}) {
      TestedNull& null = x.tests.nulls.emplace_back(TestedNull{&null_model_named(name), partial});
      null.tests = {side(rows, 0, null), side(rows, 1, null), {}, {}, rows, {}};
      null.tests.global = {kNan, kNan, kNan, kNan, kNoIndex, kNoIndex};
      if (rows > 1) null.tests.global = {0.1 + 0.2, 1 / 3., kNan, 1e-9, 2, rows - 1};
      if (rows > 1) null.tests.omnibus = example_omnibus();
      const std::vector<std::uint32_t> counts(tested_of(null.tests.neurons), 1);
      null.tests.counts = {
          {counts, counts, counts}, {counts, counts, counts}, std::vector<float>(rows, 0.7f), {}};
      null.tests.counts.means = Matrix(rows, DrawMeans::columns(null.tests.omnibus.layers.size()));
      for (float& mean : null.tests.counts.means.values) mean = 1 / 3.f;
      null.tests.counts.passing = Matrix(rows, 2 * kThresholds);
      if (rows > 1)
        null.tests.false_discoveries = {{{0.1 + 0.2, 7, 1 / 3., 2}, {0.7, 0, 1e-9, 0}},
                                        {{0.1, 1, 4.5, 9}}};
    }
    const Matrix noise = matrix_of(2, rows);
    Matrix partner(2, rows);
    for (float& number : partner.values) number = static_cast<float>(rows);
    x.tests.noise = {noise, partner, noise, partner};
    std::vector<std::size_t> alike(rows, kNoIndex);
    if (rows > 2) alike[2] = 0;
    x.tests.called = {alike, alike, std::vector<double>(rows, kNan)};
    if (rows > 2) x.tests.called.network_p_given_stronger[2] = 1 / 3.;
    x.tests.expected_neurons = x.tests.expected_networks =
        Expected{std::vector<double>(rows, 2 / 3.), std::vector<double>(rows, kNan)};
    x.tests.given.neurons = {std::vector<double>(rows, 1 / 7.), std::vector<double>(rows, kNan),
                             std::vector<double>(rows, 1 / 3.)};
    x.tests.given.networks = {std::vector<double>(rows, kNan), std::vector<double>(rows, -1e-9),
                              std::vector<double>(rows, kNan)};
    x.tests.neurons_accepted = {1 / 3., 0.1, 0.7};
    x.tests.networks_accepted = {kNan, kNan, kNan};
    SignificanceOptions options;
    options.correction = Correction::benjamini_yekutieli;
    Nuisance nuisance;
    nuisance.names = {"intercept"};
    nuisance.tested = {"word_rate"};
    x.summary = summary_of(x.tests, x.labels, nuisance, options, "fox");
    return x;
  }
};

/// As many stories as rows.
struct PooledCase {
  static constexpr const char* stage = "pooled";
  static constexpr auto read = read_pooled;
  static PooledResults result(std::size_t rows) {
    PooledResults x{{}, matrix_of(rows, rows), SignificanceCase::result(rows)};
    for (std::size_t s = 0; s < rows; ++s) {
      x.stories.push_back({s == 0 ? "\"a\tb" : "den", 7 * s, 1 / 3., s == 1 ? kNan : -1e-9});
      if (s != 2) x.stories[s].other_class = s, x.stories[s].other_volumes = 5 * s;
      if (s != 2) x.stories[s].other_share = 2 / 7.;
      if (s == 2) x.stories[s].same_text_as = "den";
      if (rows > 1) x.stories[s].reliability = 1 / 7. + static_cast<double>(s);
    }
    // As many stories as it takes to decide, so that the null model must be there.
    x.together.summary.other_stories.emplace();
    if (rows == 0) x.together.summary.other_stories->none = "there is one story only";
    if (rows > 1) {
      TestedNull others = x.together.tests.nulls[1];
      others.model = &other_stories_null();
      x.together.tests.nulls.push_back(std::move(others));
      NullSummary& summary = x.together.summary.nulls.emplace_back(x.together.summary.nulls[1]);
      summary.null = "other-stories";
      x.together.tests.changing_places = kDecidingStories;
      x.together.summary.other_stories = {"", kDecidingStories, 900, 2, "den", 1 / 3., true};
    }
    return x;
  }
};

/// As many untrained models as rows, of as many layers.
struct TrainingCase {
  static constexpr const char* stage = "training";
  static constexpr auto read = read_training;
  static Training result(std::size_t rows) {
    Training x;
    x.stories = {"\"a\tb", "den"};
    x.untrained = rows > 1 ? Untrained::permuted : Untrained::random;
    x.first_seed = 7;
    x.draws = rows + 2;
    x.partial = rows > 1;
    for (std::size_t l = 0; l < rows; ++l) x.layers.push_back(static_cast<int>(2 * l) + 1);
    const auto model = [&](float first) {
      Matrix m(x.draws + 1, training_columns(rows));
      for (std::size_t i = 0; i < m.values.size(); ++i)
        m.values[i] = first / static_cast<float>(i % 7 + 3);
      m(0, 1) = kFloatNan;
      return m;
    };
    x.trained = model(0.7f);
    for (std::size_t s = 0; s < rows; ++s) x.seeds.push_back(model(static_cast<float>(s)));
    return x;
  }
};

/// A pairing a row, of two stories.
struct SelfCalibrationCase {
  static constexpr const char* stage = "self-calibration";
  static constexpr auto read = read_self_calibration;
  static SelfCalibrationResults result(std::size_t rows) {
    SelfCalibrationResults x{{"\"a\tb", "den"}, 7, 199, {}};
    const CalledPairings called{1, rows, 0.1 + 0.2, {1e-9, 1 / 3.}};
    for (std::size_t i = 0; i < rows; ++i)
      x.calibration.pairings.push_back({{i % 2, 1 - i % 2},
                                        80 + i,
                                        1 / 7.,
                                        {0.1 + 0.2, 1 / 3., 0.05},
                                        {0.6, kNan, kNan},
                                        {1e-9, 0.3, 1},
                                        {0.1, 0.2, 2 / 3.}});
    x.calibration.verdict = x.calibration.square = called;
    if (rows > 0) x.calibration.square_over_noise = {1 / 3., kNan};
    return x;
  }
};

/// As many stories and layers as rows.
struct ConsistencyCase {
  static constexpr const char* stage = "consistency";
  static constexpr auto read = read_consistency;
  static Consistency result(std::size_t rows) {
    Consistency x;
    const auto of = [&](double estimate) {
      Jackknifed out{estimate, {}};
      if (rows > 2)
        for (std::size_t s = 0; s < rows; ++s) out.without.push_back(1 / (3. + double(s)));
      return out;
    };
    for (std::size_t i = 0; i < rows; ++i) {
      x.stories.push_back(i == 0 ? "\"a\tb" : "den");
      x.layers.push_back({static_cast<int>(2 * i + 1), of(i == 1 ? kNan : 1e-9)});
    }
    if (rows > 2) x.same_text = {"den again"};
    x.partial = rows > 1;
    x.neurons = rows;
    x.networks = 7;
    if (rows > 0) x.products = of(0.1 + 0.2);
    if (rows > 1) x.slope = of(-1 / 7.);
    return x;
  }
};

}  // namespace anbn
