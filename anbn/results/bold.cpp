// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/bold.h"

#include "anbn/core/error.h"
#include "anbn/io/nifti.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct VoxelRows {
  std::vector<BadVoxel> voxels;

  template <class V>
  void columns(V&& column) {
    column("voxel", ordinals(members(voxels, &BadVoxel::voxel)));
    column("i", members(voxels, &BadVoxel::i));
    column("j", members(voxels, &BadVoxel::j));
    column("k", members(voxels, &BadVoxel::k));
    column("problem", members(voxels, &BadVoxel::problem));
  }
};

}  // namespace

std::vector<BadVoxel> bad_voxels(const Bold& bold, const Mask& mask) {
  std::vector<BadVoxel> bad;
  const auto& size = mask.grid.size;
  for (std::size_t v = 0; v < mask.size(); ++v) {
    if (bold.problems[v] == VoxelProblem::none) continue;
    const std::uint64_t place = mask.voxels[v];
    bad.push_back({v, place % size[0], place / size[0] % size[1], place / size[0] / size[1],
                   bold.problems[v] == VoxelProblem::constant ? "constant" : "not finite"});
  }
  return bad;
}

void write(const Bold& bold, const Mask& mask, Precision numbers, const fs::path& folder) {
  if (numbers == Precision::bfloat16)
    write_npy_bfloat16(bold_file(folder), bold.values);
  else
    write_npy(bold_file(folder), bold.values);
  std::vector<float> volume(mask.grid.voxels());
  scatter(mask, bold.mean, volume);
  NiftiWriter mean(folder / "mean.nii.gz", {.grid = mask.grid});
  mean.append(volume);
  mean.finish();
  write_columns(folder / "bad_voxels.tsv", VoxelRows{bad_voxels(bold, mask)});
}

fs::path bold_file(const fs::path& folder) { return folder / "bold.npy"; }

std::vector<float> read_bold_mean(const fs::path& folder, const Mask& mask) {
  NiftiReader reader(folder / "mean.nii.gz");
  if (reader.header().grid.size != mask.grid.size)
    fail("{}: not on the grid of the mask; run `anbn bold` with this mask", folder.string());
  std::vector<float> volume(mask.grid.voxels());
  reader.read(volume);
  return volume;
}

std::vector<BadVoxel> read_bad_voxels(const fs::path& folder) {
  return read_columns<VoxelRows>(folder / "bad_voxels.tsv").voxels;
}

}  // namespace anbn
