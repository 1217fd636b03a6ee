// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti.h"

#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/gzip.h"
#include "tests/support/error_of.h"
#include "tests/support/raw_nifti.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace anbn {
namespace {

using Values = std::vector<float>;

class Nifti : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& bytes, const std::string& name = "x.nii") const {
    write_file(folder_ / name, bytes);
    return folder_ / name;
  }
  NiftiHeader header(const std::string& bytes) const { return read_nifti_header(file(bytes)); }
  NiftiHeader header(const RawNifti& raw) const { return header(raw.with<std::int16_t>({1, 2})); }
  Values values(const std::string& bytes) const { return values_in(file(bytes)); }
  static Values values_in(const std::filesystem::path& path) {
    NiftiReader reader(path);
    const std::size_t voxels = reader.header().grid.voxels();
    Values all(voxels * reader.header().volumes);
    for (std::size_t v = 0; v < reader.header().volumes; ++v)
      reader.read(std::span(all).subspan(v * voxels, voxels));
    return all;
  }
  std::string refusal(const std::string& bytes, const std::string& name = "x.nii") const {
    const auto path = file(bytes, name);
    std::string message = error_of([&] { values_in(path); });
    EXPECT_TRUE(message.starts_with(path.string())) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    return message;
  }
  std::string refusal(const RawNifti& raw) const { return refusal(raw.with<std::int16_t>({1, 2})); }

  ScratchFolder folder_;
};

void expect_words(const std::string& message, const std::string& words) {
  EXPECT_NE(message.find(words), std::string::npos) << message;
}

template <class T>
void expect_type(int code, const std::string& name, T least, T most) {
  const ScratchFolder folder;
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    for (const int version : {1, 2}) {
      RawNifti raw;
      raw.order = order;
      raw.version = version;
      raw.magic = version == 1 ? "n+1" : "n+2";
      raw.offset = version == 1 ? 352 : 544;
      raw.datatype = code;
      raw.dim = {3, 3, 1, 1, 1, 1, 1, 1};
      write_file(folder / "x.nii", raw.with<T>({least, T{7}, most}));
      NiftiReader reader(folder / "x.nii");
      EXPECT_EQ(reader.header().datatype, name);
      EXPECT_EQ(reader.header().version, version);
      Values got(3);
      reader.read(got);
      EXPECT_EQ(got, (Values{static_cast<float>(least), 7, static_cast<float>(most)})) << name;
    }
  }
}

template <class T>
void expect_type(int code, const std::string& name) {
  expect_type<T>(code, name, std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max());
}

TEST_F(Nifti, ReadsEveryTypeInBothByteOrdersAndVersions) {
  expect_type<std::uint8_t>(2, "uint8");
  expect_type<std::int16_t>(4, "int16");
  expect_type<std::int32_t>(8, "int32");
  expect_type<float>(16, "float32");
  expect_type<double>(64, "float64", -1.0 / 3, 1e300);  // rounded once; beyond float32: infinity
  expect_type<std::int8_t>(256, "int8");
  expect_type<std::uint16_t>(512, "uint16");
  expect_type<std::uint32_t>(768, "uint32");
  expect_type<std::int64_t>(1024, "int64");
  expect_type<std::uint64_t>(1280, "uint64");
}

TEST_F(Nifti, RefusesOtherTypesByName) {
  for (const auto& [code, words] :
       std::vector<std::pair<int, std::string>>{{1, "single bits"},
                                                {32, "complex64"},
                                                {128, "RGB"},
                                                {1536, "float128"},
                                                {1792, "complex128"},
                                                {2048, "complex256"},
                                                {2304, "RGBA"},
                                                {0, "unknown datatype 0"},
                                                {-9510, "unknown datatype -9510"}}) {
    RawNifti raw;
    raw.datatype = code;
    expect_words(refusal(raw), words);
  }
}

