// SPDX-License-Identifier: Apache-2.0
// How many neurons of each variant stand out of noise where the choice among the variants is paid
// for as well.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/report/report.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// What the largest correlation of all pairs of a family exceeds in at most 5 % of the draws.
struct FamilyBar {
  double bar = kNan;      // of the calibrated null model; NaN: no such bar
  std::size_t above = 0;  // neurons of the variant whose largest correlation exceeds it, under each
                          // null model that decides
};

struct FamilyRow {
  const Session* session = nullptr;
  FamilyBar own;       // over the variant's own pairs
  FamilyBar of_model;  // over those of all variants of the same model with the same weights
  FamilyBar of_all;    // over those of all variants, trained ones or untrained ones
};

/// The variants of the story of `main` beside each other, controls aside; empty where it is alone.
/// Draw d of each is of the same networks with the same random phases (in the same order of
/// stories), so a family's largest of that draw is the largest over its variants. NaN where there
/// are fewer than 19 draws, or draws of some variant are others (another seed, other signs, other
/// stories that change places). Pointers are into `report`.
std::vector<FamilyRow> family_rows(const Report& report, const Session& main);

/// family_rows() of all stories together where a study has that, else of each story.
std::vector<FamilyRow> family_rows(const Report& report);

}  // namespace anbn
