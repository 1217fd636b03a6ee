// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti_volumes.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace anbn {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 18;  // stays in the cache until it is widened

}  // namespace

NiftiLayout nifti_layout_of(std::span<const std::byte> file, NiftiPlace place,
                            const std::string& name) {
  if (!is_gzip(file))
    return parse_nifti_header(file.first(std::min(file.size(), kNifti2HeaderBytes)), place, name);
  std::vector<std::byte> start(kNifti2HeaderBytes);
  GzipReader reader(file, name);
  start.resize(reader.read(start));
  return parse_nifti_header(start, place, name);
}

NiftiVolumes::NiftiVolumes(std::span<const std::byte> file, NiftiLayout layout, std::string name)
    : layout_(std::move(layout)),
      name_(std::move(name)),
      file_bytes_(file.size()),
      volumes_left_(layout_.header.volumes) {
  check_nifti_size(layout_, file, name_);
  if (is_gzip(file)) {
    packed_.emplace(file, name_);
    piece_.resize(kPieceBytes);
    skip(layout_.data_offset);
  } else {
    data_ = file.subspan(layout_.data_offset);
  }
}

std::size_t NiftiVolumes::position() const {
  return packed_ ? packed_->position() : file_bytes_ - data_.size();
}

void NiftiVolumes::skip(std::size_t count) {
  while (count > 0) {
    const std::size_t read = packed_->read(std::span(piece_).first(std::min(count, kPieceBytes)));
    if (read == 0)
      fail("{}: its data end before vox_offset ({}). Was it cut short? Get it again", name_,
           layout_.data_offset);
    count -= read;
  }
}

void NiftiVolumes::widen(std::span<const std::byte> bytes, float* out) const {
  const NiftiHeader& header = layout_.header;
  layout_.kind->to_float(bytes, layout_.order, header.slope, header.intercept, out);
}

void NiftiVolumes::widen(std::span<const std::byte> bytes, double* out) const {
  const NiftiHeader& header = layout_.header;
  layout_.kind->to_double(bytes, layout_.order, header.slope, header.intercept, out);
}

template <class Number>
void NiftiVolumes::read_numbers(std::span<Number> volume) {
  assert(volume.size() == layout_.header.grid.voxels() && volumes_left_ > 0);
  if (packed_) {
    read_packed(volume);
  } else {
    widen(data_.first(layout_.volume_bytes()), volume.data());
    data_ = data_.subspan(layout_.volume_bytes());
  }
  if (--volumes_left_ == 0 && packed_) check_end();
}
template void NiftiVolumes::read_numbers(std::span<float>);
template void NiftiVolumes::read_numbers(std::span<double>);

template <class Number>
void NiftiVolumes::read_packed(std::span<Number> volume) {
  const std::size_t value_bytes = layout_.kind->bytes;
  for (std::size_t done = 0; done < volume.size();) {
    const std::size_t values = std::min(volume.size() - done, kPieceBytes / value_bytes);
    const auto piece = std::span(piece_).first(values * value_bytes);
    const std::size_t count = packed_->read(piece);
    bytes_read_ += count;
    if (count < piece.size())
      fail(
          "{}: unpacks to {} bytes of voxels; expected {} ({} volumes). Was it cut short? Get it "
          "again",
          name_, bytes_read_, layout_.data_bytes, layout_.header.volumes);
    widen(piece, volume.data() + done);
    done += values;
  }
}

/// The checksum stands at the end of the packed data: it is checked by reading what is left, which
/// may be something that other programs have put behind the voxels.
void NiftiVolumes::check_end() {
  while (packed_->read(piece_) > 0) {
  }
}

}  // namespace anbn
