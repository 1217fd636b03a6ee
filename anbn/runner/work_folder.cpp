// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/work_folder.h"

#include "anbn/core/error_kinds.h"
#include "anbn/io/file.h"

#include <fcntl.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;
constexpr const char* kManifest = "stage.json";
constexpr const char* kCheckpoint = "checkpoint";
constexpr const char* kHolder = "in-use-by.txt";

fs::path partial_of(const fs::path& out) { return out.string() + ".partial"; }

[[noreturn]] void fail_to(const char* what, const fs::path& path) {
  const int code = errno;
  fail("{}: cannot be {} ({}){}", path.string(), what, std::strerror(code),
       code == ENOSPC || code == EDQUOT ? "; free some space and run again"
                                        : "; may this folder be written to?");
}

/// Who works in a folder, as it says itself: nothing is read from it but for an error.
std::string holder_of(const fs::path& partial) {
  std::ifstream in(partial / kHolder);
  std::string words;
  std::getline(in, words);
  return words.empty() ? "another process" : words;
}

/// An open file that is closed with its scope.
struct Descriptor {
  int number = -1;
  void close() {
    if (number >= 0) ::close(std::exchange(number, -1));
  }
  ~Descriptor() { close(); }
};

std::string contents_of(int descriptor) {
  std::string text(std::size_t{1} << 20, '\0');
  const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

/// Removes what is in `folder`, never following a link, except the entries of these names.
void empty_folder(const fs::path& folder, std::string_view keep_1, std::string_view keep_2) {
  try {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename();
      if (name != keep_1 && name != keep_2) fs::remove_all(entry.path());
    }
  } catch (const fs::filesystem_error& e) {
    fail("{}: cannot be removed ({}); may this folder be written to?", e.path1().string(),
         e.code().message());
  }
}

/// Removes a folder whose manifest, open as `descriptor`, is called `manifest`, so that at no time
/// it could pass for a result, and so that whoever takes the name next meets the lock until the
/// end.
void remove_locked(int descriptor, const fs::path& folder, const std::string& manifest) {
  if (::ftruncate(descriptor, 0) != 0) fail_to("emptied", folder / manifest);
  empty_folder(folder, manifest, "");
  ::unlink((folder / manifest).c_str());
  ::rmdir(folder.c_str());  // fails if another process has just taken the folder over: so be it
}

void sync_folders(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory() && !entry.is_symlink()) sync_folders(entry.path());
  sync_folder(folder);
}

/// Throws Error if `partial` holds files and no manifest. Looks again before that: another process
/// may just be making or removing them.
void require_own_files(const fs::path& partial, const std::string& manifest) {
  for (int look = 0; look < 20; ++look) {
    std::error_code error;
    if (fs::exists(partial / manifest) || fs::is_empty(partial, error) || error) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  fail("{} holds files that anbn did not make; choose another --out", partial.string());
}

int open_manifest(const fs::path& file, int flags) {
  return ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0666);
}

}  // namespace

fs::path result_folder(const fs::path& out, std::string_view stage) {
  if (out.empty()) fail("--out is empty; expected the name of a folder");
  const fs::path folder = fs::weakly_canonical(out / "");
  const fs::path name = folder.filename().empty() ? folder.parent_path() : folder;
  if (!fs::exists(name)) return name;
  if (!fs::is_directory(name)) fail("{} is a file; choose another --out", out.string());
  const fs::path here = fs::current_path();
  if (std::mismatch(name.begin(), name.end(), here.begin(), here.end()).first == name.end())
    fail("{} is or holds the working folder and cannot be replaced; choose another --out",
         out.string());
  if (fs::is_empty(name)) return name;
  std::ifstream in(name / kManifest);
  std::stringstream text;
  text << in.rdbuf();
  if (in && text.str().empty()) return name;  // an earlier result, half removed
  const nlohmann::json manifest = nlohmann::json::parse(text.str(), nullptr, false);
  if (!in || !manifest.is_object() || !manifest.contains("version") ||
      !manifest.contains("stage") || !manifest["stage"].is_string())
    fail("{} holds files and is not a result of anbn; choose another --out", out.string());
  if (manifest["stage"] != stage)
    fail("{} holds a result of `anbn {}`, not of {}; choose another --out", out.string(),
         manifest["stage"].get<std::string>(), stage);
  return name;
}

