// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace anbn {

/// A column of texts with its name; an empty text is n/a in files.
struct NamedColumn {
  std::string name;
  std::vector<std::string> values;
};

}  // namespace anbn
