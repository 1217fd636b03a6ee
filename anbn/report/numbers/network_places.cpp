// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/network_places.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

constexpr double kWorthAWord = 0.1;  // of a map's mass
constexpr double kSamePlace_mm = 0.01;

/// The parts of a network's map, that of the larger mass first.
std::vector<const PlacedPart*> parts_of_network(const PlacesResults& places, int network) {
  std::vector<const PlacedPart*> parts;
  for (const PlacedPart& part : places.places.parts)
    if (part.network + 1 == static_cast<std::size_t>(network)) parts.push_back(&part);
  if (parts.size() == 2 && parts[1]->share > parts[0]->share) std::swap(parts[0], parts[1]);
  return parts;
}

}  // namespace

std::string place_in_words(const PlacesResults& places, int network) {
  std::string text;
  for (const PlacedPart* part : parts_of_network(places, network))
    if (text.empty())
      text = part->words;
    else if (part->share >= kWorthAWord)
      text += fmt::format("; {} part: {}", name_of(part->sign), part->words);
  return text;
}

std::vector<std::string> regions_of_peak(const PlacesResults& places, int network,
                                         const std::array<double, 3>& mm) {
  for (const PlacedPeak& peak : places.places.peaks)
    if (peak.network + 1 == static_cast<std::size_t>(network) &&
        std::abs(peak.x_mm - mm[0]) < kSamePlace_mm &&
        std::abs(peak.y_mm - mm[1]) < kSamePlace_mm && std::abs(peak.z_mm - mm[2]) < kSamePlace_mm)
      return peak.regions;
  return std::vector<std::string>(places.atlases.size());
}

std::string reference_in_words(const PlacesResults& places, int network) {
  const auto parts = parts_of_network(places, network);
  if (parts.empty()) return "";
  const ReferenceMatch* best = best_match(places, parts[0]->network, parts[0]->sign);
  return best == nullptr
             ? ""
             : fmt::format("{:.2f} with {}", best->correlation, places.references[best->reference]);
}

}  // namespace anbn