void remove_leftover(const fs::path& out, Locking locking) {
  // Without locks nobody can tell what a dead process left from what a living one makes.
  if (locking == Locking::none) return;
  const fs::path partial = partial_of(out);
  if (::rmdir(partial.c_str()) == 0 || errno == ENOENT) return;
  const Descriptor opened{open_manifest(partial / kManifest, 0)};
  if (opened.number < 0) return;
  if (lock_file(opened.number, partial, Locking::refuse) == Lock::got &&
      is_at(opened.number, partial / kManifest))
    remove_locked(opened.number, partial, kManifest);
}

WorkFolder::WorkFolder(const fs::path& out, const std::string& manifest, Locking locking,
                       std::string name)
    : out_(out), partial_(partial_of(out)), locking_(locking), name_(std::move(name)) {
  take();
  try {
    take_over(manifest);
    std::ofstream(partial_ / kHolder) << this_process() << "\n";
  } catch (...) {
    ::close(lock_);
    throw;
  }
}

void WorkFolder::take() {
  const fs::path file = partial_ / name_;
  for (int attempt = 0; lock_ < 0; ++attempt) {
    std::error_code error;
    fs::create_directories(partial_, error);
    if (error && attempt < 100) continue;  // as below
    if (error) fail("{}: cannot be made ({})", partial_.string(), error.message());
    require_own_files(partial_, name_);
    Descriptor opened{open_manifest(file, O_CREAT)};
    if (opened.number < 0 && (errno != ENOENT || attempt > 100)) fail_to("made", file);
    if (opened.number < 0) continue;  // its last holder has removed the folder under our hands
    if (lock_file(opened.number, partial_, locking_) == Lock::held_by_another)
      throw LockedError(fmt::format(
          "{} is in use by {}; wait until it has ended (--wait does) or choose another --out",
          out_.string(), holder_of(partial_)));
    if (is_at(opened.number, file)) lock_ = std::exchange(opened.number, -1);
  }
}

void WorkFolder::take_over(const std::string& manifest) {
  if (contents_of(lock_) == manifest) return empty_folder(partial_, name_, kCheckpoint);
  // The old manifest must be gone before its checkpoints go, and the new one come after.
  const fs::path file = partial_ / name_;
  if (::ftruncate(lock_, 0) != 0) fail_to("emptied", file);
  empty_folder(partial_, name_, "");
  const ssize_t written = ::pwrite(lock_, manifest.data(), manifest.size(), 0);
  if (written >= 0 && static_cast<std::size_t>(written) < manifest.size()) errno = ENOSPC;
  if (static_cast<std::size_t>(written) != manifest.size() || ::fsync(lock_) != 0)
    fail_to("written", file);
}

WorkFolder::~WorkFolder() {
  if (lock_ >= 0) ::close(lock_);
}

void WorkFolder::publish() {
  ::unlink((partial_ / kHolder).c_str());
  // Renamed first: a half-removed checkpoint must not be taken for one.
  if (::rename((partial_ / kCheckpoint).c_str(), (partial_ / "removed").c_str()) == 0)
    fs::remove_all(partial_ / "removed");
  sync_folders(partial_);
  Descriptor replaced;
  if (::rename(partial_.c_str(), out_.c_str()) != 0) {
    if (errno != ENOTEMPTY && errno != EEXIST) fail_to("renamed", partial_);
    replaced.number = open_manifest(out_ / name_, 0);
    if (replaced.number < 0) fail_to("replaced", out_);
    lock_file(replaced.number, out_, locking_ == Locking::none ? Locking::none : Locking::wait);
    if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, out_.c_str(), RENAME_EXCHANGE) != 0) {
      if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) fail_to("renamed", partial_);
      // A file system that cannot swap: the earlier result goes before the whole new one comes.
      remove_locked(replaced.number, out_, name_);
      replaced.close();
      if (::rename(partial_.c_str(), out_.c_str()) != 0) fail_to("renamed", partial_);
    }
  }
  sync_folder(out_.parent_path());
  ::close(std::exchange(lock_, -1));
  if (replaced.number >= 0) remove_locked(replaced.number, partial_, name_);
}

void WorkFolder::discard() {
  if (fs::exists(partial_ / kCheckpoint))
    empty_folder(partial_, name_, kCheckpoint);
  else
    remove_locked(lock_, partial_, name_);
}

}  // namespace anbn
