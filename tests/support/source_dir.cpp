// SPDX-License-Identifier: Apache-2.0
#include "tests/support/source_dir.h"

namespace anbn {

std::filesystem::path source_dir() { return ANBN_SOURCE_DIR; }

}  // namespace anbn
