// SPDX-License-Identifier: Apache-2.0
// This file is compiled once for each instruction set: foreach_target.h includes it again and
// again.
#include "anbn/backend/cpu_kernels.h"
#include "anbn/backend/cpu_targets.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "anbn/backend/cpu_kernels.cpp"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h.
#include "anbn/backend/cpu_vectors-inl.h"

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace anbn::simd::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// row(j) = f(row(j), j-th vector offset)
template <class Function>
void transform_row(float* row, std::size_t cols, Function f) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t j = 0;
  for (; j + lanes <= cols; j += lanes) hn::StoreU(f(hn::LoadU(d, row + j)), d, row + j);
  if (j < cols) store_partly(f(load_partly(row + j, cols - j, 0)), row + j, cols - j);
}

float largest_of(const float* row, std::size_t cols, float so_far) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  Vec most = hn::Set(d, so_far);
  std::size_t j = 0;
  for (; j + lanes <= cols; j += lanes) most = hn::Max(most, hn::LoadU(d, row + j));
  if (j < cols) most = hn::Max(most, load_partly(row + j, cols - j, so_far));
  return hn::GetLane(hn::MaxOfLanes(d, most));
}

void add_row(MutableView x, std::span<const float> row) {
  assert(row.size() == x.cols);
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < x.rows; ++i) {
    float* to = x.data + i * x.stride;
    std::size_t j = 0;
    for (; j + lanes <= x.cols; j += lanes)
      hn::StoreU(hn::Add(hn::LoadU(d, to + j), hn::LoadU(d, &row[j])), d, to + j);
    for (; j < x.cols; ++j) to[j] += row[j];
  }
}

void softmax_rows(MutableView x) {
  if (x.cols == 0) return;
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < x.rows; ++i) {
    float* row = x.data + i * x.stride;
    const Vec largest = hn::Set(d, largest_of(row, x.cols, row[0]));
    Sum sum;
    std::size_t j = 0;
    for (; j + lanes <= x.cols; j += lanes) {
      const Vec e = hn::Exp(d, hn::Sub(hn::LoadU(d, row + j), largest));
      hn::StoreU(e, d, row + j);
      sum.add(e);
    }
    if (j < x.cols) {
      const std::size_t left = x.cols - j;
      const Vec e = hn::Exp(d, hn::Sub(load_partly(row + j, left, 0), largest));
      store_partly(e, row + j, left);
      sum.add(load_partly(row + j, left, 0));
    }
    const Vec scale = hn::Set(d, static_cast<float>(1 / sum.total()));
    transform_row(row, x.cols, [&](Vec v) HWY_ATTR { return hn::Mul(v, scale); });
  }
}

void layer_norm_rows(MutableView x, std::span<const float> gain, std::span<const float> bias,
                     double epsilon) {
  assert(gain.size() == x.cols && bias.size() == x.cols);
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), whole = x.cols - x.cols % lanes;
  for (std::size_t i = 0; i < x.rows; ++i) {
    float* row = x.data + i * x.stride;
    Sum sum;
    for (std::size_t j = 0; j < whole; j += lanes) sum.add(hn::LoadU(d, row + j));
    double total = sum.total();
    for (std::size_t j = whole; j < x.cols; ++j) total += row[j];
    const float mean = static_cast<float>(total / static_cast<double>(x.cols));

    Sum squares;
    for (std::size_t j = 0; j < whole; j += lanes) {
      const Vec from_mean = hn::Sub(hn::LoadU(d, row + j), hn::Set(d, mean));
      squares.add(hn::Mul(from_mean, from_mean));
    }
    double square_total = squares.total();
    for (std::size_t j = whole; j < x.cols; ++j)
      square_total += static_cast<double>(row[j] - mean) * (row[j] - mean);

    const double variance = square_total / static_cast<double>(x.cols);
    const float scale = static_cast<float>(1 / std::sqrt(variance + epsilon));
    for (std::size_t j = 0; j < whole; j += lanes) {
      const Vec unit = hn::Mul(hn::Sub(hn::LoadU(d, row + j), hn::Set(d, mean)), hn::Set(d, scale));
      hn::StoreU(hn::MulAdd(unit, hn::LoadU(d, &gain[j]), hn::LoadU(d, &bias[j])), d, row + j);
    }
    for (std::size_t j = whole; j < x.cols; ++j)
      row[j] = (row[j] - mean) * scale * gain[j] + bias[j];
  }
}

