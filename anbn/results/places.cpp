// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/places.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"

#include <algorithm>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct RegionList {
  PlacesResults& results;
  std::vector<std::string> atlas = {};  // title

  template <class V>
  void columns(V&& column) {
    column("atlas", atlas);
    column("label", members(results.list, &ListedRegion::region, &AtlasRegion::label));
    column("region", members(results.list, &ListedRegion::region, &AtlasRegion::name));
    column("voxels", members(results.list, &ListedRegion::region, &AtlasRegion::voxels));
    column("base", members(results.list, &ListedRegion::base));
  }
};

/// Where the regions of each atlas begin in the list.
std::vector<std::size_t> begins_of(const PlacesResults& results) {
  std::vector<std::size_t> begins(results.atlases.size());
  for (std::size_t i = results.list.size(); i-- > 0;) begins[results.list[i].atlas] = i;
  return begins;
}

/// Columns of those tables that have a row for networks: their names are for readers.
template <class V, class Row>
void network_columns(V&& column, PlacesResults& results, std::vector<Row>& rows) {
  column("network", ordinals(members(rows, &Row::network), results.networks.size()));
  column.derived("name", rows.size(),
                 [&](std::size_t i) { return results.networks[rows[i].network]; });
}

struct ShareRows {
  PlacesResults& results;
  std::vector<std::string> atlas = {};   // title
  std::vector<std::int64_t> label = {};  // of the region
  std::vector<std::string> name = {};    // of the region

  template <class V>
  void columns(V&& column) {
    std::vector<RegionShare>& rows = results.places.regions;
    column("atlas", atlas);
    network_columns(column, results, rows);
    column("sign", members(rows, &RegionShare::sign));
    column("label", label);
    column("region", name);
    column("share", members(rows, &RegionShare::share));
    column("enrichment", members(rows, &RegionShare::enrichment));
    column("dice", members(rows, &RegionShare::dice));
    column("p", members(rows, &RegionShare::p));
    column("q", members(rows, &RegionShare::q));
  }
};

struct PartRows {
  PlacesResults& results;

  template <class V>
  void columns(V&& column) {
    std::vector<PlacedPart>& rows = results.places.parts;
    network_columns(column, results, rows);
    column("sign", members(rows, &PlacedPart::sign));
    column("voxels", members(rows, &PlacedPart::voxels));
    column("clusters", members(rows, &PlacedPart::clusters));
    column("share", members(rows, &PlacedPart::share));
    column("laterality", members(rows, &PlacedPart::laterality));
    column("fwhm_mm", members(rows, &PlacedPart::fwhm_mm));
    column("nugget", members(rows, &PlacedPart::nugget));
    column("mirroring", members(rows, &PlacedPart::mirroring));
    column("place", members(rows, &PlacedPart::words));
  }
};

struct PeakRows {
  PlacesResults& results;
  std::vector<std::vector<std::string>> regions;  // of each atlas

  template <class V>
  void columns(V&& column) {
    std::vector<PlacedPeak>& rows = results.places.peaks;
    network_columns(column, results, rows);
    column("sign", members(rows, &PlacedPeak::sign));
    column("cluster", ordinals(members(rows, &PlacedPeak::cluster)));
    column("voxels", members(rows, &PlacedPeak::voxels));
    column("volume_mm3", members(rows, &PlacedPeak::volume_mm3));
    column("x_mm", members(rows, &PlacedPeak::x_mm));
    column("y_mm", members(rows, &PlacedPeak::y_mm));
    column("z_mm", members(rows, &PlacedPeak::z_mm));
    column("value", members(rows, &PlacedPeak::value));
    for (std::size_t a = 0; a < regions.size(); ++a)
      column("region_" + results.atlases[a], texts(Entries<std::string>{&regions[a]}));
  }
};

struct MatchRows {
  PlacesResults& results;

  template <class V>
  void columns(V&& column) {
    std::vector<ReferenceMatch>& rows = results.matches;
    network_columns(column, results, rows);
    column("reference",
           ordinals(members(rows, &ReferenceMatch::reference), results.references.size()));
    column.derived("reference_name", rows.size(),
                   [&](std::size_t i) { return results.references[rows[i].reference]; });
    column("correlation", members(rows, &ReferenceMatch::correlation));
  }
};

struct PlacesSummary {
  PlacesResults& results;

  template <class V>
  void fields(V&& field) {
    field("atlases", results.atlases);
    field("networks", results.networks);
    field("references", results.references);
    field("draws", results.draws);
    field("threshold", results.threshold);
  }
};

void read_list(const fs::path& file, PlacesResults& results) {
  RegionList list{results};
  read_columns(file, list);
  for (std::size_t i = 0; i < results.list.size(); ++i) {
    const auto found = std::find(results.atlases.begin(), results.atlases.end(), list.atlas[i]);
    if (found == results.atlases.end())
      fail("{}: '{}' is none of the atlases in summary.json; run the stage again", file.string(),
           list.atlas[i]);
    results.list[i].atlas = static_cast<std::size_t>(found - results.atlases.begin());
  }
}

