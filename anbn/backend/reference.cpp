// SPDX-License-Identifier: Apache-2.0
// Plain loops in double: slow, obvious, and the oracle of the other backends' tests.
#include "anbn/backend/backend.h"
#include "anbn/backend/panels.h"
#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace anbn {
namespace {

double element(ConstView x, Transpose t, std::size_t i, std::size_t j) {
  return t == Transpose::no ? x.data[i * x.stride + j] : x.data[j * x.stride + i];
}

class ReferenceBackend final : public Backend {
 public:
  std::string_view name() const override { return "reference"; }
  std::string isa() const override { return "generic"; }

  void gemm(float alpha, ConstView a, Transpose ta, ConstView b, Transpose tb, float beta,
            MutableView c) const override {
    const std::size_t depth = ta == Transpose::no ? a.cols : a.rows;
    assert(c.rows == (ta == Transpose::no ? a.rows : a.cols));
    assert(c.cols == (tb == Transpose::no ? b.cols : b.rows));
    assert(depth == (tb == Transpose::no ? b.rows : b.cols));
    for (std::size_t i = 0; i < c.rows; ++i)
      for (std::size_t j = 0; j < c.cols; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < depth; ++k) sum += element(a, ta, i, k) * element(b, tb, k, j);
        float& out = c.data[i * c.stride + j];
        const double old = beta == 0 ? 0 : static_cast<double>(beta) * out;
        out = static_cast<float>(static_cast<double>(alpha) * sum + old);
      }
  }

