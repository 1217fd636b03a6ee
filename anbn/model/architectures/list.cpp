// SPDX-License-Identifier: Apache-2.0
// The table of architectures.
#include "anbn/model/architectures/architecture.h"

namespace anbn {

extern const Architecture kBert;

std::span<const Architecture> architectures() {
  static const Architecture list[] = {kBert};
  return list;
}

}  // namespace anbn
