// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace anbn {

/// The text of anbn/commands/workflow/Snakefile.
std::string_view snakefile_text();

}  // namespace anbn
