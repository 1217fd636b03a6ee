// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/page/page_parts.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

PlacesResults two_networks() {
  PlacesResults p;
  p.atlases = {"Yeo <7>", "AAL"};
  p.networks = {"BN 1", "<b>"};
  p.references = {"Language"};
  p.matches = {{0, 0, 0.625}, {1, 0, -0.5}};
  p.draws = 1000, p.threshold = 0.3;
  const auto part = [](std::size_t network, MapSign sign, double share, const char* words) {
    PlacedPart out;
    out.network = network, out.sign = sign, out.share = share, out.words = words;
    return out;
  };
  p.places.parts = {part(0, MapSign::positive, 0.95, "left; 71 % Default"),
                    part(0, MapSign::negative, 0.05, "right"),
                    part(1, MapSign::positive, 0.3, "both sides"),
                    part(1, MapSign::negative, 0.7, "right; <i>")};
  PlacedPeak peak;
  peak.network = 1;
  peak.x_mm = -3.5, peak.y_mm = 2, peak.z_mm = 10;
  peak.regions = {"", "Insula_L"};
  p.places.peaks = {peak};
  return p;
}

TEST(NetworkPlaces, AreSaidOfTheLargerPartFirst) {
  const PlacesResults p = two_networks();
  EXPECT_EQ(place_in_words(p, 1), "left; 71 % Default");
  EXPECT_EQ(place_in_words(p, 2), "right; <i>; positive part: both sides");
  EXPECT_EQ(place_in_words(p, 3), "");
}

TEST(NetworkPlaces, KnowTheRegionsOfAPeak) {
  const PlacesResults p = two_networks();
  EXPECT_EQ(regions_of_peak(p, 2, {-3.5, 2, 10}), (std::vector<std::string>{"", "Insula_L"}));
  EXPECT_EQ(regions_of_peak(p, 2, {-3.5, 2, 11}), (std::vector<std::string>{"", ""}));
  EXPECT_EQ(regions_of_peak(p, 1, {-3.5, 2, 10}), (std::vector<std::string>{"", ""}));
}

TEST(NetworkPlaces, HaveTheReferenceThatIsMostLikeTheLargerPart) {
  const PlacesResults p = two_networks();
  EXPECT_EQ(reference_in_words(p, 1), "0.62 with Language");
  EXPECT_EQ(reference_in_words(p, 2), "-0.50 with Language");  // of a negative part the smallest
  EXPECT_EQ(best_match(p, 1, MapSign::positive), nullptr);
}

TEST(PlacesPart, ShowsAllPartsAndHostileNamesAsText) {
  VolumeNetworks volumes;
  EXPECT_EQ(places_part(volumes), "");
  volumes.places = two_networks();
  const std::string html = places_part(volumes);
  EXPECT_NE(html.find("Where the networks lie"), std::string::npos);
  EXPECT_NE(html.find("left; 71 % Default"), std::string::npos);
  EXPECT_NE(html.find("&lt;b&gt;"), std::string::npos);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_EQ(html.find("<i>"), std::string::npos);
  EXPECT_NE(html.find("from 1000 random maps"), std::string::npos);
}

}  // namespace
}  // namespace anbn
