// SPDX-License-Identifier: Apache-2.0
// Regions that the best pairs of early, middle and late layers share, of a session and of the
// untrained model.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/shared_region_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kMostRows =
    3;  // of a third of the layers in an atlas, but all that are named

std::vector<HtmlCell> cells_of(const RegionOfThird& row, const std::string& model) {
  const SharedRegion& of = row.shared;
  return {model,
          row.atlas,
          std::string(name_of(row.layers)),
          of.q <= kNamedUpTo ? HtmlCell::raw("<b class=found>" + escaped(row.region) + "</b>")
                             : HtmlCell(row.region),
          HtmlCell(fmt::format("{} of {}", of.here, of.maps), static_cast<double>(of.here)),
          HtmlCell(fmt::format("{:.1f}", of.expected_here), of.expected_here),
          share_cell(of.mean_share),
          share_cell(of.expected_share),
          p_cell(of.p),
          p_cell(of.q)};
}

/// The rows of each atlas and third with the smallest p, and all that are named.
void add_regions(const std::vector<RegionOfThird>& all, const std::string& model,
                 std::vector<std::vector<HtmlCell>>& rows) {
  for (std::size_t first = 0, end = 0; first < all.size(); first = end) {
    std::vector<RegionOfThird> third;
    for (; end < all.size() && all[end].atlas == all[first].atlas &&
           all[end].layers == all[first].layers;
         ++end)
      third.push_back(all[end]);
    std::stable_sort(third.begin(), third.end(),
                     [](const RegionOfThird& a, const RegionOfThird& b) {
                       return a.shared.p != b.shared.p
                                  ? a.shared.p < b.shared.p
                                  : a.shared.mean_share / a.base > b.shared.mean_share / b.base;
                     });
    for (std::size_t i = 0; i < third.size(); ++i)
      if (i < kMostRows || third[i].shared.q <= kNamedUpTo)
        rows.push_back(cells_of(third[i], model));
  }
}

}  // namespace

std::string shared_regions_part(const Session& s, const Session* untrained) {
  if (s.shared_regions.empty()) return "";
  const std::string own = untrained == nullptr ? s.variant : "trained";
  std::vector<std::vector<HtmlCell>> rows;
  add_regions(s.shared_regions, own, rows);
  std::string words = fmt::format("Best pairs: {}.", shared_region_words(s.shared_regions));
  if (untrained != nullptr && !untrained->shared_regions.empty()) {
    add_regions(untrained->shared_regions, "untrained", rows);
    words += fmt::format(" Untrained model: {}.", shared_region_words(untrained->shared_regions));
  }
  return "<h4>Regions that layers share</h4>\n" + element("p", words) +
         html_table("Regions that best pairs of early, middle and late layers share",
                    {{"Model"},
                     {"atlas"},
                     {"layers", Align::left, "Thirds of the model\u2019s layers"},
                     {"region"},
                     {"maps", Align::right,
                      "Best pairs\u2019 maps of which the region has more than of the brain"},
                     {"by chance", Align::right, "The same of random maps like them, on average"},
                     {"mean share", Align::right, "Of the larger part of each map, over the maps"},
                     {"by chance", Align::right, "The same of random maps like them, on average"},
                     {"p", Align::right, "Of the mean share, if each map lay anywhere"},
                     {"q", Align::right, "Over all regions and thirds of the atlas"}},
                    rows, Sorting::fixed) +
         "<p class=\"note\">Tested is whether these maps lie in a region together more than maps "
         "like them that lie anywhere in the brain. That a layer has a best pair is not: it has "
         "one in noise as well. Layers with the same network have the same map, which counts as "
         "often and is one map all the same.</p>\n";
}

}  // namespace anbn
