// SPDX-License-Identifier: Apache-2.0
// What is told of a run beside its results: when, where and by which command.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The name of this machine; "an unknown host" where it has none.
std::string host_name();

/// The present time in UTC: "2026-11-30T15:04:05Z".
std::string date_and_time();

/// The words of the command line of this process; empty where the system does not tell.
std::vector<std::string> command_line();

/// The commit that this program was built from, with "-dirty" where it was changed; empty where it
/// was built outside of its repository.
std::string_view commit_of_build();

/// From now on peak_memory() tells of what comes, where the system can forget what was before.
void forget_peak_memory();
/// The most bytes of memory that this process held at a time; 0 where the system does not tell.
std::uint64_t peak_memory();

}  // namespace anbn
