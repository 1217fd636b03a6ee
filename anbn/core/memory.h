// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace anbn {

/// How many bytes this process may still take without swapping, as the kernel estimates it
/// (MemAvailable), or the limit of its control group if that is less; none where nobody says.
std::optional<double> available_memory();

/// Throws Error saying what needs how much if `bytes` are more than `available` (none: never).
/// `what` begins the message, `advice` ends it.
void check_memory(std::string_view what, double bytes, std::optional<double> available,
                  std::string_view advice);

}  // namespace anbn
