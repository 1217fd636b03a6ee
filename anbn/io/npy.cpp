// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/npy.h"

#include "anbn/core/error.h"
#include "anbn/io/gzip.h"
#include "anbn/io/half.h"
#include "anbn/io/npy_header.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "files are written as memory holds them");

constexpr std::size_t kLargestNpyRank = 4;
constexpr std::size_t kBlockValues = std::size_t{1} << 16;

/// The data after the header, handed out from its beginning: in place, or through a buffer where
/// they are packed.
class DataSource {
 public:
  DataSource(std::span<const std::byte> bytes, const std::string& name, std::size_t data_offset)
      : left_(bytes) {
    if (is_gzip(bytes)) packed_.emplace(bytes, name);
    next(data_offset);
  }

  /// The next `count` bytes, or fewer at the end. Valid until the next call.
  std::span<const std::byte> next(std::size_t count) {
    if (!packed_) {
      const auto piece = left_.first(std::min(count, left_.size()));
      left_ = left_.subspan(piece.size());
      return piece;
    }
    buffer_.resize(count);
    return std::span<const std::byte>(buffer_).first(packed_->read(buffer_));
  }

 private:
  std::span<const std::byte> left_;
  std::optional<GzipReader> packed_;
  std::vector<std::byte> buffer_;
};

template <class Bits>
Bits bits_at(const std::byte* place, std::endian order) {
  std::byte bytes[sizeof(Bits)];
  std::memcpy(bytes, place, sizeof bytes);
  if (order == std::endian::big) std::reverse(bytes, bytes + sizeof bytes);
  Bits bits;
  std::memcpy(&bits, bytes, sizeof bits);
  return bits;
}

template <class T>
void taken(std::span<const std::byte> in, std::endian order, float* out) {
  for (std::size_t i = 0; i < in.size(); i += sizeof(T))
    *out++ = static_cast<float>(bits_at<T>(in.data() + i, order));
}

void widen_half(std::span<const std::byte> in, std::endian order, float* out) {
  for (std::size_t i = 0; i < in.size(); i += 2)
    *out++ = half_to_float(bits_at<std::uint16_t>(in.data() + i, order));
}

void widen_bfloat16(std::span<const std::byte> in, std::endian order, float* out) {
  for (std::size_t i = 0; i < in.size(); i += 2)
    *out++ = bfloat16_to_float(bits_at<std::uint16_t>(in.data() + i, order));
}

void widen_truth(std::span<const std::byte> in, std::endian, float* out) {
  for (const std::byte b : in) *out++ = b == std::byte{0} ? 0.0f : 1.0f;
}

struct NumberKind {
  std::string_view name;  // the dtype without its byte order
  std::size_t bytes;
  void (*widen)(std::span<const std::byte>, std::endian, float*);
};

constexpr NumberKind kNumberKinds[] = {
    {"f4", 4, taken<float>},         {"f8", 8, taken<double>},
    {"f2", 2, widen_half},           {"b1", 1, widen_truth},
    {"V2", 2, widen_bfloat16},  // numpy has no such type: two bytes without meaning
    {"i1", 1, taken<std::int8_t>},   {"i2", 2, taken<std::int16_t>},
    {"i4", 4, taken<std::int32_t>},  {"i8", 8, taken<std::int64_t>},
    {"u1", 1, taken<std::uint8_t>},  {"u2", 2, taken<std::uint16_t>},
    {"u4", 4, taken<std::uint32_t>}, {"u8", 8, taken<std::uint64_t>},
};

const NumberKind& number_kind(const NpyHeader& header, const std::string& name) {
  const std::string_view dtype = header.dtype;
  if (dtype.size() == 3)
    for (const NumberKind& kind : kNumberKinds)
      if (dtype.substr(1) == kind.name &&
          (dtype[0] == '<' || dtype[0] == '>' || (dtype[0] == '|' && kind.bytes == 1)))
        return kind;
  fail(
      "{}: holds values of type {}; expected real numbers of at most 64 bits (f2 f4 f8 i1-i8 u1-u8 "
      "b1). Save the array with .astype('float32')",
      name, dtype);
}

