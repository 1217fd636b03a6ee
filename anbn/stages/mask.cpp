// SPDX-License-Identifier: Apache-2.0
// Headers and masks of all scans of a study -> its grid and the voxels that all of them have.
#include "anbn/results/mask.h"
#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/study_mask.h"
#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/runner/make_stage.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct MaskOptions {
  InputList scans{InputKind::header, Presence::required, {}};
  InputList masks{InputKind::file, Presence::optional, {}};
  double mask_threshold = 0;
  std::vector<double> voxel_mm;

  template <class V>
  void visit(V&& option) {
    option("scans", scans, "4-D NIfTI of all listeners and stories; only their headers are read");
    option("masks", masks, "3-D NIfTI, inside where above 0; their intersection is taken");
    option("mask_threshold", mask_threshold,
           "voxels of the masks above it are inside: of probabilities 0.5, say", at_least(0));
    option("voxel_mm", voxel_mm,
           "sizes of the grid's voxels, one number or three; by default the grid is that of the "
           "first scan",
           more_than(0).measured_in("mm"));
  }

  void check() const {
    if (masks.paths.empty())
      fail(
          "--masks is missing: no brain masks; expected at least one, in the space of the scans. "
          "fMRIPrep writes one beside each scan (..._desc-brain_mask.nii.gz); AFNI makes one with "
          "`3dAutomask -prefix mask.nii.gz scan.nii.gz`, FSL with `bet mean.nii.gz brain -m`");
    if (voxel_mm.size() > 1 && voxel_mm.size() != 3)
      fail("--voxel-mm has {} numbers; expected one, or three for the axes", voxel_mm.size());
  }
};

MaskedScan row_of(const ScanHeader& scan, const Grid& grid) {
  const NiftiHeader& h = scan.header;
  return {.scan = scan.file.filename().string(),
          .volumes = h.volumes,
          .size = by_axis(h.grid.size),
          .voxel_mm = by_axis(h.voxel_mm),
          .tr_s = h.tr_s > 0 ? h.tr_s : kNan,
          .grid = same_voxels(h.grid, grid) ? "same" : "resampled"};
}

void run(const MaskOptions& o, const fs::path& out, RunContext& context) {
  std::vector<ScanHeader> scans;
  for (const fs::path& file : o.scans.paths) scans.push_back(read_scan_header(file));
  const Grid grid = study_grid(scans[0].header.grid, o.voxel_mm);
  StudyMask found = study_mask(grid, o.masks.paths, scans, o.mask_threshold);
  MaskResults results{std::move(found.mask), {}};
  for (const ScanHeader& scan : scans) results.scans.push_back(row_of(scan, grid));
  write(results, out);

  std::size_t smallest = found.mask_sizes[0], largest = smallest;
  const auto resampled =
      std::count_if(results.scans.begin(), results.scans.end(),
                    [](const MaskedScan& scan) { return scan.grid == "resampled"; });
  for (const std::size_t size : found.mask_sizes) {
    smallest = std::min(smallest, size);
    largest = std::max(largest, size);
  }
  auto& facts = context.notes.facts;
  facts.emplace_back("voxels", std::to_string(results.mask.size()));
  facts.emplace_back("grid", by_axis(grid.size) + " of " + by_axis(voxel_sizes(grid)) + " mm");
  facts.emplace_back(
      "masks", fmt::format("{} of {} to {} voxels", found.mask_sizes.size(), smallest, largest));
  facts.emplace_back("scans", fmt::format("{}, {} resampled", scans.size(), resampled));
  for (std::string& warning : found.warnings) context.notes.warnings.push_back(std::move(warning));
}

// Masks may also be given once for the whole study.
constexpr FilledIn kOfAllStories[] = {{"scans", From::scans},
                                      {"masks", From::masks, Given::joined}};

Cost cost(const MaskOptions& o, const CostInputs& in) {
  return {0.005 * real(o.scans.paths.size()) + 0.02 * real(o.masks.paths.size()),
          kProgramBytes + 20e6, real(in.mask.size())};
}

}  // namespace

extern const Stage kMaskStage = make_stage<MaskOptions, run, cost>(
    "mask", "headers and masks of all scans -> the voxels of the study",
    "anbn mask --scans sub-01_bold.nii.gz --scans sub-02_bold.nii.gz --masks brain.nii.gz "
    "--out mask",
    1, {.runs = Runs::once_a_study, .needs_scans = true, .filled_in = kOfAllStories});

}  // namespace anbn
