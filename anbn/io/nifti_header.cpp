// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti_header.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/gzip.h"
#include "anbn/io/nifti_affine.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace anbn {
namespace {

constexpr std::size_t kLargestRank = 7;

/// The fields that anbn reads, of either version, in native byte order.
struct Fields {
  int version = 1;
  bool single = true;  // magic n+1 or n+2: voxels behind the header
  std::endian order = std::endian::little;
  std::array<std::int64_t, kLargestRank + 1> dim{};
  std::array<double, kLargestRank + 1> pixdim{};
  int datatype = 0, intent = 0, units = 0, qform_code = 0, sform_code = 0;
  double offset = 0, slope = 0, intercept = 0;
  NiftiQform qform;
  Affine sform{};
};

class FieldReader {
 public:
  FieldReader(std::span<const std::byte> bytes, std::endian order) : bytes_(bytes), order_(order) {}

  template <class T>
  T at(std::size_t place) const {
    std::byte raw[sizeof(T)];
    std::memcpy(raw, bytes_.data() + place, sizeof raw);
    if (order_ != std::endian::native) std::reverse(raw, raw + sizeof raw);
    T value;
    std::memcpy(&value, raw, sizeof value);
    return value;
  }

  template <class T, std::size_t Count, class To>
  void list(std::size_t place, std::array<To, Count>& out) const {
    for (std::size_t i = 0; i < Count; ++i) out[i] = static_cast<To>(at<T>(place + i * sizeof(T)));
  }

