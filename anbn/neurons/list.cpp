// SPDX-License-Identifier: Apache-2.0
// The table of kinds of neuron.
#include "anbn/core/error.h"
#include "anbn/core/options.h"
#include "anbn/neurons/neurons.h"

namespace anbn {

extern const NeuronKind kAttentionQk;

std::span<const NeuronKind> neuron_kinds() {
  static const NeuronKind list[] = {kAttentionQk};
  return list;
}

const NeuronKind& find_neuron_kind(std::string_view name) {
  std::vector<std::string> known;
  std::string expected;
  for (const NeuronKind& kind : neuron_kinds()) {
    if (kind.name == name) return kind;
    known.emplace_back(kind.name);
    expected += (expected.empty() ? "" : ", ") + known.back();
  }
  fail("there is no kind of neuron '{}'; expected one of: {}{}", name, expected,
       did_you_mean(name, known));
}

}  // namespace anbn
