// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/backend/backend.h"
#include "anbn/core/parallel.h"
#include "anbn/core/progress.h"

namespace anbn {

/// What a long computation computes with, and whom it tells how far it is. Three references, which
/// outlive the computation.
struct Machine {
  const Backend& backend;
  Threads& threads;
  Progress& progress;
};

}  // namespace anbn
