// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/file_lock.h"

#include "anbn/core/error.h"
#include "anbn/core/this_run.h"
#include "anbn/io/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// A name as the kernel lists it, where "\040" is a blank.
std::string unescaped(std::string_view listed) {
  std::string name;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (listed[i] == '\\' && i + 3 < listed.size()) {
      name += static_cast<char>((listed[i + 1] - '0') * 64 + (listed[i + 2] - '0') * 8 +
                                (listed[i + 3] - '0'));
      i += 3;
    } else {
      name += listed[i];
    }
  }
  return name;
}

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

[[noreturn]] void fail_without_locks(const fs::path& path, int error) {
  std::ifstream in("/proc/self/mountinfo");
  std::stringstream mounts;
  mounts << in.rdbuf();
  fail(
      "{}: cannot be locked ({}): its file system ({}) has no locks; expected one that knows "
      "flock. "
      "Have it mounted with locks, choose another --out, or, where nothing else works on this "
      "result, give --no-lock",
      path.string(), std::strerror(error), file_system_of(path, mounts.str()));
}

}  // namespace

Lock lock_file(int descriptor, const fs::path& path, Locking locking) {
  if (locking == Locking::none) return Lock::got;
  int result;
  do result = ::flock(descriptor, LOCK_EX | (locking == Locking::refuse ? LOCK_NB : 0));
  while (result != 0 && errno == EINTR);
  if (result == 0) return Lock::got;
  if (errno != EWOULDBLOCK) fail_without_locks(path, errno);
  return Lock::held_by_another;
}

bool is_at(int descriptor, const fs::path& path) {
  struct stat opened {
  }, named{};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

std::string this_process() { return fmt::format("process {} on {}", ::getpid(), host_name()); }

std::string file_system_of(const fs::path& path, std::string_view mounts) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(path, error);
  std::istringstream lines{std::string(mounts)};
  std::string type = "unknown";
  fs::path place;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string number, parent, device, root, point, word;
    words >> number >> parent >> device >> root >> point;
    while (words >> word && word != "-") continue;
    // Of two at one place the later hides the other.
    if (words >> word && is_below(whole, unescaped(point)) &&
        unescaped(point).size() >= place.string().size()) {
      type = word;
      place = unescaped(point);
    }
  }
  return place.empty() ? type : fmt::format("{}, mounted at {}", type, place.string());
}

void replace_file(const fs::path& file, std::string_view text, Locking locking) {
  const fs::path fresh = file.string() + ".partial";
  const auto is_there = [&] { return fs::exists(file) && read_text(file) == text; };
  if (is_there() && !fs::exists(fresh)) return;  // else a killed run may have left that
  while (true) {
    const int lock = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock < 0) fail("{}: cannot be made ({})", fresh.string(), std::strerror(errno));
    const struct Closed {
      int descriptor;
      ~Closed() { ::close(descriptor); }
    } closed{lock};
    lock_file(lock, fresh, locking == Locking::refuse ? Locking::wait : locking);
    if (!is_at(lock, fresh)) continue;  // another process has just put it in its place
    if (is_there()) {
      ::unlink(fresh.c_str());
      return;
    }
    write_file(fresh, text);
    std::error_code error;
    fs::rename(fresh, file, error);
    if (error) fail("{}: cannot be written ({})", file.string(), error.message());
    sync_folder(file.parent_path());
    return;
  }
}

}  // namespace anbn