TEST_F(Nifti, ScalesOnlyWhereSlopeIsANumberOtherThanZero) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  RawNifti raw;
  const auto scaled = [&](double slope, double intercept) {
    raw.slope = slope;
    raw.intercept = intercept;
    return values(raw.with<std::int16_t>({-2, 3}));
  };
  EXPECT_EQ(scaled(0.5, 10), (Values{9, 11.5}));
  EXPECT_EQ(scaled(-1, 0), (Values{2, -3}));
  EXPECT_EQ(scaled(1, 10), (Values{8, 13}));
  for (const double none : {0.0, kNan, kInf}) EXPECT_EQ(scaled(none, 10), (Values{-2, 3}));
  EXPECT_EQ(scaled(0, kNan), (Values{-2, 3}));
  raw.slope = 2;
  raw.intercept = kInf;
  expect_words(refusal(raw), "scl_inter is inf");
}

TEST_F(Nifti, LetsVoxelsThatAreNoNumbersThrough) {
  RawNifti raw;
  raw.datatype = 16;
  const auto got = values(raw.with<float>({NAN, -INFINITY}));
  EXPECT_TRUE(std::isnan(got[0]));
  EXPECT_EQ(got[1], -INFINITY);
}

TEST_F(Nifti, TakesVolumesFromTheFourthOrFifthDimension) {
  RawNifti raw;
  raw.units = 8;
  raw.pixdim = {1, 2, 2, 2, 1.5, 2.5, 1, 1};
  raw.dim = {4, 1, 1, 1, 2, 1, 1, 1};
  NiftiHeader seen = header(raw);
  EXPECT_EQ(seen.volumes, 2u);
  EXPECT_EQ(seen.rank, 4);
  EXPECT_EQ(seen.tr_s, 1.5);
  raw.dim = {5, 1, 1, 1, 1, 2, 1, 1};
  seen = header(raw);
  EXPECT_EQ(seen.volumes, 2u);
  EXPECT_EQ(seen.tr_s, 1.5);
  raw.pixdim[4] = 1;
  EXPECT_EQ(header(raw).tr_s, 2.5);
  raw.pixdim[4] = 1.5;
  raw.dim = {5, 1, 1, 1, 2, 1, 1, 1};
  EXPECT_EQ(header(raw).tr_s, 1.5);
  raw.dim = {4, 2, 1, 1, 1, 1, 1, 1};
  EXPECT_EQ(header(raw).rank, 3);
  EXPECT_EQ(header(raw).volumes, 1u);
  raw.dim = {1, 2, 9, 9, 9, 9, 9, 9};  // beyond dim[0] nothing counts
  EXPECT_EQ(header(raw).grid.size, (std::array<std::size_t, 3>{2, 1, 1}));
  raw.dim = {5, 1, 1, 1, 2, 3, 1, 1};
  expect_words(refusal(raw), "has the shape 1 x 1 x 1 x 2 x 3");
}

TEST_F(Nifti, ReadsTheRepetitionTimeInItsUnit) {
  RawNifti raw;
  raw.dim = {4, 1, 1, 1, 2, 1, 1, 1};
  raw.pixdim[4] = 1500;
  for (const auto& [units, tr_s] : std::vector<std::pair<int, double>>{
           {0, 1500}, {8, 1500}, {2 + 16, 1.5}, {2 + 24, 0.0015}, {32, 0}}) {
    raw.units = units;
    EXPECT_DOUBLE_EQ(header(raw).tr_s, tr_s) << units;
  }
  raw.units = 8;
  for (const double none : {0.0, -2.0, kNan}) {
    raw.pixdim[4] = none;
    EXPECT_EQ(header(raw).tr_s, 0) << none;
  }
}

