// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/brain/networks/network_settings.h"

namespace anbn {

/// Training of all layers and seeds. Takes a moment: a step of each layer is measured.
Cost dbn_cost(const MethodOptions& methods, const NetworkCostInputs& inputs);

}  // namespace anbn
