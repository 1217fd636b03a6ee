// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/core/options.h"
#include "anbn/stats/nulls/null.h"

#include <string>
#include <vector>

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
  std::vector<std::string> known;
  for (const NullModel& model : null_models()) {
    if (model.name == name) return model;
    known.emplace_back(model.name);
  }
  fail("no null model named '{}'{}", name, did_you_mean(name, known));
}

}  // namespace anbn