void read_shares(const fs::path& file, PlacesResults& results) {
  ShareRows rows{results};
  read_columns(file, rows);
  std::map<std::pair<std::string, std::int64_t>, std::size_t> places;
  for (std::size_t i = 0; i < results.list.size(); ++i)
    places[{results.atlases[results.list[i].atlas], results.list[i].region.label}] = i;
  const std::vector<std::size_t> begins = begins_of(results);
  for (std::size_t i = 0; i < results.places.regions.size(); ++i) {
    const auto found = places.find({rows.atlas[i], rows.label[i]});
    if (found == places.end())
      fail("{}: label {} of '{}' does not stand in atlases.tsv; run the stage again", file.string(),
           rows.label[i], rows.atlas[i]);
    RegionShare& share = results.places.regions[i];
    share.atlas = results.list[found->second].atlas;
    share.region = found->second - begins[share.atlas];
  }
}

}  // namespace

std::optional<MapSign> main_sign(const PlacesResults& results, std::size_t network) {
  std::optional<MapSign> sign;
  for (const PlacedPart& part : results.places.parts)
    if (part.network == network && (!sign || part.share > 0.5)) sign = part.sign;
  return sign;
}

const ReferenceMatch* best_match(const PlacesResults& results, std::size_t network, MapSign sign) {
  const ReferenceMatch* best = nullptr;
  const double toward = sign == MapSign::positive ? 1 : -1;
  for (const ReferenceMatch& match : results.matches)
    if (match.network == network && toward * match.correlation > 0 &&
        (best == nullptr || toward * match.correlation > toward * best->correlation))
      best = &match;
  return best;
}

void write(const PlacesResults& results, const fs::path& folder) {
  PlacesResults& r = visited(results);
  RegionList list{r};
  for (const ListedRegion& region : r.list) list.atlas.push_back(r.atlases[region.atlas]);
  write_columns(folder / "atlases.tsv", list);

  ShareRows shares{r};
  const std::vector<std::size_t> begins = begins_of(r);
  for (const RegionShare& share : r.places.regions) {
    const AtlasRegion& region = r.list[begins[share.atlas] + share.region].region;
    shares.atlas.push_back(r.atlases[share.atlas]);
    shares.label.push_back(region.label);
    shares.name.push_back(region.name);
  }
  write_columns(folder / "regions.tsv", shares);
  write_columns(folder / "networks.tsv", PartRows{r});

  PeakRows peaks{r, std::vector<std::vector<std::string>>(r.atlases.size())};
  for (const PlacedPeak& peak : r.places.peaks)
    for (std::size_t a = 0; a < r.atlases.size(); ++a) peaks.regions[a].push_back(peak.regions[a]);
  write_columns(folder / "peaks.tsv", peaks);
  if (!r.references.empty()) write_columns(folder / "references.tsv", MatchRows{r});
  write_fields(folder / "summary.json", PlacesSummary{r});
  write_npy(folder / "main_parts.npy", r.places.drawn);
}

PlacesResults read_told_places(const fs::path& folder) {
  PlacesResults results;
  PlacesSummary summary{results};
  read_fields(folder / "summary.json", summary);
  PartRows parts{results};
  read_columns(folder / "networks.tsv", parts);
  PeakRows peaks{results, std::vector<std::vector<std::string>>(results.atlases.size())};
  read_columns(folder / "peaks.tsv", peaks);
  for (std::size_t i = 0; i < results.places.peaks.size(); ++i)
    for (const std::vector<std::string>& regions : peaks.regions)
      results.places.peaks[i].regions.push_back(regions[i]);
  MatchRows matches{results};
  if (!results.references.empty()) read_columns(folder / "references.tsv", matches);
  return results;
}

PlacesResults read_placed_regions(const fs::path& folder) {
  PlacesResults results = read_told_places(folder);
  read_list(folder / "atlases.tsv", results);
  read_shares(folder / "regions.tsv", results);
  return results;
}

PlacesResults read_places(const fs::path& folder) {
  PlacesResults results = read_placed_regions(folder);
  results.places.drawn = read_npy_matrix(folder / "main_parts.npy");
  return results;
}

MainShares read_main_shares(const fs::path& folder, const PlacesResults& places,
                            const std::vector<std::size_t>& networks) {
  const fs::path file = folder / "main_parts.npy";
  const MappedMatrix drawn(file);
  const std::size_t maps = places.networks.size(), regions = places.list.size();
  MainShares shares{networks.size(), std::min(places.draws, kKeptDraws), regions, {}, {}};
  if (drawn.rows() != maps * shares.draws || drawn.cols() != regions)
    fail("{}: found {} x {}; expected {} x {}. Run the stage again", file.string(), drawn.rows(),
         drawn.cols(), maps * shares.draws, regions);
  const std::vector<std::size_t> begins = begins_of(places);
  shares.observed.assign(networks.size() * regions, 0);
  for (std::size_t n = 0; n < networks.size(); ++n) {
    const std::optional<MapSign> sign = main_sign(places, networks[n]);
    if (!sign) fail("{}: the map of network {} is empty", folder.string(), networks[n] + 1);
    for (const RegionShare& share : places.places.regions)
      if (share.network == networks[n] && share.sign == *sign)
        shares.observed[n * regions + begins[share.atlas] + share.region] =
            static_cast<float>(share.share);
    for (std::size_t d = 0; d < shares.draws; ++d) {
      const std::span<const float> row = drawn.row(networks[n] * shares.draws + d);
      shares.drawn.insert(shares.drawn.end(), row.begin(), row.end());
    }
  }
  return shares;
}

}  // namespace anbn
