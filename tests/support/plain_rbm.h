// SPDX-License-Identifier: Apache-2.0
// The oracle of training: an RBM in double, one loop a formula.
#pragma once

#include "anbn/brain/rbm/rbm_training.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace anbn {

using PlainRows = std::vector<std::vector<double>>;

inline PlainRows table(std::size_t rows, std::size_t cols) {
  return PlainRows(rows, std::vector<double>(cols));
}

inline double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

/// An RBM in double, trained as rbm_training.h says, one loop a formula.
struct PlainRbm {
  VisibleUnits units;
  BatchNormalization normalization;
  double variance;
  PlainRows w, velocity, chains, moments;
  std::vector<double> a, b, a_velocity, b_velocity, v_center, h_center;

  explicit PlainRbm(const RbmState& s)
      : units(s.rbm.units), normalization(s.rbm.normalization), variance(s.rbm.visible_variance) {
    const auto to_table = [](const Matrix& x) {
      PlainRows t = table(x.rows, x.cols);
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

  PlainRows inputs(const PlainRows& v) const {
    PlainRows z = table(v.size(), b.size());
    for (std::size_t i = 0; i < v.size(); ++i)
      for (std::size_t j = 0; j < b.size(); ++j)
        for (std::size_t k = 0; k < a.size(); ++k) z[i][j] += v[i][k] * w[k][j] / variance;
    return z;
  }

  /// Mean and variance of each column; the running ones follow.
  PlainRows take_moments(const PlainRows& x) {
    PlainRows m = table(2, x[0].size());
    const double n = static_cast<double>(x.size());
    for (std::size_t j = 0; j < x[0].size(); ++j) {
      for (const auto& row : x) m[0][j] += row[j] / n;
      for (const auto& row : x) m[1][j] += std::pow(row[j] - m[0][j], 2) / n;
      for (std::size_t q : {0u, 1u}) moments[q][j] = 0.99 * moments[q][j] + 0.01 * m[q][j];
    }
    return m;
  }
  static void standardize(PlainRows& x, const PlainRows& m) {
    for (auto& row : x)
      for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = (row[j] - m[0][j]) / std::sqrt(m[1][j] + 1e-5);
  }

  void step(PlainRows v0, const RbmRule& rule, const RbmDraws& draws) {
    const std::size_t n = v0.size(), v_count = a.size(), h_count = b.size();
    if (normalization == BatchNormalization::visible) standardize(v0, take_moments(v0));
    PlainRows p = inputs(v0), batch_moments;
    if (normalization == BatchNormalization::hidden) batch_moments = take_moments(p);
    const auto finish = [&] {
      if (normalization == BatchNormalization::hidden) standardize(p, batch_moments);
      for (auto& row : p)
        for (std::size_t j = 0; j < h_count; ++j) row[j] = sigmoid_of(row[j] + b[j]);
    };
    const auto sampled = [&](std::size_t round) {
      PlainRows h = p;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < h_count; ++j)
          h[i][j] = uniform(draws.hidden, (round * n + i) * h_count + j) < p[i][j] ? 1 : 0;
      return h;
    };
    finish();
    PlainRows on = sampled(0);
    const PlainRows h0 = rule.positive == PositivePhase::samples ? on : p;
    if (rule.sampling == Sampling::persistent) on.assign(chains.begin(), chains.begin() + long(n));
    PlainRows v1;
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
    if (rule.sampling == Sampling::persistent) std::copy(on.begin(), on.end(), chains.begin());
    update(v0, v1, h0, p, rule);
  }

  void update(const PlainRows& v0, const PlainRows& v1, const PlainRows& h0, const PlainRows& p1,
              const RbmRule& rule) {
    const double n = static_cast<double>(v0.size());
    std::vector<double> cv(a.size()), ch(b.size());
    const bool centers = rule.centering == Centering::both;
    const auto follow = [&](std::vector<double>& center, const PlainRows& x) {
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
    PlainRows g = table(a.size(), b.size());
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

}  // namespace anbn
