// SPDX-License-Identifier: Apache-2.0
// Locks by which processes of one study, on one machine or several, keep out of each other's way:
// flock on a descriptor that is open for writing, which network file systems know as well.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace anbn {

/// What to do where another process holds a lock: end with an error or wait for it. `none` takes no
/// locks: a scheduler sees to it that no two processes work on one result.
enum class Locking { refuse, wait, none };

enum class Lock { got, held_by_another };

/// Locks the open file `path` for this process alone until it is closed.
/// Throws Error that names the file system if that has no locks.
Lock lock_file(int descriptor, const std::filesystem::path& path, Locking locking);

/// Whether the open file is (still) what `path` names.
bool is_at(int descriptor, const std::filesystem::path& path);

/// "process 4711 on node12": this one, for others to read.
std::string this_process();

/// The type of the file system that holds `path`, and where it is mounted: "nfs4, mounted at
/// /home".
/// @param mounts  a text as /proc/self/mountinfo
std::string file_system_of(const std::filesystem::path& path, std::string_view mounts);

/// Makes `text` the contents of `file`, in one step for those who read it; nothing happens where it
/// has them. Several processes may do so at once. Throws Error if it cannot be written.
void replace_file(const std::filesystem::path& file, std::string_view text, Locking locking);

}  // namespace anbn
