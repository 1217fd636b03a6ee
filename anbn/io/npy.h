// SPDX-License-Identifier: Apache-2.0
// NPY, the array file of numpy. Read: versions 1.0, 2.0 and 3.0, booleans, integers and floating
// numbers of any size up to 64 bits (also bfloat16), both byte orders, C and Fortran order, also
// packed by gzip. Written: the very bytes that numpy.save writes for a little-endian array in C
// order. Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/io/file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anbn {

struct NpyHeader {
  std::string dtype;  // as numpy writes it: "<f4"
  std::vector<std::size_t> shape;
  bool fortran_order = false;
  std::size_t data_offset = 0;  // where the data begin in the (unpacked) file
};

/// An array of rank 0 to 4 with values in C order (the last index runs fastest).
struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<float> values;
};

/// The header at the beginning of `bytes`. Throws Error if it is not one that anbn understands.
NpyHeader parse_npy_header(std::span<const std::byte> bytes, const std::string& name);

/// The header of a file, without its data. Throws Error as read_npy does.
NpyHeader read_npy_header(const std::filesystem::path& path);

/// The array in a file as float32; doubles and integers are rounded to the nearest float (beyond
/// its range: infinity). Throws Error if the file is no NPY, has a structured, complex or object
/// type or a rank above 4, or holds more or less data than its header declares.
NpyArray read_npy(const std::filesystem::path& path);
/// The same from the bytes of a file; `name` is the file in errors.
NpyArray read_npy(std::span<const std::byte> bytes, const std::string& name);

/// The matrix in a file: [rows x cols], or [n x 1] from one of rank 1. Throws Error as read_npy
/// does, and if the rank is neither 1 nor 2.
Matrix read_npy_matrix(const std::filesystem::path& path);
Matrix read_npy_matrix(std::span<const std::byte> bytes, const std::string& name);

/// A float32 matrix [rows x cols] in a file, looked at where it lies: only the rows that are used
/// are read from the disk.
class MappedMatrix {
 public:
  /// Throws Error if the file is not what write_npy writes for a matrix: little-endian float32, C
  /// order, rank 2, with as many bytes as its shape needs.
  explicit MappedMatrix(const std::filesystem::path& path);

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  /// Row `i`; valid as long as this object.
  std::span<const float> row(std::size_t i) const { return {values_ + i * cols_, cols_}; }

 private:
  MappedFile file_;
  std::size_t rows_ = 0, cols_ = 0;
  const float* values_ = nullptr;
};

/// A matrix [rows x cols] in a file, of which rows are read when they are asked for. Nothing of the
/// file stays in memory, and a file that is cut short meanwhile is an Error and no signal.
class NpyRowReader {
 public:
  /// Throws Error if the file is no matrix in C order of little-endian float32 or bfloat16, or has
  /// more or fewer bytes than its shape needs.
  explicit NpyRowReader(std::filesystem::path path);

  /// Keeps the file open between calls of read(). A process may have about a thousand open.
  /// Throws Error if it cannot be opened.
  void keep_open();

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  const std::filesystem::path& path() const { return path_; }

  /// Fills `out` [n x cols] with the rows from `first` on. Several threads may read at once.
  /// Throws Error if the file cannot be read or is shorter than it was.
  void read(std::size_t first, std::span<float> out) const;
  /// `count` rows from `first` on.
  Matrix read(std::size_t first, std::size_t count) const;

 private:
  std::filesystem::path path_;
  std::optional<FileReader> file_;
  std::size_t rows_ = 0, cols_ = 0, data_offset_ = 0, value_bytes_ = 4;
};

/// An int32 matrix [rows x cols] in C order.
struct NpyIntegers {
  std::size_t rows = 0, cols = 0;
  std::vector<std::int32_t> values;
};

/// The matrix of type int32, little-endian, C order, rank 2 in a file: what write_npy_int32 writes.
/// Throws Error for any other file.
NpyIntegers read_npy_int32(const std::filesystem::path& path);
/// Row `row` of such a file, which may not be packed: little else of it is read from the disk.
/// Throws Error as read_npy_int32 does, and if the matrix has no such row or not `cols` columns.
std::vector<std::int32_t> read_npy_int32_row(const std::filesystem::path& path, std::size_t row,
                                             std::size_t cols);

/// Writes a float32 matrix [rows x cols]. Throws Error if the disk is full or failing.
void write_npy(const std::filesystem::path& path, const Matrix& x);
/// Writes a float32 array of any rank. Throws Error if the disk is full or failing.
void write_npy(const std::filesystem::path& path, const NpyArray& x);
/// Writes a matrix [rows x cols] rounded to bfloat16 (ties to even), which is half as large.
/// Throws Error if the disk is full or failing.
void write_npy_bfloat16(const std::filesystem::path& path, const Matrix& x);
/// Writes an int32 matrix [rows x cols]; `values` holds rows * cols numbers in C order.
/// Throws Error if the disk is full or failing.
void write_npy_int32(const std::filesystem::path& path, std::span<const std::int32_t> values,
                     std::size_t rows, std::size_t cols);

/// A float32 matrix [rows x cols] that is written while it is made, a few rows at a time.
class NpyRows {
 public:
  /// Throws Error if the file cannot be created.
  NpyRows(const std::filesystem::path& path, std::size_t rows, std::size_t cols);

  /// Appends whole rows: `values` [n x cols], row-major. Throws Error if the disk is full.
  void append(std::span<const float> values);

  /// Syncs and closes; all rows must have been appended. Throws Error if the disk is full.
  void finish();

 private:
  FileWriter file_;
  std::size_t values_left_, cols_;
};

}  // namespace anbn
