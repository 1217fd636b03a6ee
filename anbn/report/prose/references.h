// SPDX-License-Identifier: Apache-2.0
// Whom a description of methods cites.
#pragma once

#include <string_view>

namespace anbn {

struct Reference {
  std::string_view cited;  // "Liu et al. 2023"
  std::string_view bibtex;
};

namespace references {

extern const Reference kCoupling, kDeepBelief, kFastIca, kHrf, kSurrogates, kPhases, kStepDown,
    kNeverZero, kFalseDiscovery, kFreedmanLane, kDualRegression, kBert;

}  // namespace references
}  // namespace anbn