  void add_row(MutableView x, std::span<const float> row) const override {
    assert(row.size() == x.cols);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) x.data[i * x.stride + j] += row[j];
  }

  void softmax_rows(MutableView x) const override {
    for (std::size_t i = 0; i < x.rows; ++i) {
      const std::span<float> row(x.data + i * x.stride, x.cols);
      if (row.empty()) continue;
      // exp() of differences from the largest value cannot overflow.
      const double largest = *std::max_element(row.begin(), row.end());
      double sum = 0;
      for (float v : row) sum += std::exp(v - largest);
      for (float& v : row) v = static_cast<float>(std::exp(v - largest) / sum);
    }
  }

  void layer_norm_rows(MutableView x, std::span<const float> gain, std::span<const float> bias,
                       double epsilon) const override {
    assert(gain.size() == x.cols && bias.size() == x.cols);
    for (std::size_t i = 0; i < x.rows; ++i) {
      const std::span<float> row(x.data + i * x.stride, x.cols);
      double mean = 0, variance = 0;
      for (float v : row) mean += v;
      mean /= static_cast<double>(x.cols);
      for (float v : row) variance += (v - mean) * (v - mean);
      variance /= static_cast<double>(x.cols);
      const double scale = 1 / std::sqrt(variance + epsilon);
      for (std::size_t j = 0; j < x.cols; ++j)
        row[j] = static_cast<float>((row[j] - mean) * scale * gain[j] + bias[j]);
    }
  }

  void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon) const override {
    assert(gain.size() == x.cols);
    for (std::size_t i = 0; i < x.rows; ++i) {
      const std::span<float> row(x.data + i * x.stride, x.cols);
      double squares = 0;
      for (double v : row) squares += v * v;
      const double scale = 1 / std::sqrt(squares / static_cast<double>(x.cols) + epsilon);
      for (std::size_t j = 0; j < x.cols; ++j)
        row[j] = static_cast<float>(row[j] * scale * gain[j]);
    }
  }

  void gelu(MutableView x) const override {
    for (std::size_t i = 0; i < x.rows; ++i)
      for (float& v : std::span<float>(x.data + i * x.stride, x.cols))
        v = static_cast<float>(v * 0.5 * std::erfc(-v / std::numbers::sqrt2));
  }

  void gelu_tanh(MutableView x) const override {
    for (std::size_t i = 0; i < x.rows; ++i)
      for (float& out : std::span<float>(x.data + i * x.stride, x.cols)) {
        const double v = out;
        out = static_cast<float>(
            0.5 * v *
            (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (v + 0.044715 * v * v * v))));
      }
  }

  void silu(MutableView x) const override {
    for (std::size_t i = 0; i < x.rows; ++i)
      for (float& v : std::span<float>(x.data + i * x.stride, x.cols))
        v = static_cast<float>(v / (1 + std::exp(-static_cast<double>(v))));
  }

  void sigmoid(MutableView x) const override {
    for (std::size_t i = 0; i < x.rows; ++i)
      for (float& v : std::span<float>(x.data + i * x.stride, x.cols))
        v = static_cast<float>(1 / (1 + std::exp(-static_cast<double>(v))));
  }

  void add(ConstView x, MutableView y) const override {
    assert(x.rows == y.rows && x.cols == y.cols);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) y.data[i * y.stride + j] += x.data[i * x.stride + j];
  }

  void multiply(ConstView x, MutableView y) const override {
    assert(x.rows == y.rows && x.cols == y.cols);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) y.data[i * y.stride + j] *= x.data[i * x.stride + j];
  }

  void column_maxima(ConstView x, std::span<float> y) const override {
    assert(y.size() == x.cols);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) y[j] = std::max(y[j], x.data[i * x.stride + j]);
  }

  void row_maxima(ConstView x, std::span<float> y) const override {
    assert(y.size() == x.rows);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) y[i] = std::max(y[i], x.data[i * x.stride + j]);
  }

  void row_sums(ConstView x, std::span<float> y) const override {
    assert(y.size() == x.rows);
    for (std::size_t i = 0; i < x.rows; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < x.cols; ++j) sum += x.data[i * x.stride + j];
      y[i] = static_cast<float>(sum);
    }
  }

  void row_square_sums(ConstView x, std::span<float> y) const override {
    assert(y.size() == x.rows);
    for (std::size_t i = 0; i < x.rows; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < x.cols; ++j) {
        const double v = x.data[i * x.stride + j];
        sum += v * v;
      }
      y[i] = static_cast<float>(sum);
    }
  }

  void add_to_sums(ConstView x, std::span<double> sums) const override {
    assert(sums.size() == x.rows * x.cols);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) sums[i * x.cols + j] += x.data[i * x.stride + j];
  }

  void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x,
                         const Ahead&) const override {
    assert(v.rows == w.rows && v.cols == x.rows && w.cols == x.cols);
    for (std::size_t i = 0; i < x.rows; ++i)
      for (std::size_t j = 0; j < x.cols; ++j) {
        double sum = 0;
        for (std::size_t u = 0; u < w.rows; ++u)
          sum += element(v, Transpose::no, u, i) * static_cast<double>(w.at(u, j));
        x.data[i * x.stride + j] += static_cast<float>(scale * sum);
      }
  }

  void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                   const Ahead&) const override {
    assert(v.rows == w.rows && v.cols == h.rows && h.cols == w.cols && bias.size() == w.rows);
    for (std::size_t u = 0; u < v.rows; ++u)
      for (std::size_t i = 0; i < v.cols; ++i) {
        double sum = bias[u];
        for (std::size_t j = 0; j < w.cols; ++j)
          sum += element(h, Transpose::no, i, j) * static_cast<double>(w.at(u, j));
        v.data[u * v.stride + i] = static_cast<float>(sum);
      }
  }

  void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                      MutablePanels w, const Ahead&) const override {
    assert(v.rows == w.rows && v.cols == h.rows && h.cols == w.cols);
    for (std::size_t u = 0; u < w.rows; ++u)
      for (std::size_t j = 0; j < w.cols; ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < h.rows; ++i)
          sum += element(v, Transpose::no, u, i) * element(h, Transpose::no, i, j);
        float& weight = w.at(u, j);
        double change = step.rate * sum - (weight > 0 ? step.pull : weight < 0 ? -step.pull : 0);
        if (velocity.data) {
          float& kept = velocity.at(u, j);
          kept = static_cast<float>(static_cast<double>(step.momentum) * kept + change);
          change = kept;
        }
        weight = static_cast<float>(weight + change);
        if (step.threshold > 0)
          weight = std::abs(weight) <= step.threshold
                       ? 0
                       : weight - std::copysign(step.threshold, weight);
      }
  }
};

}  // namespace

std::unique_ptr<Backend> make_reference_backend(const std::string& isa) {
  if (isa != "auto" && isa != "generic")
    fail("--isa is '{}' with the backend 'reference'; expected auto or generic", isa);
  return std::make_unique<ReferenceBackend>();
}

}  // namespace anbn
