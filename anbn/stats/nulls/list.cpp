// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/kinds.h"
#include "anbn/stats/nulls/null.h"

namespace anbn {

void draw_shuffle(const Matrix& networks, RandomKey key, MutableView out);
void draw_phase(const Matrix& networks, RandomKey key, MutableView out);

std::span<const NullModel> null_models() {
  static const NullModel list[] = {
      {"shuffle", "volumes in random order", NullBasis::time, draw_shuffle},
      {"phase", "random phases, spectra kept", NullBasis::fourier, draw_phase},
  };
  return list;
}

const NullModel& null_model_named(std::string_view name) {
  return kind_named(null_models(), name, "null model");
}

}  // namespace anbn