TEST_F(Nifti, ConvertsUnitsOfSpaceThatGiveUsualVoxels) {
  RawNifti raw;
  raw.sform_code = 1;
  raw.pixdim = {1, 3000, 3000, 4000, 1, 1, 1, 1};
  raw.srow = {3000, 0, 0, -90000, 0, 3000, 0, 1000, 0, 0, 4000, 0};
  raw.units = 3 + 8;  // micrometres
  NiftiHeader seen = header(raw);
  EXPECT_EQ(seen.voxel_mm, (std::array<double, 3>{3, 3, 4}));
  EXPECT_EQ(seen.grid.affine, (Affine{{{3, 0, 0, -90}, {0, 3, 0, 1}, {0, 0, 4, 0}}}));
  raw.pixdim = {1, 3, 3, 4, 1, 1, 1, 1};  // a unit that the header names and does not use
  EXPECT_EQ(header(raw).voxel_mm, (std::array<double, 3>{3, 3, 4}));
  EXPECT_EQ(header(raw).grid.affine[0][0], 3000);
  raw.units = 1;  // metres
  raw.pixdim = {1, 0.002f, 0.002f, 0.002f, 1, 1, 1, 1};
  raw.srow = {0.5f, 0, 0, 0, 0, 0.5f, 0, 0, 0, 0, 0.5f, 0};
  EXPECT_NEAR(header(raw).voxel_mm[0], 2, 1e-6);
  EXPECT_EQ(header(raw).grid.affine[0][0], 500);
}

TEST_F(Nifti, PrefersSformToQformToVoxelSizes) {
  RawNifti raw;
  raw.pixdim = {-1, 2, 3, 4, 1, 1, 1, 1};
  raw.quatern = {0, 0, 1};  // half a turn about z
  raw.qoffset = {10, 20, 30};
  raw.srow = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  raw.sform_code = 4;
  raw.qform_code = 1;
  NiftiHeader seen = header(raw);
  EXPECT_EQ(seen.affine_source, AffineSource::sform);
  EXPECT_EQ(seen.grid.affine, (Affine{{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}}));
  EXPECT_EQ(seen.voxel_mm, (std::array<double, 3>{2, 3, 4}));
  raw.sform_code = 0;
  seen = header(raw);
  EXPECT_EQ(seen.affine_source, AffineSource::qform);
  EXPECT_EQ(seen.grid.affine, (Affine{{{-2, 0, 0, 10}, {0, -3, 0, 20}, {0, 0, -4, 30}}}));
  raw.qform_code = 77;  // no code of the standard: as nibabel, taken for 0
  seen = header(raw);
  EXPECT_EQ(seen.affine_source, AffineSource::voxel_sizes);
  EXPECT_EQ(seen.grid.affine, (Affine{{{-2, 0, 0, 1}, {0, 3, 0, 0}, {0, 0, 4, 0}}}));
}

TEST_F(Nifti, ReadsVoxelSizesThatAreZeroOrNegativeAsNibabelDoes) {
  RawNifti raw;
  raw.pixdim = {0, -2, 0, 4, 1, 1, 1, 1};
  EXPECT_EQ(header(raw).voxel_mm, (std::array<double, 3>{2, 1, 4}));
  raw.pixdim[2] = kNan;
  expect_words(refusal(raw), "voxel size (pixdim[2]) is nan");
}

TEST_F(Nifti, RefusesAffinesThatAreNone) {
  RawNifti raw;
  raw.qform_code = 1;
  raw.quatern = {1, 1, 0};
  expect_words(refusal(raw), "is no rotation");
  raw.sform_code = 1;
  raw.srow[5] = INFINITY;
  expect_words(refusal(raw), "affine (sform) holds inf");
}

TEST_F(Nifti, ReadsPairsInAnyPackingFromEitherName) {
  RawNifti raw;
  raw.magic = "ni1";
  raw.offset = 0;
  const std::string head = raw.header(), data = raw.data<std::int16_t>({5, -6});
  const auto read = [&](const std::string& hdr, const std::string& img) {
    const ScratchFolder pair;
    const auto put = [&](const std::string& name, const std::string& bytes) {
      write_file(pair / name, name.ends_with(".gz") ? pack_gzip(as_bytes(bytes)) : bytes);
    };
    put(hdr, head);
    put(img, data);
    EXPECT_EQ(values_in(pair / hdr), (Values{5, -6}));
    EXPECT_EQ(values_in(pair / img), (Values{5, -6}));
  };
  read("x.hdr", "x.img");
  read("x.hdr.gz", "x.img.gz");
  read("x.hdr", "x.img.gz");
  read("x.hdr.gz", "x.img");
  const auto alone = file(head, "alone.hdr");
  expect_words(error_of([&] { read_nifti_header(alone); }), "alone.img: no such file");
}

