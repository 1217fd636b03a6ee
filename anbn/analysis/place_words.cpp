// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/place_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

constexpr double kOneSided = 0.5;  // three quarters of the mass on one side
constexpr std::size_t kMostNamed = 3;

std::string side_words(double laterality) {
  if (std::isnan(laterality)) return "midline";
  return laterality >= kOneSided ? "left" : laterality <= -kOneSided ? "right" : "both sides";
}

std::string atlas_words(const Atlas& atlas, std::span<const RegionShare> shares,
                        std::size_t number) {
  std::vector<std::pair<std::string, double>> named;  // plain names with their shares
  for (const RegionShare& s : shares) {
    if (s.atlas != number || !(s.q <= kNamedUpTo)) continue;
    const std::string words = plain_name(atlas.regions[s.region].name).words;
    const auto same = std::find_if(named.begin(), named.end(),
                                   [&](const auto& entry) { return entry.first == words; });
    if (same == named.end())
      named.emplace_back(words, s.share);
    else
      same->second += s.share;
  }
  if (named.empty()) return fmt::format("no region of {} more than chance", atlas.title);
  std::stable_sort(named.begin(), named.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  named.resize(std::min(kMostNamed, named.size()));
  double share = 0;
  std::vector<std::string> names;
  for (const auto& [name, part] : named) {
    names.push_back(name);
    share += part;
  }
  return fmt::format("{:.0f} % {} ({})", 100 * share, listed(names), atlas.title);
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

std::string place_words(const PlacedPart& part, std::span<const RegionShare> shares,
                        std::span<const Atlas> atlases) {
  std::string text = side_words(part.laterality);
  for (std::size_t a = 0; a < atlases.size(); ++a)
    text += "; " + atlas_words(atlases[a], shares, a);
  return text;
}

}  // namespace anbn
