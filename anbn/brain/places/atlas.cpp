// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/atlas.h"

#include "anbn/brain/places/map_parts.h"
#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/resample.h"
#include "anbn/core/error.h"
#include "anbn/io/region_names.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

namespace anbn {
namespace {

constexpr double kMostLabel = 1e6;
constexpr double kLittle = 0.5;        // less of an atlas in the mask is worth a warning
constexpr std::size_t kMostNamed = 5;  // of what a warning lists

std::vector<float> read_labels(NiftiReader& reader, const std::string& file) {
  const NiftiHeader& header = reader.header();
  if (header.rank != 3)
    fail(
        "{}: found {} volumes; expected one volume of labels. (Of a probabilistic atlas take the "
        "version of largest probability.)",
        file, header.volumes);
  std::vector<float> labels(header.grid.voxels());
  reader.read(labels);
  for (const float label : labels)
    if (!(label >= 0 && label <= kMostLabel) || label != std::floor(label))
      fail(
          "{}: found the value {}; expected whole numbers from 0 (no region), as an atlas of "
          "labels has",
          file, label);
  return labels;
}

/// How many voxels of the atlas each label has, and how many of all lie in the mask.
struct LabelVolumes {
  std::map<std::int64_t, std::size_t> voxels;
  std::size_t all = 0, inside = 0;
};

LabelVolumes volumes_of(const std::vector<float>& labels, const Grid& grid, const Mask& mask,
                        const std::string& file) {
  const Resampling to_mask(grid, mask.grid, file);
  std::vector<char> in_mask(mask.grid.voxels());
  for (const std::uint64_t v : mask.voxels) in_mask[v] = 1;
  LabelVolumes found;
  for (std::size_t v = 0; v < labels.size(); ++v) {
    if (labels[v] == 0) continue;
    ++found.voxels[static_cast<std::int64_t>(labels[v])];
    ++found.all;
    const auto place = to_mask.nearest(v);
    found.inside += place && in_mask[*place] != 0;
  }
  if (found.all == 0) fail("{}: all labels are 0; expected an atlas of labels", file);
  return found;
}

/// "label 3, label 5 and 7 more".
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostNamed, names.size()); ++i)
    text += (text.empty() ? "" : ", ") + names[i];
  if (names.size() > kMostNamed) text += fmt::format(" and {} more", names.size() - kMostNamed);
  return text;
}

std::string number_name(std::int64_t label) { return fmt::format("label {}", label); }

/// The name of every label of the volume; what does not fit is told in `atlas`.
std::map<std::int64_t, std::string> names_of(const AtlasFiles& files, const LabelVolumes& volumes,
                                             Atlas& atlas) {
  RegionNames given;
  if (!files.names.empty()) given = read_region_names(files.names);
  const std::int64_t last = volumes.voxels.rbegin()->first;
  if (!given.names.empty() && !given.numbered && given.names.rbegin()->first < last)
    fail(
        "{}: found {} names without numbers, but {} has labels up to {}; expected a name for each "
        "label from 1, or lines \"NUMBER NAME\"",
        files.names.string(), given.names.size(), files.labels.string(), last);
  std::map<std::int64_t, std::string> names;
  std::vector<std::string> nameless, unused;
  for (const auto& [label, voxels] : volumes.voxels) {
    const auto found = given.names.find(label);
    if (found == given.names.end()) nameless.push_back(number_name(label));
    names[label] = found == given.names.end() ? nameless.back() : found->second;
  }
  for (const auto& [label, name] : given.names)
    if (label != 0 && !names.contains(label)) unused.push_back(name);
  if (files.names.empty())
    atlas.facts.emplace_back("names", "none given: regions are called by their labels");
  else if (!nameless.empty())
    atlas.warnings.push_back(fmt::format(
        "{}: {} of {} regions have no name in {} and are called by their labels ({})", atlas.title,
        nameless.size(), names.size(), files.names.filename().string(), listed(nameless)));
  if (!unused.empty())
    atlas.warnings.push_back(fmt::format(
        "{}: {} of {} names in {} have no voxel in {} ({}); do the two belong together?",
        atlas.title, unused.size(), given.names.size(), files.names.filename().string(),
        files.labels.filename().string(), listed(unused)));
  return names;
}

/// Which voxel of `grid` a point lies in, if it lies in one. Half way between two (where grids are
/// of 2 and 3 mm half of all points are) it is the one farther to the right, front or top, so that
/// the order in which a file has its voxels changes nothing.
class NearestVoxel {
 public:
  NearestVoxel(const Grid& grid, const std::string& name)
      : grid_(grid), to_voxel_(inverse(grid.affine, name)) {
    for (std::size_t a = 0; a < 3; ++a) {
      double largest = 0;
      for (const auto& row : grid.affine)
        if (std::abs(row[a]) > std::abs(largest)) largest = row[a];
      rising_[a] = largest > 0;
    }
  }

  std::optional<std::size_t> operator()(const Point& mm) const {
    const Point at = moved(to_voxel_, mm);
    std::size_t voxel = 0, stride = 1;
    for (std::size_t a = 0; a < 3; ++a) {
      const double index =
          rising_[a] ? std::floor(at[a] + 0.5 + kSlack) : std::ceil(at[a] - 0.5 - kSlack);
      if (!(index >= 0 && index < static_cast<double>(grid_.size[a]))) return std::nullopt;
      voxel += stride * static_cast<std::size_t>(index);
      stride *= grid_.size[a];
    }
    return voxel;
  }

