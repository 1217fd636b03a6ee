// SPDX-License-Identifier: Apache-2.0
// Where all networks lie.
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"

#include <fmt/format.h>

namespace anbn {
namespace {

std::string how_places(const PlacesResults& p) {
  return fmt::format(
      "A part of a map is its voxels of one sign that reach {} of the largest |value|. Regions are "
      "named in which a part has more of its mass than noise that is as smooth, as mirrored and "
      "has the same values: q <= {} over all parts and regions of an atlas, from {} random maps; "
      "percentages are of the part\u2019s mass. That a network lies there says nothing about what "
      "it does. Left of right: 1 is all left, -1 all right.",
      p.threshold, kNamedUpTo, p.draws);
}

}  // namespace

std::string places_part(const VolumeNetworks& volumes) {
  if (!volumes.places) return "";
  const PlacesResults& p = *volumes.places;
  std::vector<std::vector<HtmlCell>> rows;
  for (const PlacedPart& part : p.places.parts) {
    const ReferenceMatch* best = best_match(p, part.network, part.sign);
    rows.push_back({p.networks[part.network], std::string(name_of(part.sign)),
                    HtmlCell(fmt::format("{:.0f} %", 100 * part.share), part.share), part.words,
                    HtmlCell(fmt::format("{:+.2f}", part.laterality), part.laterality),
                    std::to_string(part.clusters)});
    if (!p.references.empty())
      rows.back().push_back(best == nullptr
                                ? HtmlCell("n/a")
                                : HtmlCell(fmt::format("{:.2f} with {}", best->correlation,
                                                       p.references[best->reference]),
                                           best->correlation));
  }
  std::vector<HtmlColumn> columns = {
      {"Network"},
      {"part"},
      {"of its mass", Align::right, "Share of the mass of both parts"},
      {"lies", Align::wide},
      {"left of right", Align::right, "(left - right) / (left + right) of the mass"},
      {"clusters", Align::right, "Voxels joined by their faces"}};
  if (!p.references.empty())
    columns.push_back({"reference", Align::left,
                       "The reference map of the largest correlation over the mask; no test"});
  return "<h3 id=\"places\">Where the networks lie</h3>\n" + element("p", how_places(p)) +
         html_table("Where the networks lie", columns, rows, Sorting::by_reader);
}

}  // namespace anbn
