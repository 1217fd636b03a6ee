// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/mask.h"

#include "anbn/results/columns.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct ScanRows {
  std::vector<MaskedScan> scans;

  template <class V>
  void columns(V&& column) {
    column("scan", members(scans, &MaskedScan::scan));
    column("volumes", members(scans, &MaskedScan::volumes));
    column("size", members(scans, &MaskedScan::size));
    column("voxel_mm", members(scans, &MaskedScan::voxel_mm));
    column("tr_s", members(scans, &MaskedScan::tr_s));
    column("grid", members(scans, &MaskedScan::grid));
  }
};

}  // namespace

void write(const MaskResults& results, const fs::path& folder) {
  write_mask(mask_file(folder), results.mask);
  write_columns(folder / "scans.tsv", ScanRows{results.scans});
}

MaskResults read_mask_results(const fs::path& folder) {
  return {read_mask_of(folder), read_masked_scans(folder)};
}

Mask read_mask_of(const fs::path& folder) { return read_mask(mask_file(folder)); }
fs::path mask_file(const fs::path& folder) { return folder / "mask.nii.gz"; }
std::vector<MaskedScan> read_masked_scans(const fs::path& folder) {
  return read_columns<ScanRows>(folder / "scans.tsv").scans;
}

}  // namespace anbn
