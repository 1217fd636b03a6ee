// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/error.h"
#include "anbn/core/options.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The entry called `name` of a table of kinds; `what` is a kind's name in words ("null model").
/// Throws Error naming all and the nearest if there is none.
template <class Kind>
const Kind& kind_named(std::span<const Kind> table, std::string_view name, std::string_view what) {
  std::vector<std::string> known;
  std::string expected;
  for (const Kind& kind : table) {
    if (kind.name == name) return kind;
    known.emplace_back(kind.name);
    expected += (expected.empty() ? "" : ", ") + known.back();
  }
  fail("there is no {} '{}'; expected one of {}{}", what, name, expected,
       did_you_mean(name, known));
}

}  // namespace anbn
