// SPDX-License-Identifier: Apache-2.0
// What is told of the variants of a study under one family-wise bar.
#pragma once

#include "anbn/report/numbers/family_bars.h"

#include <span>
#include <string>
#include <string_view>

namespace anbn {

/// "12 (r 0.213)": neurons over a bar; "n/a" where there is none.
std::string bar_text(const FamilyBar& bar);

/// The variants of one story as lines of a terminal; empty where there are none.
std::string family_table_text(std::span<const FamilyRow> rows);

inline constexpr std::string_view kFamilyWords =
    "Each bar is what the largest partial correlation of all pairs of a family exceeds in at most "
    "5 % of the draws of noise. \u201cOwn\u201d: the family is the variant\u2019s own neurons "
    "with all networks, "
    "so the choice among them is paid for. \u201cIts model\u201d: of each draw the largest over "
    "all variants of the same model with the same weights, which stand beside the same surrogates "
    "of the networks; then the choice among these variants is paid for as well. \u201cAll\u201d: "
    "over the variants of all models, trained and untrained ones apart. A neuron over a bar "
    "stands out of noise, and the chance that noise puts any of the family over it is at most 5 "
    "%. A bar is one for all neurons; named is stepped down from the strongest of the "
    "variant\u2019s "
    "own and may be more. Whether one variant has more neurons over a bar than another is not "
    "tested.";

}  // namespace anbn