 private:
  std::span<const std::byte> bytes_;
  std::endian order_;
};

std::string_view text_at(std::span<const std::byte> bytes, std::size_t place, std::size_t count) {
  if (bytes.size() < place + count) return {};
  return {reinterpret_cast<const char*>(bytes.data()) + place, count};
}

Fields nifti1_fields(std::span<const std::byte> start, std::endian order) {
  const FieldReader in(start, order);
  Fields f;
  f.version = 1;
  f.order = order;
  f.single = text_at(start, 344, 3) == "n+1";
  in.list<std::int16_t>(40, f.dim);
  f.intent = in.at<std::int16_t>(68);
  f.datatype = in.at<std::int16_t>(70);
  in.list<float>(76, f.pixdim);
  f.offset = static_cast<double>(in.at<float>(108));
  f.slope = static_cast<double>(in.at<float>(112));
  f.intercept = static_cast<double>(in.at<float>(116));
  f.units = in.at<std::uint8_t>(123);
  f.qform_code = in.at<std::int16_t>(252);
  f.sform_code = in.at<std::int16_t>(254);
  in.list<float>(256, f.qform.bcd);
  in.list<float>(268, f.qform.offset);
  for (std::size_t row = 0; row < 3; ++row) in.list<float>(280 + 16 * row, f.sform[row]);
  return f;
}

Fields nifti2_fields(std::span<const std::byte> start, std::endian order) {
  const FieldReader in(start, order);
  Fields f;
  f.version = 2;
  f.order = order;
  f.single = text_at(start, 4, 3) == "n+2";
  f.datatype = in.at<std::int16_t>(12);
  in.list<std::int64_t>(16, f.dim);
  in.list<double>(104, f.pixdim);
  f.offset = static_cast<double>(in.at<std::int64_t>(168));
  f.slope = in.at<double>(176);
  f.intercept = in.at<double>(184);
  f.qform_code = in.at<std::int32_t>(344);
  f.sform_code = in.at<std::int32_t>(348);
  in.list<double>(352, f.qform.bcd);
  in.list<double>(376, f.qform.offset);
  for (std::size_t row = 0; row < 3; ++row) in.list<double>(400 + 32 * row, f.sform[row]);
  f.units = in.at<std::int32_t>(500);
  f.intent = in.at<std::int32_t>(504);
  return f;
}

bool is_rank(std::int64_t rank) { return rank >= 1 && rank <= std::int64_t{kLargestRank}; }

/// Throws Error, as specifically as it can, for a file that is no NIfTI.
[[noreturn]] void refuse_other_format(std::span<const std::byte> start, const std::string& name) {
  const std::string_view text = text_at(start, 0, start.size());
  if (text.starts_with("<GIFTI") ||
      (text.starts_with("<?xml") && text.find("<GIFTI") != std::string_view::npos) ||
      name.ends_with(".gii"))
    fail(
        "{}: is XML, as GIFTI (.gii) surfaces are; expected a NIfTI volume. Extract network time "
        "courses from surfaces elsewhere and give them to the method 'import'",
        name);
  if (text.starts_with("<"))
    fail(
        "{}: is XML or HTML ('{}'); expected a NIfTI volume. Is it a server's error page? Get the "
        "file again",
        name, excerpt(text, 40));
  refuse_convertible(text, name);
  if (start.size() < kNifti1HeaderBytes)
    fail("{}: has {} bytes; expected a NIfTI header of {}. Is the file cut short?", name,
         start.size(), kNifti1HeaderBytes);
  const std::int32_t size = FieldReader(start, std::endian::little).at<std::int32_t>(0);
  const std::int32_t other = FieldReader(start, std::endian::big).at<std::int32_t>(0);
  if (size == 348 || other == 348)
    fail(
        "{}: is an Analyze 7.5 header (its magic is not NIfTI's), which does not say left from "
        "right; expected NIfTI. Convert it with the program that made it",
        name);
  fail("{}: is no NIfTI file; expected the magic n+1, ni1, n+2 or ni2 in its header", name);
}

Fields read_fields(std::span<const std::byte> start, const std::string& name) {
  constexpr std::string_view kEnd1{"\0", 1}, kEnd2{"\0\r\n\x1a\n", 5}, kNoEnd2{"\0\0\0\0\0", 5};
  const std::string_view magic1 = text_at(start, 344, 4), magic2 = text_at(start, 4, 8);
  const auto is_magic = [](std::string_view magic, char version, std::string_view end) {
    return magic.size() >= 4 && magic[0] == 'n' && (magic[1] == '+' || magic[1] == 'i') &&
           magic[2] == version && magic.substr(3) == end;
  };
  const bool v1 = is_magic(magic1, '1', kEnd1);
  if (magic2.starts_with("n+2") || magic2.starts_with("ni2")) {
    if (!is_magic(magic2, '2', kEnd2) && !is_magic(magic2, '2', kNoEnd2))
      fail(
          "{}: its NIfTI-2 magic has been changed, as happens when a program takes it for text; "
          "expected n+2 or ni2 followed by 00 0d 0a 1a 0a. Get the file again",
          name);
    if (start.size() < kNifti2HeaderBytes)
      fail("{}: has {} bytes; expected a NIfTI-2 header of {}. Is the file cut short?", name,
           start.size(), kNifti2HeaderBytes);
  } else if (!v1) {
    refuse_other_format(start, name);
  }
  const auto fields = [&](std::endian order) {
    return v1 ? nifti1_fields(start, order) : nifti2_fields(start, order);
  };
  Fields f = fields(std::endian::little);
  if (!is_rank(f.dim[0])) f = fields(std::endian::big);
  if (!is_rank(f.dim[0]))
    fail("{}: declares {} dimensions; expected 3 or 4 (5 if one is a singleton). Is it damaged?",
         name, fields(std::endian::little).dim[0]);
  return f;
}

std::string shape_text(const Fields& f) {
  std::string text;
  for (std::size_t i = 1; i <= static_cast<std::size_t>(f.dim[0]); ++i)
    text += (i > 1 ? " x " : "") + std::to_string(f.dim[i]);
  return text;
}

void refuse_surfaces(const Fields& f, const std::string& name) {
  if (f.version == 2 && f.intent >= 3000 && f.intent < 3100)
    fail(
        "{}: is CIFTI (intent {}), whose rows are grayordinates; expected a NIfTI volume. Extract "
        "network time courses from it elsewhere and give them to the method 'import'",
        name, f.intent);
  const bool long_vector = f.dim[1] == -1 && f.dim[2] == 1 && f.dim[3] == 1;
  const bool ico7 = f.dim[1] == 27307 && f.dim[2] == 1 && f.dim[3] == 6;
  if (f.version == 1 && f.dim[0] >= 3 && (long_vector || ico7))
    fail(
        "{}: holds a surface of FreeSurfer ({}); expected a NIfTI volume. Extract network time "
        "courses from surfaces elsewhere and give them to the method 'import'",
        name, shape_text(f));
}

/// Sets the grid's size, the number of volumes and the bytes of data; returns the axis along which
/// volumes follow one another.
std::size_t read_shape(const Fields& f, const std::string& name, NiftiLayout& layout) {
  const auto rank = static_cast<std::size_t>(f.dim[0]);
  std::size_t axis = 4;
  std::uint64_t bytes = layout.kind->bytes;
  NiftiHeader& header = layout.header;
  header.grid.size = {1, 1, 1};
  header.volumes = 1;
  for (std::size_t i = 1; i <= rank; ++i) {
    if (f.dim[i] < 1)
      fail("{}: declares the shape {}; expected sizes of at least 1. Is the file damaged?", name,
           shape_text(f));
    const auto extent = static_cast<std::uint64_t>(f.dim[i]);
    if (__builtin_mul_overflow(bytes, extent, &bytes) || bytes > std::uint64_t{1} << 60)
      fail("{}: declares the shape {}, more than any file holds. Is the file damaged?", name,
           shape_text(f));
    if (i <= 3) {
      header.grid.size[i - 1] = extent;
    } else if (extent > 1) {
      if (header.volumes > 1)
        fail(
            "{}: has the shape {}; expected three dimensions of space and one of volumes. Save the "
            "part that is wanted as a 4-D file",
            name, shape_text(f));
      header.volumes = extent;
      axis = i;
    }
  }
  header.rank = header.volumes > 1 ? 4 : 3;
  layout.data_bytes = bytes;
  return axis;
}

bool are_usual(const std::array<double, 3>& mm) {
  return std::all_of(mm.begin(), mm.end(),
                     [](double x) { return x >= kSmallestVoxelMm && x <= kLargestVoxelMm; });
}

/// What a spatial unit of the header is in millimetres. Many headers name one that they do not use:
/// it counts where it gives voxels of a usual size and millimetres do not.
double millimetres(const Fields& f, const std::array<double, 3>& sizes) {
  constexpr int kSpaceUnits = 7, kMetres = 1, kMicrometres = 3;
  const int unit = f.units & kSpaceUnits;
  const double scale = unit == kMetres ? 1e3 : unit == kMicrometres ? 1e-3 : 1;
  const std::array<double, 3> scaled = {sizes[0] * scale, sizes[1] * scale, sizes[2] * scale};
  return !are_usual(sizes) && are_usual(scaled) ? scale : 1;
}

void scale(double by, NiftiHeader& header) {
  for (double& size : header.voxel_mm) size *= by;
  for (auto& row : header.grid.affine)
    for (double& x : row) x *= by;
}

/// As nibabel reads them: 0 stands for 1, signs are ignored.
std::array<double, 3> voxel_mm(const Fields& f, const std::string& name) {
  std::array<double, 3> mm{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double given = f.pixdim[i + 1];
    if (!std::isfinite(given))
      fail("{}: its voxel size (pixdim[{}]) is {}; expected millimetres. Is the file damaged?",
           name, i + 1, given);
    mm[i] = given == 0 ? 1.0 : std::abs(given);
  }
  return mm;
}

bool is_known_code(int code) { return code >= 1 && code <= 5; }

void choose_affine(const Fields& f, const std::string& name, NiftiHeader& header) {
  Affine& affine = header.grid.affine;
  if (is_known_code(f.sform_code)) {
    header.affine_source = AffineSource::sform;
    affine = f.sform;
  } else if (is_known_code(f.qform_code)) {
    header.affine_source = AffineSource::qform;
    NiftiQform qform = f.qform;
    qform.qfac = f.pixdim[0] == -1 ? -1 : 1;
    const auto made = qform_affine(qform, header.voxel_mm,
                                   f.version == 1 ? kQuaternionSlack1 : kQuaternionSlack2);
    if (!made)
      fail(
          "{}: its qform has the quaternion b {:g}, c {:g}, d {:g}, which is no rotation; expected "
          "b^2 + c^2 + d^2 of at most 1. Set the header's affine anew",
          name, qform.bcd[0], qform.bcd[1], qform.bcd[2]);
    affine = *made;
  } else {
    header.affine_source = AffineSource::voxel_sizes;
    std::array<double, 3> mm = header.voxel_mm;
    for (std::size_t i = static_cast<std::size_t>(f.dim[0]); i < 3; ++i) mm[i] = 1;
    affine = voxel_size_affine(header.grid.size, mm);
  }
  for (const auto& row : affine)
    for (const double x : row)
      if (!std::isfinite(x))
        fail("{}: its affine ({}) holds {}; expected numbers. Set the header's affine anew", name,
             header.affine_source == AffineSource::sform ? "sform" : "qform", x);
}

void read_scaling(const Fields& f, const std::string& name, NiftiHeader& header) {
  if (f.slope == 0 || !std::isfinite(f.slope)) return;  // the standard: no scaling
  if (!std::isfinite(f.intercept))
    fail("{}: its scl_inter is {} while scl_slope is {:g}; expected a number. Is it damaged?", name,
         f.intercept, f.slope);
  header.slope = f.slope;
  header.intercept = f.intercept;
}

/// Seconds from one volume to the next; 0 where the header does not give it or the axis is none of
/// time.
double repetition_time_s(const Fields& f, std::size_t axis) {
  constexpr int kTimeUnits = 0x38, kNone = 0, kSeconds = 8, kMilliseconds = 16, kMicroseconds = 24;
  if (static_cast<std::int64_t>(axis) > f.dim[0]) return 0;
  // Of x, y, z, 1, T the fourth step is that of time; where it is 1, as unused ones are, the fifth
  // may be.
  const double fourth = f.pixdim[4];
  const bool is_set = std::isfinite(fourth) && fourth > 0 && fourth != 1;
  const double step = is_set || axis == 4 ? fourth : f.pixdim[axis];
  if (!std::isfinite(step) || step <= 0) return 0;
  switch (f.units & kTimeUnits) {
    case kNone:
    case kSeconds:
      return step;
    case kMilliseconds:
      return step / 1e3;
    case kMicroseconds:
      return step / 1e6;
    default:  // hertz, ppm, radians
      return 0;
  }
}

std::size_t data_offset(const Fields& f, NiftiPlace place, const std::string& name) {
  const std::size_t header_bytes = f.version == 1 ? kNifti1HeaderBytes : kNifti2HeaderBytes;
  const std::size_t with_extension_flag = header_bytes + 4;
  constexpr double kLargest = 1e18;
  if (!(f.offset >= 0 && f.offset < kLargest) || f.offset != std::floor(f.offset))
    fail("{}: its vox_offset is {:g}; expected a whole number of bytes. Is the file damaged?", name,
         f.offset);
  const auto offset = static_cast<std::size_t>(f.offset);
  if (place == NiftiPlace::beside) return offset;
  if (offset == 0) return with_extension_flag;  // not set: where data are without extensions
  if (offset < (f.single ? with_extension_flag : header_bytes))
    fail("{}: its vox_offset is {}, within the header; expected at least {}. Is it damaged?", name,
         offset, with_extension_flag);
  return offset;
}

}  // namespace

