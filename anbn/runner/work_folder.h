// SPDX-License-Identifier: Apache-2.0
// How a result folder comes to be whole or absent, whatever is killed and whenever.
//
//   OUT           a whole result
//   OUT.partial   work of one process, with the manifest (stage.json) of the result in the making
//
// The lock is a flock on OUT.partial/stage.json: the kernel lets go of it when its holder dies, and
// no lock file is left about. OUT.partial/in-use-by.txt tells others who the holder is. Nothing in
// OUT.partial is ever trusted but its folder `checkpoint`, and that only if the manifest is the
// same. What is no result of a stage comes to be in the same way, with a manifest of another name.
#pragma once

#include "anbn/runner/file_lock.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// The folder `out` as an absolute path without links, `.`, `..` or a slash at the end.
/// Throws Error if it is no good as a result folder of `stage`: it is a file, holds the working
/// folder of this process, or holds files that are not a result of that stage.
std::filesystem::path result_folder(const std::filesystem::path& out, std::string_view stage);

/// Removes an OUT.partial that a dead process left beside the whole result `out`.
void remove_leftover(const std::filesystem::path& out, Locking locking);

/// The folder OUT.partial, held by this process alone.
class WorkFolder {
 public:
  /// Makes or takes over and locks the folder, and empties it of all but `manifest` and, where that
  /// is the manifest which it had, `checkpoint`.
  /// Throws LockedError if another process holds it and is not waited for, Error if it is not
  /// anbn's or cannot be written.
  /// @param name  of the manifest
  WorkFolder(const std::filesystem::path& out, const std::string& manifest, Locking locking,
             std::string name = "stage.json");
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return partial_; }

  /// Makes the folder OUT, in one step where OUT exists and the file system can swap two names;
  /// then removes what was OUT before. All files must have been synced by those who wrote them.
  void publish();

  /// Removes the folder, or all but manifest and checkpoint if there is a checkpoint.
  void discard();

 private:
  void take();
  void take_over(const std::string& manifest);

  std::filesystem::path out_, partial_;
  Locking locking_;
  std::string name_;
  int lock_ = -1;  // descriptor of partial_ / name_
};

}  // namespace anbn
