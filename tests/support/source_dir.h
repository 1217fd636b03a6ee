// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace anbn {

/// The root of the checkout that the tests were built from.
std::filesystem::path source_dir();

}  // namespace anbn
