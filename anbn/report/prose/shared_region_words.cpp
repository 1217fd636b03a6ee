// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/shared_region_words.h"

#include "anbn/analysis/place_words.h"

#include <fmt/format.h>

namespace anbn {
std::string shared_region_words(const std::vector<RegionOfThird>& rows) {
  std::string text;
  for (std::size_t first = 0, end = 0; first < rows.size(); first = end) {
    const std::string& atlas = rows[first].atlas;
    std::vector<std::vector<std::string>> named(3);
    for (; end < rows.size() && rows[end].atlas == atlas; ++end)
      if (rows[end].shared.q <= kNamedUpTo)
        named[static_cast<std::size_t>(rows[end].layers)].push_back(rows[end].region);
    std::string found;
    for (std::size_t third = 0; third < named.size(); ++third) {
      if (named[third].empty()) continue;
      const std::string_view share = found.empty() ? " share " : " ";
      found += fmt::format("{}{} layers{}{}", found.empty() ? "" : ", ",
                           name_of(static_cast<LayerThird>(third)), share, listed(named[third]));
    }
    text += fmt::format("{}in {} {}", text.empty() ? "" : "; ", atlas,
                        found.empty() ? "no layers share a region more than chance" : found);
  }
  return text;
}

}  // namespace anbn