 private:
  static constexpr double kSlack = 1e-4;  // voxels: affines are rounded
  Grid grid_;
  Affine to_voxel_;
  std::array<bool, 3> rising_{};
};

void place_regions(const std::vector<float>& labels, const Grid& grid, const Mask& mask,
                   const std::map<std::int64_t, std::string>& names, Atlas& atlas) {
  const NearestVoxel nearest(grid, atlas.title);
  const std::vector<Point> places = places_of(mask);
  std::vector<std::int64_t> label_of(mask.size());
  std::map<std::int64_t, std::size_t> voxels;
  for (std::size_t v = 0; v < mask.size(); ++v) {
    const auto place = nearest(places[v]);
    label_of[v] = place ? static_cast<std::int64_t>(labels[*place]) : 0;
    if (label_of[v] != 0) ++voxels[label_of[v]];
  }
  std::map<std::int64_t, std::uint32_t> index;
  for (const auto& [label, count] : voxels) {
    index[label] = static_cast<std::uint32_t>(atlas.regions.size());
    atlas.regions.push_back({label, names.at(label), count});
    atlas.covered += count;
  }
  const auto none = static_cast<std::uint32_t>(atlas.regions.size());
  for (const std::int64_t label : label_of)
    atlas.region_of.push_back(label == 0 ? none : index.at(label));
}

/// Regions of the left whose voxels lie on the right, and the other way round, among all that have
/// a side in their name.
void check_sides(const Mask& mask, Atlas& atlas) {
  std::vector<double> x_sum(atlas.regions.size() + 1);
  const std::vector<Point> places = places_of(mask);
  for (std::size_t v = 0; v < mask.size(); ++v) x_sum[atlas.region_of[v]] += places[v][0];
  std::size_t sided = 0, wrong = 0;
  for (std::size_t r = 0; r < atlas.regions.size(); ++r) {
    const Hemisphere side = plain_name(atlas.regions[r].name).hemisphere;
    if (side == Hemisphere::none || x_sum[r] == 0) continue;
    ++sided;
    wrong += (side == Hemisphere::left) != (x_sum[r] < 0);
  }
  if (2 * wrong > sided)
    atlas.warnings.push_back(fmt::format(
        "{}: {} of {} regions whose names say left or right lie on the other side; is the atlas's "
        "affine, or that of the scans, mirrored?",
        atlas.title, wrong, sided));
}

void tell_of_places(const LabelVolumes& volumes, const std::map<std::int64_t, std::string>& names,
                    const Mask& mask, Atlas& atlas) {
  atlas.facts.emplace_back(
      "regions", fmt::format("{} of {} in the mask", atlas.regions.size(), volumes.voxels.size()));
  atlas.facts.emplace_back(
      "covers",
      fmt::format("{:.0f} % of the mask; {:.0f} % of its volume lies in the mask",
                  100 * static_cast<double>(atlas.covered) / static_cast<double>(mask.size()),
                  100 * atlas.inside));
  if (atlas.inside < kLittle)
    atlas.warnings.push_back(fmt::format(
        "{}: only {:.0f} % of its volume lies in the mask. The atlas must be in the scans' own "
        "space (nothing is registered here); where the mask is a part of the brain this is right",
        atlas.title, 100 * atlas.inside));
  std::vector<std::string> outside;
  std::size_t r = 0;
  for (const auto& [label, name] : names)
    if (r < atlas.regions.size() && atlas.regions[r].label == label)
      ++r;
    else
      outside.push_back(name);
  if (!outside.empty())
    atlas.warnings.push_back(fmt::format("{}: {} of {} regions have no voxel in the mask ({})",
                                         atlas.title, outside.size(), names.size(),
                                         listed(outside)));
}

}  // namespace

Atlas read_atlas(const AtlasFiles& files, const Mask& mask) {
  const std::string file = files.labels.string();
  NiftiReader reader(files.labels);
  const NiftiHeader header = reader.header();
  check_placed(header, mask.grid, file);
  const std::vector<float> labels = read_labels(reader, file);
  Atlas atlas;
  atlas.title = files.title.empty() ? nifti_stem(files.labels) : files.title;
  if (header.affine_source == AffineSource::voxel_sizes)
    atlas.warnings.push_back(
        fmt::format("{}: the header of {} has no affine; its middle is taken as the origin",
                    atlas.title, file));
  const LabelVolumes volumes = volumes_of(labels, header.grid, mask, file);
  atlas.inside = static_cast<double>(volumes.inside) / static_cast<double>(volumes.all);
  const auto names = names_of(files, volumes, atlas);
  place_regions(labels, header.grid, mask, names, atlas);
  if (atlas.regions.empty())
    fail(
        "{}: no region has a voxel in the mask; expected an atlas in the same space as the scans "
        "(nothing is registered here). Is it of another space, or of another part of the brain?",
        file);
  tell_of_places(volumes, names, mask, atlas);
  check_sides(mask, atlas);
  return atlas;
}

}  // namespace anbn
