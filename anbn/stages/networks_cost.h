// SPDX-License-Identifier: Apache-2.0
// What it takes to find networks in scans, before their time courses are read and written.
#pragma once

#include "anbn/brain/dbn/dbn_options.h"
#include "anbn/brain/ica/ica_options.h"
#include "anbn/runner/cost.h"

namespace anbn {

/// Training of all layers and seeds. Takes a moment: a step of each layer is measured.
Cost cost_of_dbn(DbnOptions options, const CostInputs& inputs);

Cost cost_of_ica(const IcaOptions& options, const CostInputs& inputs);

}  // namespace anbn