/// How many values the shape declares, after checking that so many can be in the file.
std::size_t checked_count(const NpyHeader& header, std::size_t value_bytes,
                          std::span<const std::byte> file, const std::string& name) {
  const std::string shape = npy_shape_text(header.shape);
  std::size_t largest = 1;  // the product without zeros, which must not overflow either
  for (const std::size_t extent : header.shape) {
    const std::size_t factor = std::max<std::size_t>(extent, 1);
    if (largest > std::numeric_limits<std::size_t>::max() / value_bytes / factor)
      fail("{}: its header declares the shape {}, more than any memory holds; is the file damaged?",
           name, shape);
    largest *= factor;
  }
  const bool empty = std::count(header.shape.begin(), header.shape.end(), std::size_t{0}) > 0;
  const std::size_t count = empty ? 0 : largest;
  const std::size_t declared = count * value_bytes;
  if (is_gzip(file)) {
    if (declared / kLargestGzipRatio > file.size())
      fail(
          "{}: its header declares {} bytes of data for the shape {}, more than {} packed bytes "
          "can hold; is the file damaged?",
          name, declared, shape, file.size());
  } else if (const std::size_t present = file.size() - header.data_offset; declared != present) {
    fail("{}: has {} bytes of data after its header; expected {} for the shape {}. {}", name,
         present, declared, shape,
         present < declared ? "Was it cut short? Get it again" : "Was something appended to it?");
  }
  return count;
}

NpyHeader npy_header_of(std::span<const std::byte> file, const std::string& name) {
  if (!is_gzip(file)) return parse_npy_header(file, name);
  std::vector<std::byte> start(kLargestNpyHeader + 12);
  GzipReader reader(file, name);
  start.resize(reader.read(start));
  return parse_npy_header(start, name);
}

std::vector<float> values_in_file_order(const NpyHeader& header, std::span<const std::byte> file,
                                        const std::string& name) {
  const NumberKind& kind = number_kind(header, name);
  const std::size_t count = checked_count(header, kind.bytes, file, name);
  const std::endian order = header.dtype[0] == '>' ? std::endian::big : std::endian::little;
  DataSource source(file, name, header.data_offset);
  std::vector<float> values(count);
  for (std::size_t done = 0; done < count;) {
    const std::size_t block = std::min(kBlockValues, count - done);
    const auto bytes = source.next(block * kind.bytes);
    if (bytes.size() < block * kind.bytes)
      fail(
          "{}: its data end after {} bytes; expected {} for the shape {}. Was it cut short? Get it "
          "again",
          name, done * kind.bytes + bytes.size(), count * kind.bytes, npy_shape_text(header.shape));
    kind.widen(bytes, order, values.data() + done);
    done += block;
  }
  if (!source.next(1).empty())  // for packed data this also checks the checksum at their end
    fail(
        "{}: has more than the {} bytes of data that its shape {} needs; was something appended "
        "to it?",
        name, count * kind.bytes, npy_shape_text(header.shape));
  return values;
}

/// From Fortran order (the first index runs fastest) to C order (the last one does).
std::vector<float> reordered(const std::vector<float>& values,
                             const std::vector<std::size_t>& shape) {
  std::vector<std::size_t> stride(shape.size(), 1), index(shape.size(), 0);
  for (std::size_t d = shape.size(); d-- > 1;) stride[d - 1] = stride[d] * shape[d];
  std::vector<float> out(values.size());
  std::size_t place = 0;
  for (const float value : values) {
    out[place] = value;
    for (std::size_t d = 0; d < shape.size(); ++d) {  // counts on, first index first
      place += stride[d];
      if (++index[d] < shape[d]) break;
      place -= stride[d] * shape[d];
      index[d] = 0;
    }
  }
  return out;
}

}  // namespace

NpyHeader read_npy_header(const fs::path& path) {
  const MappedFile file(path);
  return npy_header_of(file.bytes(), path.string());
}

