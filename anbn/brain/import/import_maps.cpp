// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/import/import_maps.h"

#include "anbn/brain/networks/network_settings.h"
#include "anbn/brain/networks/scan_courses.h"
#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/resample.h"
#include "anbn/core/error.h"
#include "anbn/core/memory.h"
#include "anbn/io/nifti.h"

#include <cmath>
#include <set>

namespace anbn {

namespace {

/// Throws Error where the one map is an atlas of labels: as a map, region 40 would count forty
/// times as much as region 1.
void refuse_labels(std::span<const float> volume, const std::string& file) {
  std::set<float> labels;
  for (const float value : volume) {
    if (std::isnan(value)) continue;  // outside, in many
    if (value != std::floor(value)) return;
    if (labels.size() < 3) labels.insert(value);
  }
  if (labels.size() > 2)
    fail(
        "{}: one volume of whole numbers, as an atlas of labels has; expected maps, one volume a "
        "network. Make them: python3 -c \"import nibabel as nb, numpy as np; i = nb.load('{}'); d "
        "= "
        "i.get_fdata(); nb.save(nb.Nifti1Image(np.stack([(d == k).astype('f4') for k in "
        "np.unique(d[d > 0])], -1), i.affine), 'maps.nii.gz')\"",
        file, file);
}

}  // namespace

ImportedMaps read_maps(const std::filesystem::path& file, const Mask& mask) {
  NiftiReader reader(file);
  const NiftiHeader& header = reader.header();
  check_placed(header, mask.grid, file.string());
  // The maps, and what dual regression makes of them; a volume of the file twice.
  const double needed = 2 * static_cast<double>(header.volumes) * static_cast<double>(mask.size()) +
                        2 * static_cast<double>(header.grid.voxels());
  require_memory(
      sizeof(float) * needed,
      fmt::format("{}: {} maps of {} voxels", file.string(), header.volumes, mask.size()),
      available_memory());
  const Resampling resampling(mask.grid, header.grid, file.string());
  std::vector<float> volume(header.grid.voxels());
  std::vector<double> values(mask.size());
  ImportedMaps out{Matrix(header.volumes, mask.size()), !resampling.identical(), 0};
  for (std::size_t m = 0; m < out.maps.rows; ++m) {
    reader.read(volume);
    if (header.volumes == 1) refuse_labels(volume, file.string());
    if (out.resampled)
      resampling.trilinear(volume, mask.voxels, values);
    else
      for (std::size_t v = 0; v < mask.size(); ++v) values[v] = volume[mask.voxels[v]];
    for (std::size_t v = 0; v < mask.size(); ++v) {
      const auto value = static_cast<float>(values[v]);
      if (!std::isfinite(value)) ++out.not_finite;
      out.maps(m, v) = std::isfinite(value) ? value : 0;
    }
  }
  return out;
}

MapCourses map_courses(const std::filesystem::path& file, const Mask& mask, double dual_ridge,
                       const Machine& machine) {
  ImportedMaps imported = read_maps(file, mask);
  const std::size_t count = imported.maps.rows;
  MapCourses out{{}, DualRegression(imported.maps, dual_ridge, machine), {}, {}};
  const std::size_t usable = count - out.dual.unusable().size();
  if (usable == 0)
    fail("{}: each of the {} maps is the same in every voxel of the mask; is it of another space?",
         file.string(), count);
  for (std::size_t m : out.dual.unusable())
    out.warnings.push_back(fmt::format(
        "map {} of {} is the same in every voxel of the mask; its time course is 0", m + 1, count));
  if (imported.not_finite > 0)
    out.warnings.push_back(
        fmt::format("{} of {} values of the maps in the mask are missing or infinite, or outside "
                    "the maps' field "
                    "of view; they are taken as 0",
                    imported.not_finite, imported.maps.values.size()));
  if (out.dual.rank() < usable)
    out.warnings.push_back(
        fmt::format("only {} of the {} maps are independent; of the time courses that fit equally "
                    "well the smallest were taken",
                    out.dual.rank(), usable));
  out.facts.emplace_back("maps",
                         imported.resampled ? "resampled to the mask's grid" : "as they are");
  out.maps = std::move(imported.maps);
  return out;
}

Networks import_maps(const NetworkInputs& inputs, const NetworkSettings& settings,
                     NetworkWork& work) {
  if (settings.course != NetworkCourse::dual)
    fail("the time courses of imported maps come by dual regression; expected --time-course dual");
  check_scans(inputs);
  MapCourses found = map_courses(inputs.maps, *inputs.mask, settings.dual_ridge, work.machine);
  Networks out;
  out.names = numbered_networks(found.maps.rows);
  out.stories = scan_courses(
      inputs, [&](ConstView bold) { return found.dual.courses(bold); }, settings.average, work);
  out.maps = std::move(found.maps);
  out.warnings = std::move(found.warnings);
  out.facts = std::move(found.facts);
  return out;
}

}  // namespace anbn
