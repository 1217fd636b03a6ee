// SPDX-License-Identifier: Apache-2.0
// The table of architectures.
#include "anbn/model/architectures/architecture.h"

namespace anbn {

extern const Architecture kBert, kRoberta, kXlmRoberta, kDistilbert, kGpt2;
extern const Architecture kLlama, kMistral, kQwen2, kQwen3;

std::span<const Architecture> architectures() {
  static const Architecture list[] = {kBert,  kRoberta, kXlmRoberta, kDistilbert, kGpt2,
                                      kLlama, kMistral, kQwen2,      kQwen3};
  return list;
}

}  // namespace anbn
