// SPDX-License-Identifier: Apache-2.0
// Against nibabel, on the files of other readers' tests (tests/golden/nifti/make_golden.py says
// what files.tsv holds). Where anbn differs on purpose stands in docs/decisions/0006-nifti.md and
// here.
#include "anbn/io/nifti.h"
#include "anbn/io/table.h"
#include "tests/support/error_of.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const fs::path kFiles = source_dir() / "../shared/data/nifti_conformance";
const fs::path kGolden = source_dir() / "tests/golden/nifti/files.tsv";

/// Read by nibabel, refused by anbn with these words.
const std::map<std::string, std::string, std::less<>> kRefusedHereOnly = {
    {"nifti-rs/complex/complex32.nii", "complex64"},
    {"nifti-rs/complex/complex64.nii", "complex128"},
    {"nifti-rs/rgb/3D.nii", "RGB"},
    {"nifti-rs/rgb/4D.nii", "RGB"},
    {"nifti-rs/rgba/4D.nii", "RGBA"},
};

/// Read by anbn only: one file of the pair is packed, the other is not. Its twin is read by both.
const std::map<std::string, std::string, std::less<>> kReadHereOnly = {
    {"nifti-rs/minimal2.hdr", "nifti-rs/minimal.img"},
    {"nifti-rs/minimal2.img.gz", "nifti-rs/minimal.img"},
};

std::vector<double> numbers(const std::string& joined) {
  std::vector<double> values;
  std::istringstream in(joined);
  for (std::string cell; std::getline(in, cell, ',');) values.push_back(std::stod(cell));
  return values;
}

struct Seen {
  std::uint32_t crc32 = 0;
  std::vector<float> values;
};

Seen seen_in(const fs::path& path) {
  NiftiReader reader(path);
  const std::size_t voxels = reader.header().grid.voxels();
  Seen seen;
  seen.values.resize(voxels * reader.header().volumes);
  for (std::size_t v = 0; v < reader.header().volumes; ++v)
    reader.read(std::span(seen.values).subspan(v * voxels, voxels));
  uLong crc = ::crc32(0, nullptr, 0);
  for (std::size_t v = 0; v < reader.header().volumes; ++v)  // in pieces: lengths have 32 bits
    crc = ::crc32(crc, reinterpret_cast<const Bytef*>(seen.values.data() + v * voxels),
                  static_cast<uInt>(voxels * sizeof(float)));
  seen.crc32 = static_cast<std::uint32_t>(crc);
  return seen;
}

class Row {
 public:
  Row(const Table& table, std::size_t row) : table_(table), row_(row) {}
  const std::string& text(std::string_view column) const {
    return table_.rows[row_][table_.column(column)];
  }
  double number(std::string_view column) const {
    return table_.number(row_, table_.column(column));
  }

 private:
  const Table& table_;
  std::size_t row_;
};

void expect_same_header(const NiftiHeader& header, const Row& row) {
  EXPECT_EQ(header.datatype, row.text("type"));
  const auto size = numbers(row.text("size")), mm = numbers(row.text("zooms_mm"));
  const auto affine = numbers(row.text("affine"));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(static_cast<double>(header.grid.size[i]), size[i]);
    EXPECT_EQ(header.voxel_mm[i], mm[i]);
    for (std::size_t j = 0; j < 4; ++j)
      EXPECT_NEAR(header.grid.affine[i][j], affine[4 * i + j], 1e-12) << i << ", " << j;
  }
  EXPECT_EQ(static_cast<double>(header.volumes), row.number("volumes"));
  const char* const sources[] = {"sform", "qform", "voxel_sizes"};
  EXPECT_EQ(sources[static_cast<int>(header.affine_source)], row.text("source"));
  EXPECT_EQ(header.slope, row.number("slope"));
  EXPECT_EQ(header.intercept, row.number("intercept"));
  EXPECT_DOUBLE_EQ(header.tr_s, row.number("tr_s"));
}

void expect_same_values(const Seen& seen, const Row& row) {
  std::istringstream in(row.text("samples"));
  for (std::string cell; std::getline(in, cell, ',');) {
    const auto colon = cell.find(':');
    const auto voxel = static_cast<std::size_t>(std::stoull(cell.substr(0, colon)));
    EXPECT_EQ(seen.values.at(voxel), std::stof(cell.substr(colon + 1))) << "voxel " << voxel;
  }
  EXPECT_EQ(std::to_string(seen.crc32), row.text("crc32"));
}

TEST(NiftiConformance, SeesWhatNibabelSees) {
  if (!fs::exists(kFiles)) GTEST_SKIP() << kFiles << " is absent";
  const Table golden = read_tsv(kGolden);
  ASSERT_GT(golden.rows.size(), 50u);
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const Row row(golden, i);
    const std::string& file = row.text("file");
    SCOPED_TRACE(file);
    const std::string refusal = error_of([&] { read_nifti_header(kFiles / file); });
    if (const auto twin = kReadHereOnly.find(file); twin != kReadHereOnly.end()) {
      EXPECT_EQ(row.text("verdict"), "refused");
      EXPECT_EQ(refusal, "");
      EXPECT_EQ(seen_in(kFiles / file).values, seen_in(kFiles / twin->second).values);
      continue;
    }
    const auto difference = kRefusedHereOnly.find(file);
    if (row.text("verdict") == "refused" || difference != kRefusedHereOnly.end()) {
      EXPECT_FALSE(refusal.empty());
      if (difference != kRefusedHereOnly.end()) {
        EXPECT_NE(refusal.find(difference->second), std::string::npos) << refusal;
      }
      continue;
    }
    ASSERT_EQ(refusal, "");
    expect_same_header(read_nifti_header(kFiles / file), row);
    expect_same_values(seen_in(kFiles / file), row);
  }
}

}  // namespace
}  // namespace anbn
