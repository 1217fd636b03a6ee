// SPDX-License-Identifier: Apache-2.0
// Vectorised loops, compiled for several instruction sets and chosen at run time (Highway). The
// functions do what their namesakes in Backend do.
#pragma once

#include "anbn/backend/panels.h"

#include <span>
#include <vector>

namespace anbn::simd {

void add_row(MutableView x, std::span<const float> row);
void softmax_rows(MutableView x);
void layer_norm_rows(MutableView x, std::span<const float> gain, std::span<const float> bias,
                     double epsilon);
void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon);
void gelu(MutableView x);
void gelu_tanh(MutableView x);
void silu(MutableView x);
void sigmoid(MutableView x);
void add(ConstView x, MutableView y);
void multiply(ConstView x, MutableView y);
void column_maxima(ConstView x, std::span<float> y);
void row_maxima(ConstView x, std::span<float> y);
void row_sums(ConstView x, std::span<float> y);
void row_square_sums(ConstView x, std::span<float> y);
void add_to_sums(ConstView x, std::span<double> sums);
void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x, const Ahead& ahead);
void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                 const Ahead& ahead);
void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                    MutablePanels w, const Ahead& ahead);

/// How far the instruction sets that the loops use may go.
enum class Limit { sse4, avx2, avx512 };

/// Keeps all later calls of the process at or below `limit`.
void limit_instruction_set(Limit limit);

}  // namespace anbn::simd