void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon) {
  assert(gain.size() == x.cols);
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), whole = x.cols - x.cols % lanes;
  for (std::size_t i = 0; i < x.rows; ++i) {
    float* row = x.data + i * x.stride;
    Sum squares;
    for (std::size_t j = 0; j < whole; j += lanes) {
      const Vec v = hn::LoadU(d, row + j);
      squares.add(hn::Mul(v, v));
    }
    double total = squares.total();
    for (std::size_t j = whole; j < x.cols; ++j) total += static_cast<double>(row[j]) * row[j];
    const float scale =
        static_cast<float>(1 / std::sqrt(total / static_cast<double>(x.cols) + epsilon));
    for (std::size_t j = 0; j < whole; j += lanes) {
      const Vec unit = hn::Mul(hn::LoadU(d, row + j), hn::Set(d, scale));
      hn::StoreU(hn::Mul(unit, hn::LoadU(d, &gain[j])), d, row + j);
    }
    for (std::size_t j = whole; j < x.cols; ++j) row[j] = row[j] * scale * gain[j];
  }
}

/// x Phi(x). The tail Phi(-|x|) = erfc(|x| / sqrt 2) / 2 is a polynomial in 1 / (1 + p |x| / sqrt
/// 2) times exp(-x^2 / 2), off by less than 1e-7: Abramowitz & Stegun 7.1.26.
Vec gelu_of(Vec x) {
  const Tag d;
  const Vec one = hn::Set(d, 1.0f);
  const Vec z = hn::Mul(hn::Abs(x), hn::Set(d, 0.70710678f));
  const Vec t = hn::Div(one, hn::MulAdd(z, hn::Set(d, 0.3275911f), one));
  Vec p = hn::MulAdd(t, hn::Set(d, 0.5f * 1.061405429f), hn::Set(d, 0.5f * -1.453152027f));
  p = hn::MulAdd(t, p, hn::Set(d, 0.5f * 1.421413741f));
  p = hn::MulAdd(t, p, hn::Set(d, 0.5f * -0.284496736f));
  p = hn::MulAdd(t, p, hn::Set(d, 0.5f * 0.254829592f));
  const Vec tail = hn::Mul(hn::Mul(t, p), hn::Exp(d, hn::Neg(hn::Mul(z, z))));
  const Vec below = hn::Mul(x, tail);  // right for x < 0
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, hn::Sub(x, below));
}

void gelu(MutableView x) {
  for (std::size_t i = 0; i < x.rows; ++i)
    transform_row(x.data + i * x.stride, x.cols, [](Vec v) HWY_ATTR { return gelu_of(v); });
}

/// exp() of minus the absolute value cannot overflow.
Vec sigmoid_of(Vec v) {
  const Tag d;
  const Vec one = hn::Set(d, 1.0f);
  const Vec e = hn::Exp(d, hn::Neg(hn::Abs(v)));
  return hn::Div(hn::IfThenElse(hn::Lt(v, hn::Zero(d)), e, one), hn::Add(one, e));
}

void sigmoid(MutableView x) {
  for (std::size_t i = 0; i < x.rows; ++i)
    transform_row(x.data + i * x.stride, x.cols, [](Vec v) HWY_ATTR { return sigmoid_of(v); });
}

void silu(MutableView x) {
  for (std::size_t i = 0; i < x.rows; ++i)
    transform_row(x.data + i * x.stride, x.cols,
                  [](Vec v) HWY_ATTR { return hn::Mul(v, sigmoid_of(v)); });
}

/// (1 + tanh z) / 2 is the sigmoid of 2 z. Far out z, which may be infinite, is held where the
/// sigmoid is 0 or 1 already: infinity times 0 would be no number.
void gelu_tanh(MutableView x) {
  const auto gelu_of_tanh = [](Vec v) HWY_ATTR {
    const Tag d;
    const Vec far = hn::Set(d, 30.0f);
    const Vec near = hn::Max(hn::Min(v, far), hn::Neg(far));
    const Vec cube = hn::Mul(hn::Mul(near, near), near);
    const Vec sum = hn::MulAdd(cube, hn::Set(d, 0.044715f), near);
    return hn::Mul(v, sigmoid_of(hn::Mul(sum, hn::Set(d, 1.59576912f))));
  };
  for (std::size_t i = 0; i < x.rows; ++i)
    transform_row(x.data + i * x.stride, x.cols, gelu_of_tanh);
}

/// y(i, j) = f(x(i, j), y(i, j))
template <class Function>
void combine(ConstView x, MutableView y, Function f) {
  assert(x.rows == y.rows && x.cols == y.cols);
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < x.rows; ++i) {
    const float* from = x.data + i * x.stride;
    float* to = y.data + i * y.stride;
    std::size_t j = 0;
    for (; j + lanes <= x.cols; j += lanes)
      hn::StoreU(f(hn::LoadU(d, from + j), hn::LoadU(d, to + j)), d, to + j);
    if (j == x.cols) continue;
    const std::size_t left = x.cols - j;
    store_partly(f(load_partly(from + j, left, 0), load_partly(to + j, left, 0)), to + j, left);
  }
}