TEST_F(Nifti, FindsVoxelsBehindExtensions) {
  RawNifti raw;
  raw.offset = 368;
  EXPECT_EQ(values(raw.with<std::int16_t>({1, 2})), (Values{1, 2}));
  EXPECT_EQ(values(pack_gzip(as_bytes(raw.with<std::int16_t>({1, 2})))), (Values{1, 2}));
  raw.offset = 0;  // not set
  EXPECT_EQ(values(raw.header() + std::string(4, '\0') + raw.data<std::int16_t>({1, 2})),
            (Values{1, 2}));
}

TEST_F(Nifti, ReadsFilesWithMoreBehindTheVoxels) {
  EXPECT_EQ(values(RawNifti().with<std::int16_t>({1, 2, 3, 4})), (Values{1, 2}));
  EXPECT_EQ(values(pack_gzip(as_bytes(RawNifti().with<std::int16_t>({1, 2, 3})))), (Values{1, 2}));
}

TEST_F(Nifti, RefusesOffsetsThatCannotBe) {
  RawNifti raw;
  const std::string data = raw.with<std::int16_t>({1, 2});
  const auto with_offset = [&](double offset) {
    raw.offset = offset;
    return raw.header() + data.substr(348);
  };
  expect_words(refusal(with_offset(352.5)), "vox_offset is 352.5");
  expect_words(refusal(with_offset(-16)), "vox_offset is -16");
  expect_words(refusal(with_offset(NAN)), "vox_offset is nan");
  expect_words(refusal(with_offset(1e30)), "vox_offset is 1e+30");
  expect_words(refusal(with_offset(100)), "vox_offset is 100, within the header");
  expect_words(refusal(with_offset(1e6)), "has 356 bytes; expected 1000004");
}

TEST_F(Nifti, RefusesShapesThatCannotBe) {
  RawNifti raw;
  raw.dim = {4, 2, -2, 1, 1, 1, 1, 1};
  expect_words(refusal(raw), "declares the shape 2 x -2 x 1 x 1");
  raw.dim = {3, 2, 0, 1, 1, 1, 1, 1};
  expect_words(refusal(raw), "expected sizes of at least 1");
  raw.dim[0] = 8;
  expect_words(refusal(raw), "declares 8 dimensions");
  raw.dim = {3, -1, 1, 1, 1, 1, 1, 1};
  expect_words(refusal(raw), "a surface of FreeSurfer");
  raw.dim = {3, 27307, 1, 6, 1, 1, 1, 1};
  expect_words(refusal(raw), "method 'import'");
  raw.dim = {4, 32767, 32767, 32767, 32767, 1, 1, 1};
  expect_words(refusal(raw), "more than any file holds");
  raw.dim = {4, 2048, 2048, 1024, 2, 1, 1, 1};
  expect_words(refusal(raw), "has 356 bytes; expected 17179869536 for 2 volumes");
  raw.version = 2;
  raw.magic = "n+2";
  raw.offset = 544;
  raw.dim = {7, 1LL << 62, 1LL << 62, 1LL << 62, 1LL << 62, 1LL << 62, 1LL << 62, 1LL << 62};
  expect_words(refusal(raw), "more than any file holds");
}

TEST_F(Nifti, RefusesMoreThanGzipCanHold) {
  RawNifti raw;
  raw.dim = {4, 2048, 2048, 1024, 2, 1, 1, 1};
  const std::string packed = pack_gzip(as_bytes(raw.with<std::int16_t>({1, 2})));
  const auto path = file(packed, "x.nii.gz");
  const std::string message = error_of([&] { read_nifti_header(path); });
  expect_words(message, "declares 17179869536 bytes");
  expect_words(message, "2 volumes of 2048 x 2048 x 1024 int16");
}

