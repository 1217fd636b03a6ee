// SPDX-License-Identifier: Apache-2.0
// The headers written here are those of the standard, field by field; fields that are not set are
// 0.
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/gzip.h"
#include "anbn/io/nifti.h"
#include "anbn/io/nifti_affine.h"
#include "anbn/io/nifti_header.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "files are written as memory holds them");

constexpr std::size_t kPieceValues = std::size_t{1} << 14;
constexpr int kGzipLevel = 1;  // as nibabel: on noise, higher levels gain little and cost much
constexpr int kAligned = 2;    // NIFTI_XFORM_ALIGNED_ANAT
constexpr int kMillimetresAndSeconds = 2 + 8;

struct Stored {
  int code;
  std::size_t bytes;
};

Stored stored_as(NiftiType type) {
  switch (type) {
    case NiftiType::uint8:
      return {2, 1};
    case NiftiType::int16:
      return {4, 2};
    case NiftiType::float32:
      break;
  }
  return {16, 4};
}

template <class T>
void put(std::string& bytes, std::size_t place, T value) {
  std::memcpy(bytes.data() + place, &value, sizeof value);
}

/// As a NIfTI-1 header keeps it; what readers multiply by must be what was divided by.
double stored_slope(const NiftiFormat& format) {
  return format.type == NiftiType::int16 ? static_cast<double>(static_cast<float>(format.slope))
                                         : 1.0;
}

struct Described {
  std::array<std::size_t, 8> dim{};
  std::array<double, 8> pixdim{};
  std::optional<NiftiQform> qform;
  double slope = 1;
};

Described describe(const NiftiFormat& format) {
  Described d;
  d.dim = {format.volumes > 1 ? std::size_t{4} : std::size_t{3}, 1, 1, 1, 1, 1, 1, 1};
  std::copy(format.grid.size.begin(), format.grid.size.end(), d.dim.begin() + 1);
  d.dim[4] = format.volumes;
  d.qform = qform_of(format.grid.affine);
  const auto mm = voxel_sizes(format.grid.affine);
  d.pixdim.fill(1);
  d.pixdim[0] = d.qform ? d.qform->qfac : 1;
  std::copy(mm.begin(), mm.end(), d.pixdim.begin() + 1);
  if (format.volumes > 1) d.pixdim[4] = format.tr_s;
  d.slope = stored_slope(format);
  return d;
}

std::string nifti1_header(const NiftiFormat& format) {
  const Described d = describe(format);
  const Stored stored = stored_as(format.type);
  std::string h(kNifti1HeaderBytes + 4, '\0');
  put<std::int32_t>(h, 0, 348);
  h[38] = 'r';  // "regular": Analyze wanted it
  for (std::size_t i = 0; i < 8; ++i) {
    put(h, 40 + 2 * i, static_cast<std::int16_t>(d.dim[i]));
    put(h, 76 + 4 * i, static_cast<float>(d.pixdim[i]));
  }
  put(h, 70, static_cast<std::int16_t>(stored.code));
  put(h, 72, static_cast<std::int16_t>(8 * stored.bytes));
  put(h, 108, static_cast<float>(h.size()));
  put(h, 112, static_cast<float>(d.slope));
  h[123] = kMillimetresAndSeconds;
  put(h, 254, static_cast<std::int16_t>(kAligned));
  if (d.qform) {
    put(h, 252, static_cast<std::int16_t>(kAligned));
    for (std::size_t i = 0; i < 3; ++i) {
      put(h, 256 + 4 * i, static_cast<float>(d.qform->bcd[i]));
      put(h, 268 + 4 * i, static_cast<float>(d.qform->offset[i]));
    }
  }
  for (std::size_t i = 0; i < 12; ++i)
    put(h, 280 + 4 * i, static_cast<float>(format.grid.affine[i / 4][i % 4]));
  h.replace(344, 3, "n+1");
  return h;
}

