// SPDX-License-Identifier: Apache-2.0
// NIfTI-1 and NIfTI-2: .nii, .nii.gz, and pairs .hdr/.img (also gzipped). Read a volume at a time
// with constant memory; every integer and floating type, both byte orders; values are scaled by
// scl_slope and scl_inter as the standard says. Affines are chosen as nibabel does: sform, else
// qform, else the voxel sizes.
// Source: https://nifti.nimh.nih.gov/nifti-1, https://nifti.nimh.nih.gov/nifti-2
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// The upper three rows of a 4 x 4 affine: millimetres x, y, z = affine * (i, j, k, 1).
using Affine = std::array<std::array<double, 4>, 3>;

/// Voxels in space. Voxel (i, j, k) of a volume is value i + size[0] (j + size[1] k): the order of
/// the file, i running fastest.
struct Grid {
  std::array<std::size_t, 3> size{};
  Affine affine{};

  std::size_t voxels() const { return size[0] * size[1] * size[2]; }
  friend bool operator==(const Grid&, const Grid&) = default;
};

/// Sizes of voxels [mm] that scanners and templates have; others are most likely of another unit.
inline constexpr double kSmallestVoxelMm = 0.05, kLargestVoxelMm = 20;

enum class AffineSource { sform, qform, voxel_sizes };

struct NiftiHeader {
  int version = 1;       // 1 or 2
  std::string datatype;  // "int16", "float32", ...
  Grid grid;
  AffineSource affine_source = AffineSource::voxel_sizes;
  std::array<double, 3> voxel_mm{};  // pixdim, always > 0
  std::size_t volumes = 1;           // 1 where the file is 3-D
  int rank = 3;                      // dimensions that are not singletons at the end: 3 or 4
  double slope = 1, intercept = 0;   // as applied: 1 and 0 where the file says none
  bool fits_float = true;            // float32 holds each value to 24 bits of what changes in it
  double tr_s = 0;  // pixdim[4] by the header's unit of time (none: seconds); 0: not given
};

/// The header of a file. `path` names .nii, .hdr or .img, each perhaps with .gz.
/// Throws Error if it cannot be read, is a git-annex or git-lfs pointer (the error names the
/// command that fetches it), is no NIfTI (GIFTI and CIFTI are refused by name), is of a type that
/// anbn does not read (complex, RGB), or declares more data than the file can hold.
NiftiHeader read_nifti_header(const std::filesystem::path& path);

/// Reads a file volume by volume.
class NiftiReader {
 public:
  /// Throws Error as read_nifti_header does.
  explicit NiftiReader(const std::filesystem::path& path);
  ~NiftiReader();
  NiftiReader(NiftiReader&&) noexcept;
  NiftiReader& operator=(NiftiReader&&) = delete;

  const NiftiHeader& header() const;

  /// Fills `volume` [grid.voxels()] with the next volume, scaled. Must be called at most
  /// header().volumes times; after the last one the end of the file (and the checksum of gzip) has
  /// been checked. Throws Error if the data are cut short or damaged.
  void read(std::span<float> volume);
  /// The same in double, for files that float32 would round (NiftiHeader::fits_float).
  void read(std::span<double> volume);

 private:
  template <class Number>
  void read_numbers(std::span<Number> volume);
  struct State;
  std::unique_ptr<State> state_;
};

/// Type in which values are stored.
enum class NiftiType { uint8, int16, float32 };

/// What a file that is written says of itself.
struct NiftiFormat {
  Grid grid;
  std::size_t volumes = 1;  // 1: a 3-D file
  double tr_s = 0;          // written where there are several volumes and it is not 0
  NiftiType type = NiftiType::float32;
  double slope = 1;  // of int16: stored = round(value / slope), clipped to the type's range
};

/// Writes a NIfTI-1 file (NIfTI-2 where a size does not fit) volume by volume, gzipped if the name
/// ends in .gz: the same bytes for the same values, without time stamps. The affine stands in sform
/// (and in qform, where it has no shear), both with code 2 (aligned).
class NiftiWriter {
 public:
  /// Throws Error if the file cannot be created or the name ends in neither .nii nor .nii.gz.
  NiftiWriter(const std::filesystem::path& path, const NiftiFormat& format);
  ~NiftiWriter();
  NiftiWriter(NiftiWriter&&) noexcept;
  NiftiWriter& operator=(NiftiWriter&&) = delete;

  /// Appends a volume [grid.voxels()]. Throws Error if the disk is full or failing.
  void append(std::span<const float> volume);

  /// Syncs and closes; all volumes must have been appended. Throws Error if the disk is full.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The name of a file without folder and without .nii, .nii.gz, .hdr, ... : "sub-01_bold".
std::string nifti_stem(const std::filesystem::path& path);

/// All files behind a name, the given one first: of a pair .hdr and .img both (the second only if
/// it exists), of any other file that file alone.
std::vector<std::filesystem::path> nifti_files(const std::filesystem::path& path);

}  // namespace anbn