TEST_F(Nifti, RefusesDataCutShortOrDamaged) {
  RawNifti raw;
  raw.dim = {4, 2, 1, 1, 2, 1, 1, 1};
  const std::string whole = raw.with<std::int16_t>({1, 2, 3, 4});
  expect_words(refusal(whole.substr(0, whole.size() - 1)), "has 359 bytes; expected 360");
  expect_words(refusal(whole.substr(0, 340)), "has 340 bytes; expected a NIfTI header of 348");
  expect_words(refusal(""), "has 0 bytes; expected a NIfTI header");
  std::string packed = pack_gzip(as_bytes(whole));
  expect_words(refusal(packed.substr(0, packed.size() - 9), "x.nii.gz"), "end in their middle");
  expect_words(refusal(packed.substr(0, packed.size() - 1), "x.nii.gz"), "end in their middle");
  expect_words(refusal(pack_gzip(as_bytes(whole.substr(0, 358))), "x.nii.gz"),
               "unpacks to 6 bytes of voxels; expected 8 (2 volumes)");
  packed[packed.size() - 6] ^= 1;
  expect_words(refusal(packed, "x.nii.gz"), "gzip data are damaged");
}

TEST_F(Nifti, RefusesOtherFormatsByName) {
  RawNifti cifti;
  cifti.version = 2;
  cifti.magic = "n+2";
  cifti.offset = 544;
  cifti.intent = 3002;
  expect_words(refusal(cifti.with<std::int16_t>({1, 2}), "x.dtseries.nii"), "is CIFTI");
  expect_words(refusal(cifti), "method 'import'");
  const auto surface = folder_ / "lh.func.gii";
  expect_words(error_of([&] { read_nifti_header(surface); }), "is GIFTI");
  expect_words(refusal("<?xml version=\"1.0\"?><GIFTI>"), "method 'import'");
  expect_words(refusal("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>"),
               "is XML or HTML ('<?xml version=\"1.0\"?>");
  for (const auto& [name, how] : {std::pair{"x+tlrc.BRIK", "3dAFNItoNIFTI"},
                                  {"x+tlrc.BRIK.gz", "3dAFNItoNIFTI"},
                                  {"x+tlrc.HEAD", "3dAFNItoNIFTI"},
                                  {"x.mgz", "mri_convert"},
                                  {"x.mgh", "mri_convert"},
                                  {"x.mnc", "mnc2nii"}})
    expect_words(refusal("anything", name), how);
  expect_words(refusal(std::string("\0\0\0\1", 4) + "x"), "mri_convert");
  RawNifti analyze;
  analyze.magic = "";
  expect_words(refusal(analyze), "Analyze 7.5");
  expect_words(refusal(std::string(400, 'x')), "is no NIfTI file");
  expect_words(refusal("a,b\n", "table.csv"), "is not called like a NIfTI file");
  std::string as_text = RawNifti(cifti).with<std::int16_t>({1, 2});
  as_text[8] = '\n';
  expect_words(refusal(as_text), "takes it for text");
  RawNifti without_end = cifti;
  without_end.intent = 0;
  std::string zeros = without_end.with<std::int16_t>({1, 2});
  zeros.replace(8, 4, std::string(4, '\0'));  // as some programs leave it
  EXPECT_EQ(values(zeros), (Values{1, 2}));
}

TEST_F(Nifti, RefusesPointersWithTheCommandThatFetches) {
  expect_words(refusal("/annex/objects/MD5E-s42--0.nii.gz\n", "x.nii.gz"), "git annex get");
  expect_words(refusal("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "x.nii.gz"),
               "git lfs pull");
  std::filesystem::create_symlink("../.git/annex/objects/x", folder_ / "y.nii.gz");
  expect_words(error_of([&] { read_nifti_header(folder_ / "y.nii.gz"); }), "datalad get");
}

}  // namespace
}  // namespace anbn
