// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/study_mask.h"

#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/resample.h"
#include "anbn/core/error.h"
#include "anbn/core/memory.h"

#include <algorithm>
#include <iterator>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// Masks of listeners in one space have nearly all voxels in common; those of two spaces are shifted
// by centimetres or meet by chance.
constexpr double kLeastOverlap = 0.5;

/// One entry a voxel of the study's grid.
using Inside = std::vector<char>;

std::size_t count(const Inside& inside) {
  return static_cast<std::size_t>(std::count(inside.begin(), inside.end(), 1));
}

Inside on_grid(const Grid& grid, const Mask& mask, const std::string& name) {
  Inside source(mask.grid.voxels()), inside(grid.voxels());
  for (const std::uint64_t v : mask.voxels) source[v] = 1;
  const Resampling from(grid, mask.grid, name);
  if (from.identical()) return source;
  for (std::size_t v = 0; v < inside.size(); ++v)
    if (const auto voxel = from.nearest(v)) inside[v] = source[*voxel];
  return inside;
}

std::string grid_words(const Grid& grid) {
  return fmt::format("{} voxels of {} mm", by_axis(grid.size), by_axis(voxel_sizes(grid)));
}

/// Takes out of `all` what is not in `mask`, and refuses a mask that has little of it.
void intersect(Inside& all, const Inside& mask, const fs::path& file, std::string_view others) {
  const std::size_t before = count(all), size = count(mask);
  for (std::size_t v = 0; v < all.size(); ++v) all[v] = all[v] != 0 && mask[v] != 0 ? 1 : 0;
  const std::size_t common = count(all), smaller = std::min(before, size);
  if (static_cast<double>(common) < kLeastOverlap * static_cast<double>(smaller) || common == 0)
    fail(
        "{}: has {} of {} voxels ({:.0f} %) in common with {}; expected at least {:.0f} %. Is it "
        "the mask of another space?",
        file.string(), common, smaller,
        smaller == 0 ? 0.0 : 100 * static_cast<double>(common) / static_cast<double>(smaller),
        others, 100 * kLeastOverlap);
}

/// Takes out of `all` what the scan does not see. Scans may see a part of the brain only.
void intersect(Inside& all, const Grid& grid, const ScanHeader& scan, StudyMask& out) {
  const std::size_t before = count(all);
  const Resampling from(grid, scan.header.grid, scan.file.string());
  for (std::size_t v = 0; v < all.size(); ++v)
    if (all[v] != 0 && !from.nearest(v)) all[v] = 0;
  const std::size_t after = count(all);
  const double share = 100 * static_cast<double>(after) / static_cast<double>(before);
  if (after == 0)
    fail(
        "{}: its field of view ({}) holds none of the {} voxels that the masks and the scans "
        "before it share; expected scans and masks in the same space",
        scan.file.string(), grid_words(scan.header.grid), before);
  if (2 * after < before)
    out.warnings.push_back(
        fmt::format("{}: its field of view holds only {} of {} voxels of the mask ({:.0f} %); the "
                    "others are left out of the study",
                    scan.file.string(), after, before, share));
}

/// Whether a header does not say where its voxels lie: they are placed by guess, in the middle of
/// space.
bool is_guessed(const NiftiHeader& header) {
  return header.affine_source == AffineSource::voxel_sizes;
}

bool is_guess(const ScanHeader& scan) { return is_guessed(scan.header); }

/// A mask must be placed as the scans are: both by their headers, both by guess, or with the same
/// voxels in the end.
void check_place(const fs::path& file, std::span<const ScanHeader> scans) {
  if (scans.empty()) return;
  const NiftiHeader header = read_nifti_header(file);
  const bool same = std::any_of(scans.begin(), scans.end(), [&](const ScanHeader& scan) {
    return same_voxels(scan.header.grid, header.grid);
  });
  if (same || is_guessed(header) == is_guess(scans[0])) return;
  const bool mask_is = is_guessed(header);
  fail(
      "{}: its header does not say where its voxels lie (sform_code and qform_code are 0), and "
      "that of {} does; expected both or neither. Set the affine, for instance with fslcpgeom",
      (mask_is ? file : scans[0].file).string(), (mask_is ? scans[0].file : file).string());
}

