// SPDX-License-Identifier: Apache-2.0
// docs/calibration.tsv, as it was when this program was built: how often the calibrated test called
// noise coupled.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The text of docs/calibration.tsv.
std::string_view calibration_tsv();

/// Of one kind of noise: the shares of analyses in which the calibrated test (phase surrogates,
/// given cosines with periods above 128 s) had p at or below 0.05.
struct Calibration {
  std::string series;        // "HRF noise"
  std::size_t analyses = 0;  // that the shares are of
  double global = 0;         // of the largest over all pairs
};

/// One for each kind of noise in `tsv`, in its order: of the first of its rows. Throws Error if a
/// column is missing or a number is none.
std::vector<Calibration> calibration_of(std::string_view tsv);

/// "HRF noise 5.2 %, AR(1) 6.1 %, ...": of the largest over all pairs.
std::string calibration_words(const std::vector<Calibration>& rows);

}  // namespace anbn
