// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/file.h"

#include "anbn/core/error.h"
#include "anbn/io/gzip.h"
#include "anbn/io/mapped_files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

/// A mapped file, in a place where a signal handler may look it up.
struct KnownMap {
  std::atomic<bool> is_taken = false;
  std::atomic<const std::byte*> begin = nullptr;  // set last
  std::atomic<std::size_t> size = 0;
  char path[500] = {};
};
KnownMap known_maps[512];

void remember_map(std::span<const std::byte> bytes, const fs::path& path) {
  for (KnownMap& map : known_maps) {
    if (map.is_taken.exchange(true)) continue;
    const std::string name = path.string().substr(0, sizeof map.path - 1);
    std::copy(name.c_str(), name.c_str() + name.size() + 1, map.path);
    map.size = bytes.size();
    map.begin = bytes.data();
    return;
  }
}

void forget_map(std::span<const std::byte> bytes) {
  for (KnownMap& map : known_maps)
    if (map.begin == bytes.data()) {
      map.begin = nullptr;
      map.is_taken = false;
      return;
    }
}

/// The folder at which the file system that holds `path` is mounted.
fs::path mount_point(const fs::path& path) {
  std::error_code error;
  fs::path place = fs::absolute(path, error).lexically_normal().parent_path();
  struct stat here {};
  if (error || ::stat(place.c_str(), &here) != 0) return path.parent_path();
  while (place.has_relative_path()) {
    struct stat above {};
    const fs::path parent = place.parent_path();
    if (::stat(parent.c_str(), &above) != 0 || above.st_dev != here.st_dev) break;
    place = parent;
  }
  return place;
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) {
  if (error != ENOSPC && error != EDQUOT)
    fail("{}: cannot be written ({}); expected a writable place, choose another --out",
         path.string(), std::strerror(error));
  const fs::path device = mount_point(path);
  struct statvfs room {};
  std::string left = "unknown";
  if (::statvfs(device.c_str(), &room) == 0)
    left = fmt::format(
        "{:.1f} MB", static_cast<double>(room.f_bavail) * static_cast<double>(room.f_frsize) / 1e6);
  fail("no space left on {} ({} free{}): {} cannot be written; free space or choose another --out",
       device.string(), left, error == EDQUOT ? ", your quota is used up" : "", path.string());
}

/// A file descriptor that is closed on the way out of a function.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

/// Throws Error if the file is what a clone holds in place of data that it has not fetched.
void refuse_pointer(int descriptor, const fs::path& path) {
  char start[64];
  const ssize_t count = ::pread(descriptor, start, sizeof start, 0);
  const std::string_view text(start, count > 0 ? static_cast<std::size_t>(count) : 0);
  if (text.starts_with("version https://git-lfs.github.com/spec/"))
    fail("{}: is a git-lfs pointer, not the data; expected the data. Get them with 'git lfs pull'",
         path.string());
  // The second is a link's target: what a file system without links holds in place of one.
  if (text.starts_with("/annex/objects/") ||
      (text.starts_with("..") && text.find(".git/annex/objects/") != text.npos))
    fail(
        "{}: is a git-annex pointer, not the data; expected the data. Get them with 'git annex "
        "get' or 'datalad get'",
        path.string());
}

}  // namespace

MappedFile::MappedFile(const fs::path& path) {
  // Without O_NONBLOCK a named pipe would wait for its writer before fstat can refuse it.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) {
    const int error = errno;
    std::error_code ignored;
    if (error == ENOENT && fs::is_symlink(path, ignored))
      fail(
          "{}: is a link to a file that is not here; expected the file. In a git-annex or DataLad "
          "clone, get it with 'git annex get' or 'datalad get'",
          path.string());
    if (error == ENOENT)
      fail("{}: no such file; expected a readable file. Is the path right?", path.string());
    fail("{}: cannot be opened ({}); expected a readable file", path.string(),
         std::strerror(error));
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0)
    fail("{}: cannot be examined ({}); is the disk sound?", path.string(), std::strerror(errno));
  if (S_ISDIR(status.st_mode)) fail("{}: is a folder; expected a file in it", path.string());
  if (!S_ISREG(status.st_mode))
    fail("{}: is no regular file; expected one, copy its contents to a file", path.string());
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;  // mmap refuses empty maps
  refuse_pointer(file.number(), path);
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (start == MAP_FAILED)
    fail("{}: cannot be mapped into memory ({}, {} bytes); is there enough address space?",
         path.string(), std::strerror(errno), size);
  bytes_ = {static_cast<const std::byte*>(start), size};
  remember_map(bytes_, path);
}

