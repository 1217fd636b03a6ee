// SPDX-License-Identifier: Apache-2.0
// How much memory there is, asked before much of it is taken.
#pragma once

#include <cstdint>
#include <string_view>

namespace anbn {

/// The bytes that this process may still take: the least of what the system calls available, what
/// is left to its control groups and its Slurm job, and what is left of its limit of address space.
/// Where nothing of this can be known, the largest number.
std::uint64_t available_memory();

/// Throws Error that says how much `what` needs and how much there is, if `bytes` > `available`.
/// @param bytes  a double, since products of sizes that cannot be may not fit an integer
void require_memory(double bytes, std::string_view what, std::uint64_t available);

}  // namespace anbn
