// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/names.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The names in a table of kinds, in its order.
template <class Kind>
std::vector<std::string> names_of_kinds(std::span<const Kind> table) {
  std::vector<std::string> names;
  for (const Kind& kind : table) names.emplace_back(kind.name);
  return names;
}

/// The entry called `name` of a table of kinds; `what` is a kind's name in words ("null model").
/// Throws Error naming all and the nearest if there is none.
template <class Kind>
const Kind& kind_named(std::span<const Kind> table, std::string_view name, std::string_view what) {
  for (const Kind& kind : table)
    if (kind.name == name) return kind;
  fail_unknown(what, name, names_of_kinds(table));
}

}  // namespace anbn