std::string nifti2_header(const NiftiFormat& format) {
  const Described d = describe(format);
  const Stored stored = stored_as(format.type);
  std::string h(kNifti2HeaderBytes + 4, '\0');
  put<std::int32_t>(h, 0, 540);
  h.replace(4, 8, std::string("n+2\0\r\n\x1a\n", 8));
  put(h, 12, static_cast<std::int16_t>(stored.code));
  put(h, 14, static_cast<std::int16_t>(8 * stored.bytes));
  for (std::size_t i = 0; i < 8; ++i) {
    put(h, 16 + 8 * i, static_cast<std::int64_t>(d.dim[i]));
    put(h, 104 + 8 * i, d.pixdim[i]);
  }
  put(h, 168, static_cast<std::int64_t>(h.size()));
  put(h, 176, d.slope);
  put<std::int32_t>(h, 348, kAligned);
  if (d.qform) {
    put<std::int32_t>(h, 344, kAligned);
    for (std::size_t i = 0; i < 3; ++i) {
      put(h, 352 + 8 * i, d.qform->bcd[i]);
      put(h, 376 + 8 * i, d.qform->offset[i]);
    }
  }
  for (std::size_t i = 0; i < 12; ++i) put(h, 400 + 8 * i, format.grid.affine[i / 4][i % 4]);
  put<std::int32_t>(h, 500, kMillimetresAndSeconds);
  return h;
}

std::string header_of(const NiftiFormat& format) {
  const auto& size = format.grid.size;
  const std::size_t largest = std::max(*std::max_element(size.begin(), size.end()), format.volumes);
  return largest > 32767 ? nifti2_header(format) : nifti1_header(format);
}

/// round(value / slope) within the type's range; NaN, which an integer cannot hold, becomes 0.
template <class T>
void narrow(std::span<const float> values, double slope, std::byte* out) {
  constexpr double kLeast = std::numeric_limits<T>::min(), kMost = std::numeric_limits<T>::max();
  for (const float value : values) {
    const double scaled = std::nearbyint(static_cast<double>(value) / slope);
    const T stored = scaled != scaled ? T{0} : static_cast<T>(std::clamp(scaled, kLeast, kMost));
    std::memcpy(out, &stored, sizeof stored);
    out += sizeof stored;
  }
}

}  // namespace

struct NiftiWriter::State {
  NiftiFormat format;
  std::size_t value_bytes, volumes_left;
  std::vector<std::byte> piece;
  std::optional<FileWriter> plain;
  std::optional<GzipWriter> packed;

  explicit State(const NiftiFormat& what)
      : format(what), value_bytes(stored_as(what.type).bytes), volumes_left(what.volumes) {}

  void write(std::span<const std::byte> bytes) {
    if (packed)
      packed->write(bytes);
    else
      plain->write(bytes);
  }
};

NiftiWriter::NiftiWriter(const fs::path& path, const NiftiFormat& format)
    : state_(std::make_unique<State>(format)) {
  assert(format.grid.voxels() > 0 && format.volumes > 0 && format.slope != 0);
  const std::string name = path.string();
  if (name.ends_with(".nii.gz"))
    state_->packed.emplace(path, kGzipLevel);
  else if (name.ends_with(".nii"))
    state_->plain.emplace(path);
  else
    fail("{}: is no name for a NIfTI file; expected one in .nii or .nii.gz", name);
  state_->write(as_bytes(header_of(format)));
}

NiftiWriter::~NiftiWriter() = default;
NiftiWriter::NiftiWriter(NiftiWriter&&) noexcept = default;

void NiftiWriter::append(std::span<const float> volume) {
  State& s = *state_;
  assert(volume.size() == s.format.grid.voxels() && s.volumes_left > 0);
  --s.volumes_left;
  if (s.format.type == NiftiType::float32) return s.write(std::as_bytes(volume));
  s.piece.resize(kPieceValues * s.value_bytes);
  while (!volume.empty()) {
    const auto values = volume.first(std::min(volume.size(), kPieceValues));
    if (s.format.type == NiftiType::int16)
      narrow<std::int16_t>(values, stored_slope(s.format), s.piece.data());
    else
      narrow<std::uint8_t>(values, 1, s.piece.data());
    s.write(std::span<const std::byte>(s.piece).first(values.size() * s.value_bytes));
    volume = volume.subspan(values.size());
  }
}

void NiftiWriter::finish() {
  assert(state_->volumes_left == 0);
  if (state_->packed)
    state_->packed->finish();
  else
    state_->plain->finish();
}

}  // namespace anbn
