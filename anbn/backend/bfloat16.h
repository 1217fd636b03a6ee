// SPDX-License-Identifier: Apache-2.0
// Training in bfloat16: float32 with 8 bits of fraction. Numbers are rounded to it as they enter a
// product, sums and all that is kept stay in float32.
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/names.h"

#include <memory>

namespace anbn {

/// How numbers are multiplied or kept.
enum class Precision { float32, bfloat16 };
constexpr auto names_of(Precision) { return named("float32", "bfloat16"); }

/// A backend like `base`, which must outlive it, that multiplies the products of training
/// (add_hidden_inputs, reconstruct, update_weights) in bfloat16. On `reference` they are emulated.
/// Throws Error if the processor or the system lacks what it takes (AMX).
std::unique_ptr<Backend> with_bfloat16_products(const Backend& base);

}  // namespace anbn