NpyArray read_npy(std::span<const std::byte> bytes, const std::string& name) {
  const NpyHeader header = npy_header_of(bytes, name);
  if (header.shape.size() > kLargestNpyRank)
    fail("{}: holds an array of shape {}; expected at most {} dimensions", name,
         npy_shape_text(header.shape), kLargestNpyRank);
  NpyArray array{header.shape, values_in_file_order(header, bytes, name)};
  if (header.fortran_order && array.shape.size() > 1)
    array.values = reordered(array.values, array.shape);
  return array;
}

NpyArray read_npy(const fs::path& path) {
  const MappedFile file(path);
  return read_npy(file.bytes(), path.string());
}

Matrix read_npy_matrix(std::span<const std::byte> bytes, const std::string& name) {
  const NpyHeader header = npy_header_of(bytes, name);
  const std::vector<std::size_t>& shape = header.shape;
  if (shape.size() != 1 && shape.size() != 2)
    fail("{}: holds an array of shape {}; expected a matrix [rows x columns] or a list of numbers",
         name, npy_shape_text(shape));
  const std::size_t cols = shape.size() == 2 ? shape[1] : 1;
  Matrix x;
  x.values = values_in_file_order(header, bytes, name);
  x.rows = shape[0];
  x.cols = cols;
  if (!header.fortran_order || shape.size() == 1) return x;
  std::swap(x.rows, x.cols);  // Fortran order is the transpose in C order
  return transposed(x);
}

Matrix read_npy_matrix(const fs::path& path) {
  const MappedFile file(path);
  return read_npy_matrix(file.bytes(), path.string());
}

MappedMatrix::MappedMatrix(const fs::path& path) : file_(path) {
  const std::string name = path.string();
  const NpyHeader header = npy_header_of(file_.bytes(), name);
  if (header.dtype != "<f4" || header.fortran_order || header.shape.size() != 2 ||
      is_gzip(file_.bytes()))
    fail("{}: holds {} values of shape {}; expected an unpacked matrix of <f4 in C order", name,
         header.dtype, npy_shape_text(header.shape));
  checked_count(header, 4, file_.bytes(), name);
  if (header.data_offset % alignof(float) != 0)
    fail("{}: its data begin at byte {}; expected a multiple of 4", name, header.data_offset);
  rows_ = header.shape[0];
  cols_ = header.shape[1];
  values_ = reinterpret_cast<const float*>(file_.bytes().data() + header.data_offset);
}

NpyRowReader::NpyRowReader(fs::path path) : path_(std::move(path)) {
  const MappedFile file(path_);
  const std::string name = path_.string();
  const NpyHeader header = npy_header_of(file.bytes(), name);
  const bool is_float = header.dtype == "<f4", is_bfloat16 = header.dtype == "<V2";
  if ((!is_float && !is_bfloat16) || header.fortran_order || header.shape.size() != 2 ||
      is_gzip(file.bytes()))
    fail(
        "{}: holds {} values of shape {}; expected an unpacked matrix of <f4 in C order, or of "
        "<V2 (bfloat16)",
        name, header.dtype, npy_shape_text(header.shape));
  value_bytes_ = is_float ? 4 : 2;
  checked_count(header, value_bytes_, file.bytes(), name);
  data_offset_ = header.data_offset;
  rows_ = header.shape[0];
  cols_ = header.shape[1];
}

void NpyRowReader::keep_open() { file_.emplace(path_); }

void NpyRowReader::read(std::size_t first, std::span<float> out) const {
  assert(cols_ == 0 ? out.empty() : out.size() % cols_ == 0);
  assert(cols_ == 0 || first + out.size() / cols_ <= rows_);
  if (out.empty()) return;
  std::optional<FileReader> opened;
  const FileReader& file = file_ ? *file_ : opened.emplace(path_);
  std::size_t place = data_offset_ + first * cols_ * value_bytes_;
  if (value_bytes_ == 4) {
    file.read(place, std::as_writable_bytes(out));
    return;
  }
  constexpr std::size_t kPieceValues = 16384;  // stays in the cache until it is widened
  std::vector<std::uint16_t> piece(std::min(out.size(), kPieceValues));
  for (std::size_t done = 0; done < out.size();) {
    const std::size_t count = std::min(piece.size(), out.size() - done);
    file.read(place, std::as_writable_bytes(std::span(piece).first(count)));
    for (std::size_t i = 0; i < count; ++i) out[done + i] = bfloat16_to_float(piece[i]);
    done += count;
    place += 2 * count;
  }
}

