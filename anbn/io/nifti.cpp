// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/nifti_header.h"
#include "anbn/io/nifti_volumes.h"

#include <array>
#include <string_view>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// A scan is read once: what has been read of the file need not stay in memory.
constexpr std::size_t kForgottenAtOnce = std::size_t{1} << 22;

constexpr std::array<std::string_view, 6> kEndings = {".nii.gz", ".hdr.gz", ".img.gz",
                                                      ".nii",    ".hdr",    ".img"};

/// The ending of a file's name that says what it is; empty if it is none of NIfTI's.
std::string_view nifti_ending(std::string_view file_name) {
  for (const std::string_view ending : kEndings)
    if (file_name.ends_with(ending)) return ending;
  return {};
}

/// The file of a pair beside `path`: `kind` is "hdr" or "img". Packed like `path` if there are two.
fs::path partner(const fs::path& path, std::string_view ending, const std::string& kind) {
  const std::string text = path.string();
  const std::string stem = text.substr(0, text.size() - ending.size());
  const bool packed = ending.ends_with(".gz");
  const fs::path alike = stem + "." + kind + (packed ? ".gz" : "");
  const fs::path other = stem + "." + kind + (packed ? "" : ".gz");
  std::error_code ignored;
  const bool only_other =
      !fs::is_symlink(alike, ignored) && !fs::exists(alike, ignored) && fs::exists(other, ignored);
  return only_other ? other : alike;
}

struct Files {
  fs::path header, data;
  NiftiPlace place = NiftiPlace::same_file;
};

Files files_of(const fs::path& path) {
  const std::string name = path.filename().string();
  const std::string_view ending = nifti_ending(name);
  if (ending.empty()) {
    if (name.ends_with(".gii") || name.ends_with(".gii.gz"))
      fail(
          "{}: is GIFTI, a surface; expected a NIfTI volume. Extract network time courses from "
          "surfaces elsewhere and give them to the method 'import'",
          path.string());
    const MappedFile exists(path);  // a missing file or a pointer is the more helpful message
    refuse_convertible({}, path.string());
    fail("{}: is not called like a NIfTI file; expected a name in .nii, .nii.gz, .hdr or .img",
         path.string());
  }
  if (ending.starts_with(".hdr")) return {path, partner(path, ending, "img"), NiftiPlace::beside};
  if (ending.starts_with(".img")) return {partner(path, ending, "hdr"), path, NiftiPlace::beside};
  return {path, path, NiftiPlace::same_file};
}

/// The file that holds the voxels, and what its header says of them.
struct Opened {
  MappedFile data;
  NiftiLayout layout;
  std::string data_name;
};

Opened open_nifti(const fs::path& path) {
  const Files files = files_of(path);
  MappedFile header(files.header);
  NiftiLayout layout = nifti_layout_of(header.bytes(), files.place, files.header.string());
  const bool same = files.place == NiftiPlace::same_file;
  return {same ? std::move(header) : MappedFile(files.data), std::move(layout),
          files.data.string()};
}

}  // namespace

NiftiHeader read_nifti_header(const fs::path& path) {
  const Opened opened = open_nifti(path);
  check_nifti_size(opened.layout, opened.data.bytes(), opened.data_name);
  return opened.layout.header;
}

struct NiftiReader::State {
  MappedFile file;
  NiftiVolumes volumes;
  std::size_t forgotten = 0;  // bytes at the start of the file

  explicit State(Opened opened)
      : file(std::move(opened.data)),
        volumes(file.bytes(), std::move(opened.layout), std::move(opened.data_name)) {}
};

NiftiReader::NiftiReader(const fs::path& path)
    : state_(std::make_unique<State>(open_nifti(path))) {}
NiftiReader::~NiftiReader() = default;
NiftiReader::NiftiReader(NiftiReader&&) noexcept = default;

const NiftiHeader& NiftiReader::header() const { return state_->volumes.layout().header; }

template <class Number>
void NiftiReader::read_numbers(std::span<Number> volume) {
  state_->volumes.read(volume);
  const std::size_t position = state_->volumes.position();
  if (position - state_->forgotten < kForgottenAtOnce) return;
  state_->file.forget_first(position);
  state_->forgotten = position;
}

void NiftiReader::read(std::span<float> volume) { read_numbers(volume); }
void NiftiReader::read(std::span<double> volume) { read_numbers(volume); }

std::vector<fs::path> nifti_files(const fs::path& path) {
  const std::string name = path.filename().string();
  const std::string_view ending = nifti_ending(name);
  const bool header = ending.starts_with(".hdr");
  if (!header && !ending.starts_with(".img")) return {path};
  const fs::path other = partner(path, ending, header ? "img" : "hdr");
  std::error_code ignored;
  if (!fs::exists(other, ignored)) return {path};
  return {path, other};
}

std::string nifti_stem(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.substr(0, name.size() - nifti_ending(name).size());
}

}  // namespace anbn
