// SPDX-License-Identifier: Apache-2.0
// The products of training on Intel's AMX: tiles of 16 x 32 bfloat16 times 32 x 16, summed in
// float32. The functions do what their namesakes in Backend do.
#pragma once

#include "anbn/backend/panels.h"

#include <span>

namespace anbn::amx {

/// Whether the processor has AMX for bfloat16 and the system lets this process use it; asks for
/// that.
bool is_here();

void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x, const Ahead& ahead);
void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                 const Ahead& ahead);
void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                    MutablePanels w, const Ahead& ahead);

}  // namespace anbn::amx