Matrix NpyRowReader::read(std::size_t first, std::size_t count) const {
  Matrix x(count, cols_);
  read(first, x.values);
  return x;
}

namespace {

NpyHeader int32_header(std::span<const std::byte> file, const std::string& name) {
  NpyHeader header = npy_header_of(file, name);
  if (header.dtype != "<i4" || header.fortran_order || header.shape.size() != 2)
    fail("{}: holds {} values of shape {} in {} order; expected <i4 in a matrix in C order", name,
         header.dtype, npy_shape_text(header.shape), header.fortran_order ? "Fortran" : "C");
  return header;
}

}  // namespace

std::vector<std::int32_t> read_npy_int32_row(const fs::path& path, std::size_t row,
                                             std::size_t cols) {
  const MappedFile file(path);
  const std::string name = path.string();
  const NpyHeader header = int32_header(file.bytes(), name);
  checked_count(header, 4, file.bytes(), name);
  if (is_gzip(file.bytes()) || row >= header.shape[0] || cols != header.shape[1])
    fail("{}: found a matrix {}; expected row {} of an unpacked one with {} columns", name,
         npy_shape_text(header.shape), row + 1, cols);
  std::vector<std::int32_t> values(cols);
  const auto bytes = file.bytes().subspan(header.data_offset + row * cols * 4, cols * 4);
  if (cols > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

NpyIntegers read_npy_int32(const fs::path& path) {
  const MappedFile file(path);
  const std::string name = path.string();
  const NpyHeader header = int32_header(file.bytes(), name);
  const std::size_t count = checked_count(header, 4, file.bytes(), name);
  NpyIntegers x{header.shape[0], header.shape[1], {}};
  DataSource source(file.bytes(), name, header.data_offset);
  const auto bytes = source.next(count * 4);
  if (bytes.size() < count * 4 || !source.next(1).empty())
    fail("{}: has not the {} bytes of data that its shape {} needs; is the file damaged?", name,
         count * 4, npy_shape_text(header.shape));
  x.values.resize(count);
  if (count > 0) std::memcpy(x.values.data(), bytes.data(), bytes.size());
  return x;
}

void write_npy(const fs::path& path, const NpyArray& x) {
  FileWriter file(path);
  file.write(npy_header_bytes("<f4", x.shape));
  file.write(std::as_bytes(std::span<const float>(x.values)));
  file.finish();
}

void write_npy(const fs::path& path, const Matrix& x) {
  NpyRows rows(path, x.rows, x.cols);
  rows.append(x.values);
  rows.finish();
}

void write_npy_bfloat16(const fs::path& path, const Matrix& x) {
  FileWriter file(path);
  file.write(npy_header_bytes("<V2", {x.rows, x.cols}));
  std::vector<std::uint16_t> block;
  for (std::size_t done = 0; done < x.values.size(); done += block.size()) {
    block.resize(std::min(kBlockValues, x.values.size() - done));
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = float_to_bfloat16(x.values[done + i]);
    file.write(std::as_bytes(std::span<const std::uint16_t>(block)));
  }
  file.finish();
}

void write_npy_int32(const fs::path& path, std::span<const std::int32_t> values, std::size_t rows,
                     std::size_t cols) {
  assert(values.size() == rows * cols);
  FileWriter file(path);
  file.write(npy_header_bytes("<i4", {rows, cols}));
  file.write(std::as_bytes(values));
  file.finish();
}

NpyRows::NpyRows(const fs::path& path, std::size_t rows, std::size_t cols)
    : file_(path), values_left_(rows * cols), cols_(cols) {
  file_.write(npy_header_bytes("<f4", {rows, cols}));
}

void NpyRows::append(std::span<const float> values) {
  assert(values.size() <= values_left_ && (cols_ == 0 || values.size() % cols_ == 0));
  values_left_ -= values.size();
  file_.write(std::as_bytes(values));
}

void NpyRows::finish() {
  assert(values_left_ == 0);
  file_.finish();
}

}  // namespace anbn