void check_places(std::span<const ScanHeader> scans, std::vector<std::string>& warnings) {
  for (const ScanHeader& scan : scans) inverse(scan.header.grid.affine, scan.file.string());
  const auto guessed = std::find_if(scans.begin(), scans.end(), is_guess);
  const auto placed = std::find_if_not(scans.begin(), scans.end(), is_guess);
  if (guessed != scans.end() && placed != scans.end())
    fail(
        "{}: its header does not say where its voxels lie (sform_code and qform_code are 0), and "
        "that of {} does; expected all or none. Set the affine of the first, for instance with "
        "fslcpgeom",
        guessed->file.string(), placed->file.string());
  if (guessed != scans.end())
    warnings.push_back(
        fmt::format("{}: its header does not say where its voxels lie (sform_code and qform_code "
                    "are 0); the middle of the volume is taken for 0 0 0, left and right by guess. "
                    "Coordinates and regions mean nothing then",
                    guessed->file.string()));
  for (const ScanHeader& scan : scans)
    for (const double mm : voxel_sizes(scan.header.grid))
      if (mm < kSmallestVoxelMm || mm > kLargestVoxelMm) {
        warnings.push_back(
            fmt::format("{}: has voxels of {} mm; is its unit another one? Widths of smoothing and "
                        "coordinates are read as mm",
                        scan.file.string(), by_axis(voxel_sizes(scan.header.grid))));
        return;
      }
}

}  // namespace

ScanHeader read_scan_header(const fs::path& file) {
  ScanHeader scan{file, read_nifti_header(file)};
  if (scan.header.volumes < 2)
    fail("{}: a 3-D file ({}); expected a 4-D scan of several volumes. Is it a mask or a mean?",
         file.string(), grid_words(scan.header.grid));
  return scan;
}

Grid study_grid(const Grid& first_scan, std::span<const double> voxel_mm) {
  if (voxel_mm.empty()) return first_scan;
  if (voxel_mm.size() != 1 && voxel_mm.size() != 3)
    fail("voxel_mm has {} numbers; expected one, or three for the axes", voxel_mm.size());
  const bool cubes = voxel_mm.size() == 1;
  return regridded(first_scan, {voxel_mm[0], voxel_mm[cubes ? 0 : 1], voxel_mm[cubes ? 0 : 2]});
}

StudyMask study_mask(const Grid& grid, std::span<const fs::path> masks,
                     std::span<const ScanHeader> scans, double threshold) {
  // Two maps of bytes and, as a mask is read or written, a volume.
  const double voxels = static_cast<double>(grid.size[0]) * static_cast<double>(grid.size[1]) *
                        static_cast<double>(grid.size[2]);
  require_memory(voxels * (2 + sizeof(float)), "a grid of " + grid_words(grid), available_memory());
  StudyMask out;
  check_places(scans, out.warnings);
  Inside all(grid.voxels(), 1);
  for (std::size_t m = 0; m < masks.size(); ++m) {
    check_place(masks[m], scans);
    GivenMask given = read_given_mask(masks[m], threshold);
    std::move(given.warnings.begin(), given.warnings.end(), std::back_inserter(out.warnings));
    const Inside inside = on_grid(grid, given.mask, masks[m].string());
    out.mask_sizes.push_back(count(inside));
    if (out.mask_sizes.back() == 0)
      fail(
          "{}: no voxel of the study's grid ({}) lies in it; expected a mask in the space of the "
          "scans",
          masks[m].string(), grid_words(grid));
    if (m == 0)
      all = inside;
    else
      intersect(all, inside, masks[m], m == 1 ? "the mask before it" : "the masks before it");
  }
  std::vector<Grid> seen;
  for (const ScanHeader& scan : scans) {
    const Grid& own = scan.header.grid;
    if (same_voxels(own, grid) || std::find(seen.begin(), seen.end(), own) != seen.end()) continue;
    intersect(all, grid, scan, out);
    seen.push_back(own);
  }
  out.mask.grid = grid;
  for (std::size_t v = 0; v < all.size(); ++v)
    if (all[v] != 0) out.mask.voxels.push_back(v);
  return out;
}

}  // namespace anbn