void add(ConstView x, MutableView y) {
  combine(x, y, [](Vec a, Vec b) HWY_ATTR { return hn::Add(a, b); });
}

void multiply(ConstView x, MutableView y) {
  combine(x, y, [](Vec a, Vec b) HWY_ATTR { return hn::Mul(a, b); });
}

/// Maxima of `Vectors` vectors of columns side by side: one alone would wait for each maximum
/// before it takes the next, and touch a cache line here and there.
template <std::size_t Vectors>
void maxima_of_columns(ConstView x, std::size_t first, float* y) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  Vec most[Vectors];
  for (std::size_t v = 0; v < Vectors; ++v) most[v] = hn::LoadU(d, y + v * lanes);
  for (std::size_t i = 0; i < x.rows; ++i) {
    const float* row = x.data + i * x.stride + first;
    for (std::size_t v = 0; v < Vectors; ++v)
      most[v] = hn::Max(most[v], hn::LoadU(d, row + v * lanes));
  }
  for (std::size_t v = 0; v < Vectors; ++v) hn::StoreU(most[v], d, y + v * lanes);
}

void column_maxima(ConstView x, std::span<float> y) {
  assert(y.size() == x.cols);
  constexpr std::size_t kTogether = 8;
  const std::size_t lanes = hn::Lanes(Tag()), whole = x.cols - x.cols % lanes;
  std::size_t j = 0;
  for (; j + kTogether * lanes <= whole; j += kTogether * lanes)
    maxima_of_columns<kTogether>(x, j, &y[j]);
  for (; j < whole; j += lanes) maxima_of_columns<1>(x, j, &y[j]);
  for (std::size_t i = 0; i < x.rows; ++i)
    for (j = whole; j < x.cols; ++j) y[j] = std::max(y[j], x.data[i * x.stride + j]);
}

void row_maxima(ConstView x, std::span<float> y) {
  assert(y.size() == x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) y[i] = largest_of(x.data + i * x.stride, x.cols, y[i]);
}

}  // namespace anbn::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace anbn::simd {

HWY_EXPORT(add_row);
HWY_EXPORT(softmax_rows);
HWY_EXPORT(layer_norm_rows);
HWY_EXPORT(rms_norm_rows);
HWY_EXPORT(gelu);
HWY_EXPORT(gelu_tanh);
HWY_EXPORT(silu);
HWY_EXPORT(sigmoid);
HWY_EXPORT(add);
HWY_EXPORT(multiply);
HWY_EXPORT(column_maxima);
HWY_EXPORT(row_maxima);

void add_row(MutableView x, std::span<const float> row) { HWY_DYNAMIC_DISPATCH(add_row)(x, row); }
void softmax_rows(MutableView x) { HWY_DYNAMIC_DISPATCH(softmax_rows)(x); }
void layer_norm_rows(MutableView x, std::span<const float> gain, std::span<const float> bias,
                     double epsilon) {
  HWY_DYNAMIC_DISPATCH(layer_norm_rows)(x, gain, bias, epsilon);
}
void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon) {
  HWY_DYNAMIC_DISPATCH(rms_norm_rows)(x, gain, epsilon);
}
void gelu(MutableView x) { HWY_DYNAMIC_DISPATCH(gelu)(x); }
void gelu_tanh(MutableView x) { HWY_DYNAMIC_DISPATCH(gelu_tanh)(x); }
void silu(MutableView x) { HWY_DYNAMIC_DISPATCH(silu)(x); }
void sigmoid(MutableView x) { HWY_DYNAMIC_DISPATCH(sigmoid)(x); }
void add(ConstView x, MutableView y) { HWY_DYNAMIC_DISPATCH(add)(x, y); }
void multiply(ConstView x, MutableView y) { HWY_DYNAMIC_DISPATCH(multiply)(x, y); }
void column_maxima(ConstView x, std::span<float> y) { HWY_DYNAMIC_DISPATCH(column_maxima)(x, y); }
void row_maxima(ConstView x, std::span<float> y) { HWY_DYNAMIC_DISPATCH(row_maxima)(x, y); }

void limit_instruction_set(Limit limit) {
  if (limit == Limit::sse4) hwy::DisableTargets(HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL);
  if (limit == Limit::avx2) hwy::DisableTargets(HWY_AVX3 | HWY_AVX3_DL);
}

}  // namespace anbn::simd
#endif