void refuse_convertible(std::string_view text, const std::string& name) {
  struct Format {
    std::string_view what, magic, ending, how;
  };
  constexpr Format kFormats[] = {
      {"an AFNI volume", "", ".BRIK", "3dAFNItoNIFTI"},
      {"an AFNI volume", "", ".BRIK.gz", "3dAFNItoNIFTI"},
      {"an AFNI header", "", ".HEAD", "3dAFNItoNIFTI"},
      {"an MGH volume", {"\0\0\0\1", 4}, ".mgh", "mri_convert X.mgz X.nii.gz"},
      {"an MGH volume", "", ".mgz", "mri_convert X.mgz X.nii.gz"},
      {"MINC", "\x89HDF", ".mnc", "mnc2nii"},
      {"MINC", {"CDF\x01", 4}, ".mnc", "mnc2nii"}};
  for (const Format& format : kFormats)
    if (name.ends_with(format.ending) || (!format.magic.empty() && text.starts_with(format.magic)))
      fail("{}: is {}; expected NIfTI. Convert it: {}", name, format.what, format.how);
}

NiftiLayout parse_nifti_header(std::span<const std::byte> start, NiftiPlace place,
                               const std::string& name) {
  const Fields f = read_fields(start, name);
  refuse_surfaces(f, name);
  NiftiLayout layout;
  layout.order = f.order;
  layout.kind = &nifti_kind(f.datatype, name);
  layout.data_offset = data_offset(f, place, name);
  NiftiHeader& header = layout.header;
  header.version = f.version;
  header.datatype = layout.kind->name;
  const std::size_t axis = read_shape(f, name, layout);
  header.voxel_mm = voxel_mm(f, name);
  choose_affine(f, name, header);
  if (const double unit = millimetres(f, header.voxel_mm); unit != 1) scale(unit, header);
  read_scaling(f, name, header);
  header.fits_float = layout.kind->fits_float && header.intercept == 0;
  header.tr_s = repetition_time_s(f, axis);
  return layout;
}

void check_nifti_size(const NiftiLayout& layout, std::span<const std::byte> file,
                      const std::string& name) {
  const std::size_t needed = layout.data_offset + layout.data_bytes;  // each below 2^60
  const std::size_t room = is_gzip(file) ? file.size() * kLargestGzipRatio : file.size();
  if (needed <= room) return;
  const auto& [nx, ny, nz] = layout.header.grid.size;
  if (is_gzip(file))
    fail(
        "{}: its header declares {} bytes ({} volumes of {} x {} x {} {}), more than {} packed "
        "bytes can hold; expected a whole file, get it again",
        name, needed, layout.header.volumes, nx, ny, nz, layout.header.datatype, file.size());
  fail(
      "{}: has {} bytes; expected {} for {} volumes of {} x {} x {} {}. Was it cut short? Get it "
      "again",
      name, file.size(), needed, layout.header.volumes, nx, ny, nz, layout.header.datatype);
}

}  // namespace anbn
