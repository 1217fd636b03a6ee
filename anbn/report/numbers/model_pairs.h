// SPDX-License-Identifier: Apache-2.0
// Which models are set beside each other: any two variants that read the same words beside the same
// networks.
#pragma once

#include "anbn/report/report.h"

#include <vector>

namespace anbn {

struct ModelPair {
  const Session *first = nullptr, *second = nullptr;
  Agreement agreement;
  std::size_t named_in_both = 0;  // networks
};

/// All stories together where a study has that, else each story: every two of the variants, the
/// untrained ones among them. Pointers are into `report`.
std::vector<ModelPair> model_pairs(const Report& report);

}  // namespace anbn
