// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/npy.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/io/gzip.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace anbn {
namespace {

std::string npy(const std::string& header, const std::string& data, char version = 1) {
  std::string bytes = std::string("\x93NUMPY") + version + '\0' +
                      static_cast<char>(header.size() & 0xFF) +
                      static_cast<char>(header.size() >> 8);
  if (version > 1) bytes += std::string(2, '\0');
  return bytes + header + data;
}

std::string described(const std::string& dtype, const std::string& shape,
                      const std::string& order = "False") {
  return "{'descr': '" + dtype + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

template <class T>
std::string bytes_of(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

NpyArray parse_npy(const std::string& bytes) { return read_npy(as_bytes(bytes), "x.npy"); }
std::string npy_refusal(const std::string& bytes) {
  return error_of([&] { parse_npy(bytes); });
}

// What numpy 1.24.2 wrote for numpy.save(file, numpy.arange(6, dtype='f4').reshape(2, 3)).
const std::string kNumpyMatrix =
    std::string("\x93NUMPY\x01\x00v\x00", 10) +
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + std::string(58, ' ') + "\n" +
    std::string("\0\0\0\0\0\0\x80?\0\0\0@\0\0@@\0\0\x80@\0\0\xa0@", 24);
// numpy.lib.format.write_array(file, numpy.asfortranarray(... dtype='>f8'), version=(2, 0))
const std::string kNumpyFortran =
    std::string("\x93NUMPY\x02\x00t\x00\x00\x00", 12) +
    "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }" + std::string(57, ' ') + "\n" +
    std::string(
        "\0\0\0\0\0\0\0\0@\x08\0\0\0\0\0\0?\xf0\0\0\0\0\0\0@\x10\0\0\0\0\0\0@\0\0\0\0\0\0\0@\x14"
        "\0\0\0\0\0\0",
        48);

TEST(WriteNpy, WritesTheBytesOfNumpy) {
  const ScratchFolder folder;
  Matrix x(2, 3);
  for (std::size_t i = 0; i < 6; ++i) x.values[i] = static_cast<float>(i);
  write_npy(folder / "x.npy", x);
  EXPECT_EQ(read_text(folder / "x.npy"), kNumpyMatrix);
  NpyRows rows(folder / "rows.npy", 2, 3);
  rows.append(x.row(0));
  rows.append(x.row(1));
  rows.finish();
  EXPECT_EQ(read_text(folder / "rows.npy"), kNumpyMatrix);
}

TEST(WriteNpy, WritesTheHeadersOfNumpyForOtherRanks) {
  const ScratchFolder folder;
  write_npy(folder / "1.npy", NpyArray{{3}, {1, 2, 3}});
  EXPECT_EQ(
      read_text(folder / "1.npy").substr(10, 118),
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }" + std::string(60, ' ') + "\n");
  write_npy(folder / "0.npy", NpyArray{{}, {1}});
  EXPECT_EQ(
      read_text(folder / "0.npy").substr(10, 118),
      "{'descr': '<f4', 'fortran_order': False, 'shape': (), }" + std::string(62, ' ') + "\n");
  const std::int32_t integers[] = {7, -8};
  write_npy_int32(folder / "i.npy", integers, 1, 2);
  EXPECT_EQ(read_text(folder / "i.npy").substr(10, 50),
            "{'descr': '<i4', 'fortran_order': False, 'shape': ");
  const NpyIntegers back = read_npy_int32(folder / "i.npy");
  EXPECT_EQ(back.rows, 1u);
  EXPECT_EQ(back.cols, 2u);
  EXPECT_EQ(back.values, (std::vector<std::int32_t>{7, -8}));
}

TEST(ReadNpy, ReadsWhatNumpyWrote) {
  const Matrix x = read_npy_matrix(as_bytes(kNumpyMatrix), "x.npy");
  EXPECT_EQ(x.rows, 2u);
  EXPECT_EQ(x.cols, 3u);
  EXPECT_EQ(x.values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(read_npy_matrix(as_bytes(kNumpyFortran), "x.npy"), x);
  EXPECT_EQ(parse_npy(kNumpyFortran).values, x.values);
}

TEST(ReadNpy, WidensEveryNumberType) {
  const auto values = [](const std::string& dtype, const std::string& data) {
    return parse_npy(npy(described(dtype, "(2,)"), data)).values;
  };
  const std::vector<float> expected = {1, 2};
  EXPECT_EQ(values("<f4", bytes_of<float>({1, 2})), expected);
  EXPECT_EQ(values("<f8", bytes_of<double>({1, 2})), expected);
  EXPECT_EQ(values("<f2", std::string("\x00\x3c\x00\x40", 4)), expected);
  EXPECT_EQ(values(">f2", std::string("\x3c\x00\x40\x00", 4)), expected);
  EXPECT_EQ(values("|i1", bytes_of<std::int8_t>({1, 2})), expected);
  EXPECT_EQ(values("|u1", bytes_of<std::uint8_t>({1, 2})), expected);
  EXPECT_EQ(values("<i2", bytes_of<std::int16_t>({1, 2})), expected);
  EXPECT_EQ(values(">u2", std::string("\x00\x01\x00\x02", 4)), expected);
  EXPECT_EQ(values("<i4", bytes_of<std::int32_t>({1, 2})), expected);
  EXPECT_EQ(values(">u4", std::string("\0\0\0\x01\0\0\0\x02", 8)), expected);
  EXPECT_EQ(values("<i8", bytes_of<std::int64_t>({1, 2})), expected);
  EXPECT_EQ(values("<u8", bytes_of<std::uint64_t>({1, 2})), expected);
  EXPECT_EQ(values("|b1", std::string("\x00\x07", 2)), (std::vector<float>{0, 1}));
  EXPECT_EQ(values("<i8", bytes_of<std::int64_t>({-1, -3})), (std::vector<float>{-1, -3}));
  EXPECT_EQ(values("<f8", bytes_of<double>({1e300, 1e-300})),
            (std::vector<float>{std::numeric_limits<float>::infinity(), 0}));
}

TEST(ReadNpy, WidensHalvesExactly) {
  const auto half = [](const std::string& data) {
    return parse_npy(npy(described("<f2", "(1,)"), data)).values[0];
  };
  EXPECT_EQ(half(std::string("\x01\x00", 2)), 0x1p-24f);  // the smallest subnormal
  EXPECT_EQ(half(std::string("\xff\x83", 2)), -1023 * 0x1p-24f);
  EXPECT_EQ(half(std::string("\x00\x04", 2)), 0x1p-14f);  // the smallest normal
  EXPECT_EQ(half(std::string("\xff\x7b", 2)), 65504.0f);  // the largest
  EXPECT_EQ(half(std::string("\x00\xfc", 2)), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(half(std::string("\x01\x7e", 2))));
}

TEST(ReadNpy, TurnsFortranOrderIntoCOrder) {
  // a[i, j, k] = 100 i + 10 j + k for shape (2, 3, 2), first index fastest
  const std::string data =
      bytes_of<std::uint8_t>({0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121});
  const NpyArray a = parse_npy(npy(described("|u1", "(2, 3, 2)", "True"), data));
  EXPECT_EQ(a.shape, (std::vector<std::size_t>{2, 3, 2}));
  EXPECT_EQ(a.values, (std::vector<float>{0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}));
}

TEST(ReadNpy, AcceptsHowOthersWriteHeaders) {
  const std::string data = bytes_of<float>({1, 2});
  const std::vector<float> expected = {1, 2};
  EXPECT_EQ(parse_npy(npy(described("<f4", "(2,)"), data, 2)).values, expected);
  EXPECT_EQ(parse_npy(npy(described("<f4", "(2,)"), data, 3)).values, expected);
  EXPECT_EQ(parse_npy(npy(described("<f4", "(2L, 1L)"), data)).values, expected);
  EXPECT_EQ(
      parse_npy(npy("{\"shape\":(1,2),\"fortran_order\":False,\"descr\":\"<f4\"}", data)).values,
      expected);
  EXPECT_TRUE(parse_npy(npy(described("<f4", "(0, 5)"), "")).values.empty());
}

TEST(ReadNpy, ReadsAListAsAColumn) {
  const Matrix x = read_npy_matrix(
      as_bytes(npy(described("<f4", "(2,)", "True"), bytes_of<float>({1, 2}))), "x.npy");
  EXPECT_EQ(x.rows, 2u);
  EXPECT_EQ(x.cols, 1u);
}

TEST(ReadNpy, ReadsPackedFiles) {
  const std::string packed = pack_gzip(as_bytes(kNumpyFortran));
  EXPECT_EQ(parse_npy(packed).values, (std::vector<float>{0, 1, 2, 3, 4, 5}));
  EXPECT_NE(npy_refusal(pack_gzip(as_bytes(kNumpyMatrix + "x"))).find("more than the 24 bytes"),
            std::string::npos);
  EXPECT_NE(
      npy_refusal(pack_gzip(as_bytes(kNumpyMatrix.substr(0, 140)))).find("end after 12 bytes"),
      std::string::npos);
  EXPECT_NE(npy_refusal(packed.substr(0, packed.size() - 3)).find("end in their middle"),
            std::string::npos);
  const std::string lie = pack_gzip(as_bytes(npy(described("<f4", "(99999999999,)"), "")));
  EXPECT_NE(npy_refusal(lie).find("more than"), std::string::npos);
}

TEST(ReadNpy, RefusesWhatItCannotRead) {
  const auto expect_refusal = [](const std::string& bytes, const std::string& reason) {
    const std::string message = npy_refusal(bytes);
    EXPECT_TRUE(message.starts_with("x.npy: ")) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  };
  const std::string four = bytes_of<float>({1, 2, 3, 4});
  expect_refusal("", "is no NPY file");
  expect_refusal("1,2,3\n", "is no NPY file");
  expect_refusal("\x93NUMPY", "version 0.0");
  expect_refusal(npy(described("<f4", "(4,)"), four, 4), "version 4.0");
  expect_refusal(kNumpyMatrix.substr(0, 60), "NPY header of 118 bytes");
  expect_refusal(kNumpyMatrix.substr(0, 150), "22 bytes of data after its header; expected 24");
  expect_refusal(kNumpyMatrix + "x", "25 bytes of data after its header; expected 24");
  expect_refusal(npy(described("|O", "(4,)"), four), "Python objects");
  expect_refusal(npy(described("<c8", "(2,)"), four), "type <c8");
  expect_refusal(npy(described("<U4", "(1,)"), four), "type <U4");
  expect_refusal(npy(described("|f4", "(4,)"), four), "type |f4");
  expect_refusal(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}", four),
                 "structured array");
  expect_refusal(npy(described("<f4", "(1, 1, 1, 1, 4)"), four), "at most 4 dimensions");
  expect_refusal(npy(described("<f4", "(4294967296, 4294967296)"), four), "more than any memory");
  expect_refusal(npy(described("<f4", "(4294967296, 4294967296, 0)"), ""), "more than any memory");
  expect_refusal(npy(described("<f4", "(99999999999999999999,)"), four), "whole number");
  expect_refusal(npy(described("<f4", "(-4,)"), four), "whole number");
  expect_refusal(npy(described("<f4", "(4,)", "None"), four), "True or False");
  expect_refusal(npy("{'descr': '<f4', 'shape': (4,)}", four), "descr, fortran_order and shape");
  expect_refusal(npy("{'descr': '<f4", four), "quote that is not closed");
  expect_refusal(npy(described("<f4", "(4,)") + "x", four), "the end of the header");
  EXPECT_NE(error_of([&] {
              read_npy_matrix(as_bytes(npy(described("<f4", "()"), four)), "x.npy");
            }).find("expected a matrix"),
            std::string::npos);
}

TEST(ReadNpy, NamesAMissingFile) {
  EXPECT_EQ(error_of([] { read_npy_matrix("/nowhere/x.npy"); }),
            "/nowhere/x.npy: no such file; expected a readable file. Is the path right?");
}

TEST(ReadNpyInt32, RefusesOtherTypes) {
  const ScratchFolder folder;
  write_npy(folder / "x.npy", Matrix(1, 2));
  EXPECT_NE(error_of([&] { read_npy_int32(folder / "x.npy"); }).find("expected <i4"),
            std::string::npos);
}

TEST(MappedMatrix, ShowsTheRowsThatWereWritten) {
  const ScratchFolder folder;
  Matrix x(2, 3);
  x.values = {1, 2, 3, 4, 5, 6};
  write_npy(folder / "x.npy", x);
  const MappedMatrix mapped(folder / "x.npy");
  EXPECT_EQ(mapped.rows(), 2u);
  EXPECT_EQ(mapped.cols(), 3u);
  EXPECT_EQ(std::vector<float>(mapped.row(1).begin(), mapped.row(1).end()),
            (std::vector<float>{4, 5, 6}));
}

TEST(MappedMatrix, RefusesWhatCannotBeLookedAtInPlace) {
  const ScratchFolder folder;
  const std::vector<std::int32_t> integers{1, 2};
  write_npy_int32(folder / "i.npy", integers, 1, 2);
  EXPECT_NE(error_of([&] { MappedMatrix{folder / "i.npy"}; }).find("expected an unpacked matrix"),
            std::string::npos);
  write_npy(folder / "x.npy", Matrix(4, 4));
  std::filesystem::resize_file(folder / "x.npy", 128 + 60);
  EXPECT_NE(error_of([&] { MappedMatrix{folder / "x.npy"}; }).find("Was it cut short"),
            std::string::npos);
}

TEST(NpyRowReader, ReadsTheRowsThatWereWritten) {
  const ScratchFolder folder;
  Matrix x(3, 2);
  x.values = {1, 2, 3, 4, 5, 6};
  write_npy(folder / "x.npy", x);
  NpyRowReader reader(folder / "x.npy");
  EXPECT_EQ(reader.read(1, 2).values, (std::vector<float>{3, 4, 5, 6}));
  reader.keep_open();
  EXPECT_EQ(reader.read(0, 1).values, (std::vector<float>{1, 2}));
  std::filesystem::resize_file(folder / "x.npy", 128 + 12);
  EXPECT_EQ(reader.read(0, 1).values, (std::vector<float>{1, 2}));
  EXPECT_NE(error_of([&] { reader.read(1, 1); }).find("x.npy: ends after 140 bytes"),
            std::string::npos);
  EXPECT_NE(error_of([&] { NpyRowReader{folder / "x.npy"}; }).find("Was it cut short"),
            std::string::npos);
}

TEST(NpyRowReader, ReadsBfloat16AsWrittenWithTiesToEven) {
  const ScratchFolder folder;
  const float inf = std::numeric_limits<float>::infinity();
  Matrix x(2, 4);
  // 1 + 2^-8 lies between 1 and 1 + 2^-7; 1 + 3 2^-8 between 1 + 2^-7 and 1 + 2^-6.
  x.values = {1.00390625f, -1.01171875f, 3.4e38f, -inf, 0.0f, 1e-40f, 255.9f, 1.0f};
  write_npy_bfloat16(folder / "x.npy", x);
  const NpyRowReader reader(folder / "x.npy");
  EXPECT_EQ(std::filesystem::file_size(folder / "x.npy"), 128u + 16);
  const std::vector<float> expected = {1.0f, -1.015625f, inf, -inf, 0.0f, 9.18355e-41f, 256, 1};
  EXPECT_EQ(reader.read(0, 2).values, expected);
  EXPECT_EQ(read_npy_matrix(folder / "x.npy").values, expected);
  EXPECT_EQ(read_npy_header(folder / "x.npy").dtype, "<V2");
  x.values.assign(8, kFloatNan);
  write_npy_bfloat16(folder / "nan.npy", x);
  EXPECT_TRUE(std::isnan(NpyRowReader(folder / "nan.npy").read(1, 1)(0, 3)));
}

TEST(NpyRowReader, ReadsLongRowsOfBfloat16) {
  const ScratchFolder folder;
  Matrix x(2, 40000);
  for (std::size_t i = 0; i < x.values.size(); ++i) x.values[i] = static_cast<float>(i % 256);
  write_npy_bfloat16(folder / "x.npy", x);
  EXPECT_EQ(NpyRowReader(folder / "x.npy").read(0, 2), x);
}

TEST(NpyRowReader, RefusesOtherTypes) {
  const ScratchFolder folder;
  const std::vector<std::int32_t> integers{1, 2};
  write_npy_int32(folder / "i.npy", integers, 1, 2);
  EXPECT_NE(error_of([&] { NpyRowReader{folder / "i.npy"}; }).find("expected an unpacked matrix"),
            std::string::npos);
}

TEST(ReadNpy, ReadsRealListeners) {
  const std::filesystem::path file =
      source_dir() / "../shared/data/pieman_htfa/pieman_htfa100_subjects_even.npy";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not here";
  const NpyArray a = read_npy(file);
  EXPECT_EQ(a.shape, (std::vector<std::size_t>{18, 300, 100}));
  double sum = 0;
  for (const float v : a.values) sum += v;
  EXPECT_TRUE(std::isfinite(sum));
}

}  // namespace
}  // namespace anbn