MappedFile::~MappedFile() {
  if (bytes_.empty()) return;
  forget_map(bytes_);  // before another file may be mapped there
  ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

const char* mapped_file_at(const void* address) {
  const auto* const byte = static_cast<const std::byte*>(address);
  for (const KnownMap& map : known_maps) {
    const std::byte* const begin = map.begin;
    if (begin != nullptr && byte >= begin && byte < begin + map.size) return map.path;
  }
  return nullptr;
}

void MappedFile::forget_first(std::size_t count) const {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t whole_pages = std::min(count, bytes_.size()) / page * page;
  // The map is read-only: dropping pages loses nothing, and failing to costs only memory.
  if (whole_pages > 0) ::madvise(const_cast<std::byte*>(bytes_.data()), whole_pages, MADV_DONTNEED);
}

FileReader::FileReader(const fs::path& path) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0)
    fail("{}: cannot be opened ({}); expected a readable file", path.string(),
         std::strerror(errno));
  // Exactly what is asked for is read from the disk: what lies behind it is wanted much later.
  ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_RANDOM);
}

FileReader::~FileReader() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileReader::FileReader(FileReader&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

void FileReader::read(std::size_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t count = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      fail("{}: cannot be read ({}) at byte {}; is the disk sound?", path_.string(),
           std::strerror(errno), offset);
    if (count == 0)
      fail(
          "{}: ends after {} bytes; expected {} more, as when it was opened. Was it cut short "
          "meanwhile? Get it again",
          path_.string(), offset, out.size());
    offset += static_cast<std::size_t>(count);
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

std::string read_text(const fs::path& path, std::size_t max_bytes) {
  const MappedFile file(path);
  const auto bytes = file.bytes();
  if (is_gzip(bytes)) return unpack_gzip(bytes, path.string(), max_bytes);
  if (bytes.size() > max_bytes)
    fail("{}: has {} bytes; expected at most {}. Is it the right file?", path.string(),
         bytes.size(), max_bytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

FileWriter::FileWriter(const fs::path& path) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail_to_write(path, errno);
}

FileWriter::~FileWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

void FileWriter::write(std::span<const std::byte> bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) {
    write_through(buffer_);
    buffer_.clear();
    if (bytes.size() >= kBufferBytes) return write_through(bytes);
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void FileWriter::write_through(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    // A disk without room may also write nothing at all and call it success.
    if (written <= 0) fail_to_write(path_, written < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void FileWriter::finish() {
  write_through(buffer_);
  buffer_.clear();
  // EINVAL and ENOTSUP: a pipe or device, which has nothing to sync.
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) fail_to_write(path_, errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) fail_to_write(path_, errno);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("{}: cannot be made ({})", folder.string(), error.message());
}

void write_file(const fs::path& path, std::span<const std::byte> bytes) {
  FileWriter file(path);
  file.write(bytes);
  file.finish();
}

void write_file(const fs::path& path, std::string_view text) { write_file(path, as_bytes(text)); }

void sync_folder(const fs::path& folder) {
  const fs::path place = folder.empty() ? fs::path(".") : folder;
  const Descriptor opened(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0)
    fail("{}: cannot be opened ({}); expected a folder", place.string(), std::strerror(errno));
  if (::fsync(opened.number()) != 0 && errno != EINVAL && errno != ENOTSUP)
    fail_to_write(place / "", errno);
}

}  // namespace anbn
