// SPDX-License-Identifier: Apache-2.0
// What was observed beside its NullRange, as columns.
#pragma once

#include "anbn/results/columns.h"
#include "anbn/stats/draws/null_range.h"

#include <string>

namespace anbn {

/// The columns X_noise, X_low, X_high and X_p, where `prefix` is "X_": of a vector of ranges, or of
/// a member that is one.
template <class V, class Ranges>
void range_columns(V&& column, const std::string& prefix, Ranges&& ranges) {
  column(prefix + "noise", members(ranges, &NullRange::mean));
  column(prefix + "low", members(ranges, &NullRange::low));
  column(prefix + "high", members(ranges, &NullRange::high));
  column(prefix + "p", members(ranges, &NullRange::p));
}

/// The same after the column X of what was observed.
template <class V, class Observed, class Ranges>
void range_columns(V&& column, const std::string& name, Observed&& observed, Ranges&& ranges) {
  column(name, observed);
  range_columns(column, name + "_", ranges);
}

}  // namespace anbn
